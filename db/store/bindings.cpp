#include "db/store/bindings.h"

#include <algorithm>

#include "core/timestamps.h"
#include "db/store/desk_capacity.h"
#include "db/store/desk_queues.h"

namespace secure_export::db {
namespace {

// A binding pinned by an administrator is replaced only by another pinned one.
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

// Whether an open incident of the resource of `w` has no item, or only the one found by name.  Two index look-ups: "IN"
// would build a temporary table each time.
const std::string is_waited_for = R"sql((
    EXISTS (SELECT 1 FROM incident AS i WHERE i.desk = w.desk AND i.resource = w.resource AND i.status = 'open'
              AND i.ci_id = '')
    OR EXISTS (SELECT 1 FROM incident AS i WHERE i.desk = w.desk AND i.resource = w.resource AND i.status = 'open'
                 AND i.ci_id = w.ci_id)))sql";

// The first due one of each desk, under the same rules as Inbox::claim(); one look-up per desk at a time.
const std::string claim_due_look_up = std::string(with_desk_capacity) + R"sql(
    UPDATE unbound SET look_again_tick = $2, look_again_at = $3, looks = looks + 1
    WHERE (desk, resource) =
        (SELECT u.desk, u.resource
         FROM desk_capacity AS l
         JOIN unbound AS u ON u.desk = l.desk AND u.resource =
             (SELECT w.resource FROM unbound AS w
              WHERE w.desk = l.desk AND w.look_again_tick <= $1
                AND )sql" + is_waited_for +
                                      R"sql(
              ORDER BY w.look_again_tick LIMIT 1)
         WHERE l.paused_until_tick <= $1 AND l.look_up_until_tick <= $1 AND l.calls < l.max_calls
         ORDER BY u.look_again_tick LIMIT 1)
    RETURNING desk, resource, why, alert_connection, alert_key, delivery, ci_id, ci_name, looks)sql";

// Open incidents that were opened before the item was found or pinned.
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
    FROM incident AS i
    LEFT JOIN alert AS a ON a.id = (SELECT min(m.id) FROM alert AS m WHERE m.incident = i.id)
    WHERE i.desk = $1 AND i.resource = $2 AND i.status = 'open' AND i.ci_id IN ('', $3) AND i.ci_id <> $4
    ORDER BY i.id LIMIT 200)sql";

const std::string look_ups_ahead = std::string(with_desk_capacity) + R"sql(
    SELECT l.paused_until_tick, l.look_up_until_tick, l.max_calls,
           (SELECT w.look_again_tick FROM unbound AS w
            WHERE w.desk = l.desk
              AND )sql" + is_waited_for +
                                   R"sql(
            ORDER BY w.look_again_tick LIMIT 1),
           l.calls, l.first_end
    FROM desk_capacity AS l)sql";

}  // namespace

std::optional<Binding> Bindings::find(std::string_view desk, std::string_view resource) {
    Statement row = tx_.prepare(
        "SELECT ci_id, ci_name, ci_class, ci_resource_id, reason, pinned_by FROM binding "
        "WHERE desk = $1 AND resource = $2");
    if (!row.step_with(desk, resource)) return std::nullopt;
    Binding binding;
    binding.desk = desk;
    binding.resource = resource;
    row.into(binding.ci.id, binding.ci.name, binding.ci.ci_class, binding.ci.resource_id, binding.reason,
             binding.pinned_by);
    return binding;
}

void Bindings::save(const Binding& binding, Time now) {
    const ConfigurationItem& ci = binding.ci;
    tx_.prepare(save_binding)
        .run_with(binding.desk, binding.resource, ci.id, ci.name, ci.ci_class, ci.resource_id, binding.reason,
                  binding.pinned_by, iso(now));
    tx_.prepare(waited_for).run_with(binding.desk, binding.resource, ci.id);
    if (tx_.changes() == 0) no_longer_unbound(binding.desk, binding.resource);
}

