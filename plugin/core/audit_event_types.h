#pragma once
// Every event type of an alert's audit trail.  The service records them, the overview counts them, the views and
// `query explain` show them, and the screens have a text "what.NAME" for each in every language
// (tests/structure/test_events.py).  Names are stored in databases: add new ones, never change one.

#include <array>
#include <cstddef>
#include <string_view>

namespace secure_export {

enum class AuditEventType {
    received,
    repeat,
    waiting,
    parked,
    retried,
    dropped,
    found,
    opened,
    bound,
    unbound,
    over,
    noted,
    note_refused,
    nothing_to_resolve,
    resolved,
    already_over,
    gone,
    settling,
    duplicate,
    lease_lost,
    key_in_use,
    forgotten,
    not_bound,
    left_open,
    reopened,
    not_reopened,
    late,
    nothing_to_do,
    desk_paused,
    desk_answers,
    held,
    raised,
    carried_over,
    part_of,
};

struct AuditEventTypeEntry {
    AuditEventType event;
    std::string_view name;
    bool is_work;  // counts as work done for an alert (the overview's "worked")
};

constexpr std::array audit_event_types{
    AuditEventTypeEntry{AuditEventType::received, "received", false},
    AuditEventTypeEntry{AuditEventType::repeat, "repeat", false},
    AuditEventTypeEntry{AuditEventType::waiting, "waiting", false},
    AuditEventTypeEntry{AuditEventType::parked, "parked", false},
    AuditEventTypeEntry{AuditEventType::retried, "retried", false},
    AuditEventTypeEntry{AuditEventType::dropped, "dropped", false},
    AuditEventTypeEntry{AuditEventType::found, "found", true},
    AuditEventTypeEntry{AuditEventType::opened, "opened", true},
    AuditEventTypeEntry{AuditEventType::bound, "bound", false},
    AuditEventTypeEntry{AuditEventType::unbound, "unbound", false},
    AuditEventTypeEntry{AuditEventType::over, "over", false},
    AuditEventTypeEntry{AuditEventType::noted, "noted", true},
    AuditEventTypeEntry{AuditEventType::note_refused, "note_refused", false},
    AuditEventTypeEntry{AuditEventType::nothing_to_resolve, "nothing_to_resolve", false},
    AuditEventTypeEntry{AuditEventType::resolved, "resolved", true},
    AuditEventTypeEntry{AuditEventType::already_over, "already_over", true},
    AuditEventTypeEntry{AuditEventType::gone, "gone", false},
    AuditEventTypeEntry{AuditEventType::settling, "settling", false},
    AuditEventTypeEntry{AuditEventType::duplicate, "duplicate", false},
    AuditEventTypeEntry{AuditEventType::lease_lost, "lease_lost", false},
    AuditEventTypeEntry{AuditEventType::key_in_use, "key_in_use", false},
    AuditEventTypeEntry{AuditEventType::forgotten, "forgotten", false},
    AuditEventTypeEntry{AuditEventType::not_bound, "not_bound", false},
    AuditEventTypeEntry{AuditEventType::left_open, "left_open", true},
    AuditEventTypeEntry{AuditEventType::reopened, "reopened", true},
    AuditEventTypeEntry{AuditEventType::not_reopened, "not_reopened", false},
    AuditEventTypeEntry{AuditEventType::late, "late", false},
    AuditEventTypeEntry{AuditEventType::nothing_to_do, "nothing_to_do", false},
    AuditEventTypeEntry{AuditEventType::desk_paused, "desk_paused", false},
    AuditEventTypeEntry{AuditEventType::desk_answers, "desk_answers", false},
    AuditEventTypeEntry{AuditEventType::held, "held", true},
    AuditEventTypeEntry{AuditEventType::raised, "raised", false},
    AuditEventTypeEntry{AuditEventType::carried_over, "carried_over", false},
    AuditEventTypeEntry{AuditEventType::part_of, "part_of", false},
};

constexpr bool audit_event_types_in_order() {
    for (std::size_t at = 0; at < audit_event_types.size(); ++at)
        if (static_cast<std::size_t>(audit_event_types[at].event) != at) return false;
    return audit_event_types.size() == static_cast<std::size_t>(AuditEventType::part_of) + 1;
}
static_assert(audit_event_types_in_order(), "an entry for each event, in the same order");

constexpr std::string_view name_of(AuditEventType event) {
    return audit_event_types[static_cast<std::size_t>(event)].name;
}

}  // namespace secure_export
