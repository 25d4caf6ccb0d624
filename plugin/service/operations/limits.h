#pragma once
// Limits of the replay.  Each is defined here only.

#include <chrono>
#include <cstddef>

#include "core/clock.h"

namespace secure_export::service::operations {

// Messages of this time before the period are played, too: longer than most holds, groups and series last.
constexpr Milliseconds replay_run_in = std::chrono::hours(24);
// Deliveries of it at most; and of each incident that was open at its beginning.
constexpr int max_run_in = 50'000, max_run_in_of_incident = 200;
// Rows that one reading transaction reads, so that none is long; bodies have 1 MiB at most.
constexpr std::size_t slice_of_deliveries = 500, slice_of_bodies_bytes = 8 * 1024 * 1024;
constexpr int slice_of_events = 5000, slice_of_incidents = 100;
// Reasons of differing deliveries that are kept, at about 100 bytes; and configuration items.
constexpr std::size_t max_replay_reasons = 20'000, max_replay_items = 20'000;
// Open incidents that are looked at.
constexpr int max_open_looked_at = 5000;

}  // namespace secure_export::service::operations
