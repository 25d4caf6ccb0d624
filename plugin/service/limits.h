#pragma once
// Limits of the request line and the work line.  Each is defined here only.

#include <chrono>
#include <cstddef>

#include "core/clock.h"

namespace secure_export::service {

// --- Alerts and their senders

// The longest alert body that hosts accept.
constexpr std::size_t max_alert_bytes = 1024 * 1024;
constexpr std::size_t max_peer_bytes = 64;  // of a sender's address
// Upper bound of Retry-After for a used-up cap: an operator may raise the cap meanwhile.
constexpr Milliseconds longest_retry_after = std::chrono::hours(1);
// Writes that consecutive health requests may cause: the endpoint is public.
constexpr int max_tries_in_a_row = 10;

// --- Desks

// Concurrent calls to a desk without a limit of its own: as many as the standalone host may have workers.
constexpr int max_concurrent_calls = 64;
constexpr Milliseconds longest_pause = std::chrono::minutes(5);
// A host's desk runs on the same machine, so trying it is cheap, and it should be used again within half a minute.  An
// item waits longer than the pause, so that an alert that always fails is not always the first to be tried again.
constexpr Milliseconds longest_pause_of_host = std::chrono::seconds(15),
                       longest_wait_in_host = std::chrono::seconds(25);
// Time for testing all changed desks of a settings document before it is saved.
constexpr Milliseconds longest_desk_tests = std::chrono::seconds(30);

// CI look-ups per alert: more than a real alert needs; each may be a call to the desk.
constexpr std::size_t max_look_ups = 12;
// Time for all CI look-ups of an alert: a slow desk must not prevent the incident, nor exceed the item's lease.
constexpr Milliseconds longest_search = std::chrono::minutes(2);
// Longest interval between CI look-ups for an incident that is still without one.
constexpr Milliseconds longest_between_look_ups = std::chrono::hours(4);

// Bounds of the settling time: how long a create with a lost response may take to appear in the desk.
constexpr Milliseconds min_settling = std::chrono::seconds(60), max_settling = std::chrono::minutes(15);
// Incidents of one alert that are in the desk but not in the mapping (an older backup was restored): keys are tried in
// order until one is free; with more incidents than this the alert is parked.
constexpr int max_generations = 100;

// Open incidents of the version before that are given to their happenings in one step: each costs reading a body.
constexpr std::size_t max_carried_at_once = 50;

// --- Secrets

constexpr std::size_t max_quoted_bytes = 64;  // of a name in an error message
// Retries of reading a secret: a reread is needed only if a key rotation completed in between.
constexpr int max_looks = 8;

// --- The log, in which requests from outside cause lines

// Kinds of warnings counted separately (CountedLog); further kinds share one line and one count.
constexpr std::size_t max_kinds = 256;
// Kinds of refusals counted separately in a second (RefusalLog); the others share one count.
constexpr std::size_t max_gathered = 100;
// Lines about accepted alerts in a minute, and bytes of an alert's id and its rule in one: Azure's ids take about 150.
constexpr int max_accepted_lines = 60;
constexpr std::size_t max_logged_id = 400, max_logged_rule = 120;

constexpr std::size_t max_ci_remark_bytes = 500;  // of a remark about what a configuration item adds to an incident

}  // namespace secure_export::service