std::optional<Unbound> Bindings::unbound(std::string_view desk, std::string_view resource) {
    Statement row = tx_.prepare(
        "SELECT why, alert_connection, alert_key, delivery, ci_id, ci_name, looks FROM unbound "
        "WHERE desk = $1 AND resource = $2");
    if (!row.step_with(desk, resource)) return std::nullopt;
    Unbound unbound;
    unbound.desk = desk;
    unbound.resource = resource;
    row.into(unbound.why, unbound.alert_connection, unbound.alert_key, unbound.delivery, unbound.ci_id, unbound.ci_name,
             unbound.looks);
    return unbound;
}

std::vector<Waiting> Bindings::waiting(const Unbound& unbound, std::string_view ci_id) {
    Statement row = tx_.prepare(all_waiting);
    row.bind_all(unbound.desk, unbound.resource, unbound.ci_id, ci_id);
    std::vector<Waiting> all;
    while (row.step()) {
        Waiting one;
        row.into(one.incident, one.desk_id, one.number, one.ci_id, one.ci_name, one.connection, one.alert_key,
                 one.delivery);
        all.push_back(std::move(one));
    }
    return all;
}

void Bindings::no_longer_unbound(std::string_view desk, std::string_view resource) {
    Statement off = tx_.prepare("DELETE FROM unbound WHERE desk = $1 AND resource = $2");
    off.run_with(desk, resource);
}

void Bindings::forget(std::string_view desk, std::string_view resource) {
    Statement forget = tx_.prepare("DELETE FROM binding WHERE desk = $1 AND resource = $2");
    forget.run_with(desk, resource);
}

void Bindings::save_unbound(const Unbound& unbound, const Moment& now, Milliseconds next_lookup_in) {
    DeskQueues(tx_).ensure(unbound.desk);
    tx_.prepare(save_unbound_resource)
        .run_with(unbound.desk, unbound.resource, unbound.why, unbound.alert_connection, unbound.alert_key,
                  unbound.delivery ? std::optional(unbound.delivery) : std::nullopt, iso(now.wall),
                  now.tick + next_lookup_in, iso(now.wall + next_lookup_in), unbound.ci_id, unbound.ci_name);
}

std::optional<Unbound> Bindings::claim_unbound(const Moment& now, Milliseconds next_lookup_in) {
    Statement claim = tx_.prepare(claim_due_look_up);
    claim.bind_all(now.tick, now.tick + next_lookup_in, iso(now.wall + next_lookup_in));
    std::optional<Unbound> found;
    while (claim.step()) {
        Unbound& one = found.emplace();
        claim.into(one.desk, one.resource, one.why, one.alert_connection, one.alert_key, one.delivery, one.ci_id,
                   one.ci_name, one.looks);
    }
    return found;
}

void Bindings::next_lookup(const Unbound& unbound, const Moment& now, Milliseconds in) {
    Statement due = tx_.prepare(
        "UPDATE unbound SET look_again_tick = $3, look_again_at = $4, ci_id = $5, ci_name = $6, why = $7 "
        "WHERE desk = $1 AND resource = $2");
    due.run_with(unbound.desk, unbound.resource, now.tick + in, iso(now.wall + in), unbound.ci_id, unbound.ci_name,
                 unbound.why);
}

void Bindings::look_up_now(std::string_view desk, const Moment& now) {
    Statement due = tx_.prepare(
        "UPDATE unbound SET look_again_tick = $2, look_again_at = $3 WHERE desk = $1 AND look_again_tick > $2");
    due.run_with(desk, now.tick, iso(now.wall));
}

std::optional<Tick> Bindings::next_due(Tick now) const {
    Statement line = tx_.prepare(look_ups_ahead);
    line.bind_all(now);
    std::optional<Tick> next;
    while (line.step()) {
        Tick paused_until, look_up_until;
        std::int64_t max_calls = 0, calls = 0;
        std::optional<Tick> due, first_end;
        line.into(paused_until, look_up_until, max_calls, due, calls, first_end);
        if (!due) continue;
        Tick can_begin = std::max({paused_until, look_up_until, *due});
        if (calls >= max_calls) can_begin = std::max(can_begin, first_end.value_or(can_begin));
        next = std::min(next.value_or(can_begin), can_begin);
    }
    return next;
}

}  // namespace secure_export::db
