#pragma once
#include <string_view>

namespace secure_export::db {

// A common table expression that begins a statement whose $1 is the current Tick: the capacity of each desk's queue.
// One row per desk: max_calls (1 while the desk is failing, to test whether it is back), calls (leased items, not
// counting a look-up of configuration items) and first_end, when the first of those leases ends, NULL if there is none.
inline constexpr std::string_view with_desk_capacity = R"sql(
    WITH desk_capacity AS (
        SELECT l.desk, l.turn, l.paused_until_tick, l.look_up_until_tick,
               CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END AS max_calls,
               (SELECT count(*) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1) AS calls,
               (SELECT min(h.due_tick) FROM inbox AS h
                WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1) AS first_end
        FROM desk_line AS l))sql";

}  // namespace secure_export::db
