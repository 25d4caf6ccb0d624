#pragma once
// A second opinion about the policies of a route: what should become of each message, written from the text of the
// requirement ("One incident for one happening, closed when it is over"), from the wire contract and from the comments
// of core/policies.h, not from the product's code.  It is a table of rules over a few words; policy_model_rules.cpp
// has the table.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/core/policy_history.h"

namespace histories {

// How a happening stands.
enum class Stand {
    none,     // no incident is open: it is new, or its incident was resolved
    held,     // it fires, and its incident waits to be opened
    open,     // its incident is open, and alerts fire
    waiting,  // its incident is open, all alerts are over
    left,     // its incident is open and left to people, all alerts are over
};

enum class News {
    begins,        // an alert fires that did not fire
    again,         // an alert that fires does so anew
    one_ends,      // an alert ends, others fire
    last_ends,     // the last alert ends
    hold_passed,   // the time for which the incident was held back
    wait_passed,   // hold_resolve
    quiet_passed,  // quiet_after
};

// The case in which a row applies.
enum class Case {
    always,
    no_ticket,
    covered,   // a maintenance window of the route covers this moment
    to_hold,   // the route holds
    refired,   // the same alert fired before in it, and the connection reopens
    soon,      // within reopen_within of its end
    too_many,  // the route has opened as many incidents as it may
    flaps,
    to_wait,  // the route waits before it resolves
    to_note,
    to_leave,
};

enum class Then {
    record,  // nothing but a reason
    hold,    // nothing yet
    keep,    // nothing changes
    open,
    reopen,
    summary,  // to the summary incident of the route
    tell,     // a note
    forget,   // over before its incident was opened
    wait,     // over; the incident stays open for now
    resolve,
    tell_over,  // a note that it is over, and the incident is left to people
    leave,      // no note either
};

struct Row {
    Stand stand;
    News news;
    Case when;
    Then then;
    const char* says;  // the sentence of the requirement
};
using Rules = std::vector<Row>;

// The first row that fits counts.
const Rules& rules_of_the_text();

// Rules about what is counted rather than decided.
struct Counted {
    bool ends_count_as_changes = true;  // flapping: alerts that begin and end
    bool storms_forget = true;          // incidents opened longer ago than max_tickets.per do not count
    bool severity_rises = true;
    bool late_is_ignored = true;
    bool first_route_decides = true;
};

// Why a Fired has no incident, or a message changes nothing.
enum class Reason { none, late, repeat, over_already, unknown_end, no_ticket, maintenance, held, over_before };

// What should be done.
struct Should {
    Then then = Then::record;
    Reason reason = Reason::none;
    std::string group = {};             // the happening it concerns; empty: none
    std::optional<int> raise = {};      // the incident's severity rises to this
    std::optional<int> may_raise = {};  // alerts that were moved to a summary may be worse than it was told to be
    bool may_be_listed = false;         // Then::tell: by a note of its own or in a list
    bool flaps = false;                 // Then::tell and Then::wait: only by a note an hour
};

struct Happening {
    int route = -1;  // of its first message; -1: none matched
    bool summary = false;
    Stand stand = Stand::none;
    std::map<int, int> firing;  // alert -> its severity
    std::set<int> had;          // alerts of the current or last incident
    int told = 5, worst = 5;    // severity: that of the incident, and the worst since it began; 5: none
    bool had_incident = false;
    bool reopens = false;    // held: its incident is reopened then
    bool done_with = false;  // its incident: something fired too late to reopen it
    std::optional<Millis> held_until, resolve_at;
    bool covered = false;  // held by a maintenance window
    Millis began = 0, ended = 0, last_news = 0;
    Millis given = 0;             // summary: when alerts were moved to it last
    std::vector<Millis> changes;  // beginnings and ends
    int untold = 0;               // joins and leaves that no note has told
    int told_each = 0;            // joins and leaves with notes of their own
    Millis untold_since = 0, flapping_since = 0;
    std::optional<Millis> last_list, said_flapping, calm_since;
};

// A note that no message causes.
enum class Note { list, flapping, calm };

class PolicyModel {
public:
    PolicyModel(const History& history, const Rules& rules, const Counted& counted);

    // What a message should do.  Messages come in the order of their times; everything due before was judged.
    Should message(const Message& message);
    // Judges an act without a message.  Returns why the text does not allow it; empty: it does.
    std::string due(const std::string& group, Millis now, Then then);
    // How the severity of one that was reopened without a message was raised.
    std::string reopened(const std::string& group, std::optional<int> raise);
    std::string note_due(const std::string& group, Millis now, Note note, std::optional<int> raise);
    // A note for a message of Then::tell was left to a list; or was given.
    void listed(const std::string& group, Millis now);
    void noted(const std::string& group);
    // Does what is due until `now` and asks nothing of the desk.
    void settle(Millis now);
    // What should have happened before `now` and did not; empty: nothing.
    std::string overdue(Millis now);

    // Whether the text allows to open the incident with this severity (5: none), and that it was.
    bool may_tell(const std::string& group, int severity, Millis now) const;
    void told(const std::string& group, int severity) { happenings_.at(group).told = severity; }

    const std::map<std::string, Happening>& happenings() const { return happenings_; }
    // The group that an alert belongs to while it fires; empty: none.
    std::string group_of(int alert) const;
    bool fires(int alert) const;
    static std::string summary_of(int route) { return "summary:" + std::to_string(route); }

private:
    struct Alert {
        bool known = false, firing = false;
        std::optional<Millis> newest;  // firing time
        std::string group;
    };

    const Policy& policy_of(int route) const;
    int route_of(const Series& series) const;
    std::string group_for(const Message& message, const Policy& policy) const;
    static std::optional<Millis> covered_until(const Policy& policy, Millis now);
    int opened_lately(int route, Millis now) const;
    bool fits(Case when, const Happening& is, const Policy& policy, int alert, Millis now) const;
    Then rule(const Happening& is, News news, const Policy& policy, int alert, Millis now) const;
    Should decide(const Message& message);
    static std::optional<int> not_raised(const Happening& is);
    Should begins(const Message& message);
    Should leaves(const Message& message);

    void carry_out(Then then, Happening& is, Millis now);
    void to_summary(Happening& from, Millis now);
    // What is due for it, with its time, soonest first.
    std::vector<std::pair<Millis, News>> dues(const Happening& is) const;
    bool flaps(const Happening& is, Millis now) const;
    Millis calm_at(const Happening& is) const;
    void changed(Happening& is, Millis now) const;
    void over(Happening& is, Millis now);
    void rise(Should& should, Happening& is, int severity) const;

    const History& history_;
    const Rules& rules_;
    Counted counted_;
    std::map<int, Alert> alerts_;
    std::map<std::string, Happening> happenings_;
    std::map<int, std::vector<Millis>> opened_;  // incidents by route
};

const char* name_of(Then then);

}  // namespace histories
