#pragma once
#include <string_view>

namespace secure_export::db {

// Begins a statement whose $1 is now, a Tick: how much each desk's line may still take.  One row a desk: max_calls (one
// while the desk is failing, to find out whether it is back), calls (leased items; a look-up of configuration items
// under way beside them is not among them) and first_end, when the first of those leases ends, NULL where there is
// none.
inline constexpr std::string_view with_desk_capacity = R"sql(
    WITH desk_capacity AS (
        SELECT l.desk, l.turn, l.paused_until_tick, l.look_up_until_tick,
               CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END AS max_calls,
               (SELECT count(*) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1) AS calls,
               (SELECT min(h.due_tick) FROM inbox AS h
                WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1) AS first_end
        FROM desk_line AS l))sql";

}  // namespace secure_export::db
