#pragma once
// How much and how long the request line and the work line go on with one thing.  Each number stands here alone.

#include <chrono>
#include <cstddef>

#include "core/clock.h"

namespace secure_export::service {

// --- Alerts and their senders

// The longest body of an alert that the hosts take.
constexpr std::size_t max_alert_bytes = 1024 * 1024;
constexpr std::size_t max_peer_bytes = 64;  // of a sender's address
// A cap that is used up may be raised meanwhile: senders are told to come again no later.
constexpr Milliseconds longest_retry_after = std::chrono::hours(1);
// Health's own tries to write, in a row: anybody may ask.
constexpr int max_tries_in_a_row = 10;

// --- Desks

// Calls of a desk that has no limit of its own: as many as the standalone host has workers.
constexpr int max_concurrent_calls = 64;
constexpr Milliseconds longest_pause = std::chrono::minutes(5);
// A host's desk costs its own machine alone to ask, and is to be back within half a minute.  An item waits longer than
// the pause, so that one alert that always fails is not the one that finds out every time, and holds up the others.
constexpr Milliseconds longest_pause_of_host = std::chrono::seconds(15),
                       longest_wait_in_host = std::chrono::seconds(25);
// All desks of a settings document that are tested before it is saved.
constexpr Milliseconds longest_desk_tests = std::chrono::seconds(30);

// Look-ups of one alert's configuration item: more than any real alert has names; each may be a call to a desk.
constexpr std::size_t max_look_ups = 12;
// A desk whose every call takes nearly its time limit must not keep the incident from being opened, nor outlast the
// lease of the item.
constexpr Milliseconds longest_search = std::chrono::minutes(2);
// Between two look-ups of an incident that is still without one.
constexpr Milliseconds longest_between_look_ups = std::chrono::hours(4);

// How long a create whose answer was lost may take to be seen in the desk.
constexpr Milliseconds min_settling = std::chrono::seconds(60), max_settling = std::chrono::minutes(15);
// Incidents of one alert that a desk has and the mapping has lost (a restored backup): keys are asked for until one is
// not found; an alert that fired oftener than this is parked.
constexpr int max_generations = 100;

// --- Secrets

constexpr std::size_t max_quoted_bytes = 64;  // of a name in a refusal
// One look needs another only when a whole rotation came between; so many in a row do not happen.
constexpr int max_looks = 8;

// --- The log, which strangers can make lines in

// Kinds of trouble kept apart; beyond that all share one line and one count.
constexpr std::size_t max_kinds = 256;
// Kinds of refusals kept apart in a second; the rest is counted together.
constexpr std::size_t max_gathered = 100;
// Lines about accepted alerts in a minute, and bytes of an alert's id and its rule in one: Azure's ids take about 150.
constexpr int max_accepted_lines = 60;
constexpr std::size_t max_logged_id = 400, max_logged_rule = 120;

}  // namespace secure_export::service
