#pragma once
// Limits of a settings document.  Each is defined here only; those of single options are in the kinds of desks.

#include <chrono>
#include <cstddef>

namespace secure_export::settings {

constexpr std::size_t max_elements = 1000;  // of a list: an estate has some hundred connections
constexpr std::size_t max_routes = 200;     // of a connection: each alert is compared with them in turn
constexpr std::size_t max_key_hosts = 20;   // of a connection
constexpr std::size_t max_rules = 20;       // ci_rules of a desk: each costs a call to the desk
constexpr std::size_t max_fields = 100;     // of a desk's form, set by hand

// Bytes of a text.
constexpr std::size_t max_name = 64;  // of a connection, a desk, a route or a role
constexpr std::size_t max_text = 1024;
constexpr std::size_t max_uri = 2048;
constexpr std::size_t max_pattern = 256;         // a pattern of a route, and the name of a field it sets
constexpr std::size_t max_field_name = 128;      // of a desk's form
constexpr std::size_t max_field_value = 4096;    // likewise
constexpr std::size_t max_template = 16 * 1024;  // of titles and descriptions
constexpr std::size_t max_quoted_bytes = 60;     // of a value quoted in a problem
constexpr std::size_t max_place_bytes = 80;      // of a name in a problem's place

// Health is degraded when keys are older than a day: a shorter limit would leave no time to react.
constexpr int min_keys_age_hours = 24, max_keys_age_hours = 365 * 24;
// Highest caps that can be configured.
constexpr int max_alerts_per_minute = 1'000'000, max_bytes_per_day = 2'000'000'000;

// Policies of a route.  A time that is longer than `max_duration` is a mistake more often than it is meant.
constexpr std::chrono::milliseconds max_duration = std::chrono::days(30);
constexpr int min_flapping_changes = 2, max_flapping_changes = 1000;
constexpr int max_tickets_count = 100'000;
constexpr std::size_t max_windows = 20;  // maintenance windows of a route: each is compared with every alert's time
// Of a maintenance window: once, and weekly.  Longer ones are made of several, so that a mistyped year is noticed.
constexpr std::chrono::milliseconds max_window_once = std::chrono::days(366);
constexpr std::chrono::milliseconds max_window_weekly = std::chrono::days(7);

// Differences listed between two documents, and bytes of each value.
constexpr std::size_t max_changes = 50, max_changed_value = 120;

}  // namespace secure_export::settings
