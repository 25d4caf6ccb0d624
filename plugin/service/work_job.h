#pragma once
// One delivery on the work line, and what carrying out its act has changed.

#include "core/plan.h"
#include "db/store/alerts.h"
#include "db/store/bindings.h"
#include "db/store/inbox.h"
#include "service/snapshot.h"

namespace secure_export::service {

struct StoryLine {
    std::string what, detail;
};

// What became of the calls to the desk in one piece of work.
struct Contact {
    bool called = false;
    std::optional<Error> away;  // the last call did not reach it, or it asked to be left alone
};

struct Job {
    std::shared_ptr<const Snapshot> snapshot;  // keeps connection and desk alive
    const Connection* connection = nullptr;
    const DeskSettings* desk = nullptr;
    db::Item item;
    Alert alert;
    db::AlertRow row;
    db::IncidentRow incident;  // id 0: none
    Plan plan;
    Contact contact;
    // Whether a create that was sent outlasted the desk's time limit; nothing when none was sent.
    std::optional<bool> create_was_slow;
    std::vector<StoryLine> story;
};

// Written in one transaction with the settling of the item.
struct Effects {
    State next = State::unknown;
    // The desk's state was not what we remembered: the item goes back into the inbox and is decided again.
    bool decide_again = false;
    // Nothing can be done for so long, and nobody is to blame: the item waits, for that reason.
    struct Wait {
        Milliseconds for_how_long;
        std::string why;
    };
    std::optional<Wait> wait;
    // The desk is to be asked soon for duplicates of the incident.
    bool look_for_duplicates = false;
    std::optional<db::Binding> binding;
    std::optional<db::Unbound> unbound;
};

}  // namespace secure_export::service
