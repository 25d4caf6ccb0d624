#pragma once
// What may happen to an alert: the one list of event names.  The service writes them, the overview counts by them, the
// views and `query explain` show them, and the screens have a text "what.NAME" for each in every language
// (tests/structure/test_events.py).  A name is kept in databases: it is never changed, only added.

#include <array>
#include <cstddef>
#include <string_view>

namespace secure_export {

enum class StoryEvent {
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
};

struct StoryEventEntry {
    StoryEvent event;
    std::string_view name;
    bool is_work;  // counts as work done for an alert (the overview's "worked")
};

constexpr std::array story_events{
    StoryEventEntry{StoryEvent::received, "received", false},
    StoryEventEntry{StoryEvent::repeat, "repeat", false},
    StoryEventEntry{StoryEvent::waiting, "waiting", false},
    StoryEventEntry{StoryEvent::parked, "parked", false},
    StoryEventEntry{StoryEvent::retried, "retried", false},
    StoryEventEntry{StoryEvent::dropped, "dropped", false},
    StoryEventEntry{StoryEvent::found, "found", true},
    StoryEventEntry{StoryEvent::opened, "opened", true},
    StoryEventEntry{StoryEvent::bound, "bound", false},
    StoryEventEntry{StoryEvent::unbound, "unbound", false},
    StoryEventEntry{StoryEvent::over, "over", false},
    StoryEventEntry{StoryEvent::noted, "noted", true},
    StoryEventEntry{StoryEvent::note_refused, "note_refused", false},
    StoryEventEntry{StoryEvent::nothing_to_resolve, "nothing_to_resolve", false},
    StoryEventEntry{StoryEvent::resolved, "resolved", true},
    StoryEventEntry{StoryEvent::already_over, "already_over", true},
    StoryEventEntry{StoryEvent::gone, "gone", false},
    StoryEventEntry{StoryEvent::settling, "settling", false},
    StoryEventEntry{StoryEvent::duplicate, "duplicate", false},
    StoryEventEntry{StoryEvent::lease_lost, "lease_lost", false},
    StoryEventEntry{StoryEvent::key_in_use, "key_in_use", false},
    StoryEventEntry{StoryEvent::forgotten, "forgotten", false},
    StoryEventEntry{StoryEvent::not_bound, "not_bound", false},
    StoryEventEntry{StoryEvent::left_open, "left_open", true},
    StoryEventEntry{StoryEvent::reopened, "reopened", true},
    StoryEventEntry{StoryEvent::not_reopened, "not_reopened", false},
    StoryEventEntry{StoryEvent::late, "late", false},
    StoryEventEntry{StoryEvent::nothing_to_do, "nothing_to_do", false},
    StoryEventEntry{StoryEvent::desk_paused, "desk_paused", false},
    StoryEventEntry{StoryEvent::desk_answers, "desk_answers", false},
};

constexpr bool story_events_in_order() {
    for (std::size_t at = 0; at < story_events.size(); ++at)
        if (static_cast<std::size_t>(story_events[at].event) != at) return false;
    return story_events.size() == static_cast<std::size_t>(StoryEvent::desk_answers) + 1;
}
static_assert(story_events_in_order(), "an entry for each event, in the same order");

constexpr std::string_view name_of(StoryEvent event) { return story_events[static_cast<std::size_t>(event)].name; }

}  // namespace secure_export
