#include "db/store/bindings.h"

#include <algorithm>

#include "core/timestamps.h"
#include "db/store/desk_lines.h"

namespace secure_export::db {
namespace {

// What an administrator has pinned gives way to an administrator only.
constexpr std::string_view save_binding = R"sql(
    INSERT INTO binding (desk, resource, ci_id, ci_name, ci_class, ci_resource_id, reason, pinned_by, bound_at, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
    ON CONFLICT (desk, resource) DO UPDATE SET
        ci_id = excluded.ci_id, ci_name = excluded.ci_name, ci_class = excluded.ci_class,
        ci_resource_id = excluded.ci_resource_id, reason = excluded.reason, pinned_by = excluded.pinned_by,
        changed_at = excluded.changed_at
    WHERE binding.pinned_by = '' OR excluded.pinned_by <> '')sql";

constexpr std::string_view save_unbound_resource = R"sql(
    INSERT INTO unbound (desk, resource, why, alert_connection, alert_key, delivery, first_seen_at, last_seen_at,
                         look_again_tick, look_again_at, ci_id, ci_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)
    ON CONFLICT (desk, resource) DO UPDATE SET
        why = excluded.why, alert_connection = excluded.alert_connection, alert_key = excluded.alert_key,
        delivery = excluded.delivery, last_seen_at = excluded.last_seen_at, looks = unbound.looks + 1,
        look_again_tick = excluded.look_again_tick, look_again_at = excluded.look_again_at, ci_id = excluded.ci_id,
        ci_name = excluded.ci_name)sql";

// Of each desk its first, as Inbox::claim does it and under the same rules; one look-up at a time.
constexpr std::string_view claim_due = R"sql(
    UPDATE unbound SET look_again_tick = $2, look_again_at = $3, looks = looks + 1
    WHERE (desk, resource) =
        (SELECT u.desk, u.resource
         FROM desk_line AS l
         JOIN unbound AS u ON u.desk = l.desk AND u.resource =
             (SELECT w.resource FROM unbound AS w
              WHERE w.desk = l.desk AND w.look_again_tick <= $1
                AND EXISTS (SELECT 1 FROM incident AS i WHERE i.desk = w.desk AND i.resource = w.resource
                              AND i.status = 'open' AND i.ci_id IN ('', w.ci_id))
              ORDER BY w.look_again_tick LIMIT 1)
         WHERE l.paused_until_tick <= $1 AND l.look_up_until_tick <= $1
           AND (SELECT count(*) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1)
               < CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END
         ORDER BY u.look_again_tick LIMIT 1)
    RETURNING desk, resource, why, alert_connection, alert_key, delivery, ci_id, ci_name, looks)sql";

// Those that were opened before the item was found or pinned get it now.
constexpr std::string_view waited_for = R"sql(
    UPDATE unbound SET look_again_tick = 0
    WHERE desk = $1 AND resource = $2
      AND EXISTS (SELECT 1 FROM incident AS i WHERE i.desk = unbound.desk AND i.resource = unbound.resource
                    AND i.status = 'open' AND i.ci_id IN ('', unbound.ci_id) AND i.ci_id <> $3))sql";

constexpr std::string_view all_waiting = R"sql(
    SELECT i.id, i.desk_id, i.number, i.ci_id, i.ci_name, a.connection, a.alert_key,
           (SELECT max(d.id) FROM delivery AS d
            WHERE d.alert_key = a.alert_key AND d.connection = a.connection AND d.condition = 'fired'
              AND d.duplicate_of IS NULL AND d.body IS NOT NULL)
    FROM incident AS i LEFT JOIN alert AS a ON a.incident = i.id
    WHERE i.desk = $1 AND i.resource = $2 AND i.status = 'open' AND i.ci_id IN ('', $3) AND i.ci_id <> $4
    ORDER BY i.id LIMIT 200)sql";

constexpr std::string_view lines_ahead = R"sql(
    SELECT l.paused_until_tick, l.look_up_until_tick, CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END,
           (SELECT w.look_again_tick FROM unbound AS w
            WHERE w.desk = l.desk
              AND EXISTS (SELECT 1 FROM incident AS i WHERE i.desk = w.desk AND i.resource = w.resource
                            AND i.status = 'open' AND i.ci_id IN ('', w.ci_id))
            ORDER BY w.look_again_tick LIMIT 1),
           (SELECT count(*) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1),
           (SELECT min(h.due_tick) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1)
    FROM desk_line AS l)sql";

}  // namespace

std::optional<Binding> Bindings::find(std::string_view desk, std::string_view resource) {
    Statement row = tx_.prepare(
        "SELECT ci_id, ci_name, ci_class, ci_resource_id, reason, pinned_by FROM binding "
        "WHERE desk = $1 AND resource = $2");
    row.bind(1, desk).bind(2, resource);
    if (!row.step()) return std::nullopt;
    Binding binding;
    binding.desk = desk;
    binding.resource = resource;
    binding.ci.id = row.text(0);
    binding.ci.name = row.text(1);
    binding.ci.ci_class = row.text(2);
    binding.ci.resource_id = row.text(3);
    binding.reason = row.text(4);
    binding.pinned_by = row.text(5);
    return binding;
}

