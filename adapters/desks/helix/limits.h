#pragma once
// What is asked of Helix at once, and what it takes.  Each number stands here alone; see rest/limits.h, too.

#include <chrono>
#include <cstddef>

namespace secure_export::desks::helix {

constexpr unsigned max_messages = 10;  // of an error that are told
// Items that a look-up asks for.  More than are told: items marked as deleted and items that LIKE let through come back
// too, and are left out here.
constexpr int max_rows = 50;
// Gateways cut off longer addresses.
constexpr std::size_t max_query_bytes = 5000;
constexpr int max_of_one_key = 20;        // incidents
constexpr int max_notes_alike = 50;       // that are looked through
constexpr std::size_t max_summary = 100;  // characters that fit into a work log's Description
// As the CMDB's Name; a longer one would have the whole incident refused.
constexpr std::size_t max_ci_name = 254;
// Hosts unload the plugin at their own end, and wait for it.
constexpr std::chrono::seconds longest_sign_out{2};

}  // namespace secure_export::desks::helix