void Bindings::save(const Binding& binding, Time now) {
    Statement save = tx_.prepare(save_binding);
    save.bind(1, binding.desk).bind(2, binding.resource).bind(3, binding.ci.id).bind(4, binding.ci.name);
    save.bind(5, binding.ci.ci_class).bind(6, binding.ci.resource_id).bind(7, binding.reason);
    save.bind(8, binding.pinned_by).bind(9, iso(now)).run();
    Statement due = tx_.prepare(waited_for);
    due.bind(1, binding.desk).bind(2, binding.resource).bind(3, binding.ci.id).run();
    if (tx_.changes() == 0) no_longer_unbound(binding.desk, binding.resource);
}

std::optional<Unbound> Bindings::unbound(std::string_view desk, std::string_view resource) {
    Statement row = tx_.prepare(
        "SELECT why, alert_connection, alert_key, delivery, ci_id, ci_name, looks FROM unbound "
        "WHERE desk = $1 AND resource = $2");
    if (!row.bind(1, desk).bind(2, resource).step()) return std::nullopt;
    Unbound unbound;
    unbound.desk = desk;
    unbound.resource = resource;
    unbound.why = row.text(0);
    unbound.alert_connection = row.text(1);
    unbound.alert_key = row.text(2);
    unbound.delivery = row.integer(3);
    unbound.ci_id = row.text(4);
    unbound.ci_name = row.text(5);
    unbound.looks = static_cast<int>(row.integer(6));
    return unbound;
}

std::vector<Waiting> Bindings::waiting(const Unbound& unbound, std::string_view ci_id) {
    Statement row = tx_.prepare(all_waiting);
    row.bind(1, unbound.desk).bind(2, unbound.resource).bind(3, unbound.ci_id).bind(4, ci_id);
    std::vector<Waiting> all;
    while (row.step()) {
        Waiting one;
        one.incident = row.integer(0);
        one.desk_id = row.text(1);
        one.number = row.text(2);
        one.ci_id = row.text(3);
        one.ci_name = row.text(4);
        one.connection = row.text(5);
        one.alert_key = row.text(6);
        one.delivery = row.integer(7);
        all.push_back(std::move(one));
    }
    return all;
}

void Bindings::no_longer_unbound(std::string_view desk, std::string_view resource) {
    Statement off = tx_.prepare("DELETE FROM unbound WHERE desk = $1 AND resource = $2");
    off.bind(1, desk).bind(2, resource).run();
}

void Bindings::forget(std::string_view desk, std::string_view resource) {
    Statement forget = tx_.prepare("DELETE FROM binding WHERE desk = $1 AND resource = $2");
    forget.bind(1, desk).bind(2, resource).run();
}

void Bindings::save_unbound(const Unbound& unbound, const Moment& now, Milliseconds look_again_in) {
    DeskLines(tx_).ensure(unbound.desk);
    Statement save = tx_.prepare(save_unbound_resource);
    save.bind(1, unbound.desk).bind(2, unbound.resource).bind(3, unbound.why).bind(4, unbound.alert_connection);
    save.bind(5, unbound.alert_key).bind(6, unbound.delivery ? std::optional(unbound.delivery) : std::nullopt);
    save.bind(7, iso(now.wall)).bind(8, ms(now.tick + look_again_in)).bind(9, iso(now.wall + look_again_in));
    save.bind(10, unbound.ci_id).bind(11, unbound.ci_name).run();
}

std::optional<Unbound> Bindings::claim_unbound(const Moment& now, Milliseconds look_again_in) {
    Statement claim = tx_.prepare(claim_due);
    claim.bind(1, ms(now.tick)).bind(2, ms(now.tick + look_again_in)).bind(3, iso(now.wall + look_again_in));
    std::optional<Unbound> found;
    while (claim.step()) {
        found.emplace();
        found->desk = claim.text(0);
        found->resource = claim.text(1);
        found->why = claim.text(2);
        found->alert_connection = claim.text(3);
        found->alert_key = claim.text(4);
        found->delivery = claim.integer(5);
        found->ci_id = claim.text(6);
        found->ci_name = claim.text(7);
        found->looks = static_cast<int>(claim.integer(8));
    }
    return found;
}

void Bindings::look_again(const Unbound& unbound, const Moment& now, Milliseconds in) {
    Statement due = tx_.prepare(
        "UPDATE unbound SET look_again_tick = $3, look_again_at = $4, ci_id = $5, ci_name = $6, why = $7 "
        "WHERE desk = $1 AND resource = $2");
    due.bind(1, unbound.desk).bind(2, unbound.resource).bind(3, ms(now.tick + in)).bind(4, iso(now.wall + in));
    due.bind(5, unbound.ci_id).bind(6, unbound.ci_name).bind(7, unbound.why).run();
}

void Bindings::look_again_now(std::string_view desk, const Moment& now) {
    Statement due = tx_.prepare(
        "UPDATE unbound SET look_again_tick = $2, look_again_at = $3 WHERE desk = $1 AND look_again_tick > $2");
    due.bind(1, desk).bind(2, ms(now.tick)).bind(3, iso(now.wall)).run();
}

std::optional<Tick> Bindings::next_due(Tick now) const {
    Statement line = tx_.prepare(lines_ahead);
    line.bind(1, ms(now));
    std::optional<std::int64_t> next;
    while (line.step()) {
        if (line.is_null(3)) continue;
        std::int64_t can_begin = std::max({line.integer(0), line.integer(1), line.integer(3)});
        if (line.integer(4) >= line.integer(2)) can_begin = std::max(can_begin, line.integer(5));
        next = std::min(next.value_or(can_begin), can_begin);
    }
    if (!next) return std::nullopt;
    return tick_of(*next);
}

}  // namespace secure_export::db
