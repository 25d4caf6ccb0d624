#pragma once
// What a route makes of its alerts, as values.  core/plan.h says what each policy means; settings/README.md describes
// the keys.  The defaults are those of a route without policies: one incident for one alert (core/happening.h).

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"

namespace secure_export {

// What shares one incident.
enum class GroupBy {
    alert,            // nothing beyond core/happening.h
    series,           // firings of one rule, resource and set of dimensions, whatever alert ids Azure gives them
    resource,         // the affected resource
    rule,             // the alert rule
    ci,               // the configuration item in the desk; without one, the resource
    resource_group,   // of the affected resource
    subscription,     // likewise
    custom_property,  // the value of RoutePolicies::group_property in the Fired; without one, the alert
};

// What the end of the last alert does to the incident.
enum class OnResolved { resolve, note, nothing };

// What an end without a known beginning does: it is recorded, or an incident is opened for it (and stays open).
enum class WithoutBeginning { record, open };

// An incident whose alerts begin and end `changes` times or more `within` that time stays open and says that they flap.
struct Flapping {
    int changes = 0;
    Milliseconds within{0};
    bool operator==(const Flapping&) const = default;
};

// At most `count` incidents are opened `per` that time; further alerts share one summary incident.
struct MaxTickets {
    int count = 0;
    Milliseconds per{0};
    bool operator==(const MaxTickets&) const = default;
};

// A time in which a route opens no incidents: once (`from` to `to`), or weekly.
struct MaintenanceWindow {
    std::optional<Time> from, to;  // both, or neither: then it is weekly
    std::vector<int> days;         // weekly: 0 (Sunday) to 6, of its beginning; at least one
    int start_minute = 0;          // weekly: minutes after midnight in `zone`
    int length_minutes = 0;        // weekly: 1 to 7 days
    std::string zone = "UTC";      // weekly: a name of the IANA time zone database
    bool operator==(const MaintenanceWindow&) const = default;
};

struct RoutePolicies {
    bool ticket = true;  // false: alerts are recorded and counted only
    GroupBy group_by = GroupBy::alert;
    std::string group_property;     // GroupBy::custom_property: the property's name
    Milliseconds hold{0};           // open only if it still fires after so long; 0: at once
    Milliseconds hold_resolve{0};   // resolve only if it did not fire again for so long; 0: at once
    Milliseconds reopen_within{0};  // fired again so soon after its end: the incident is opened again; 0: never
    Milliseconds quiet_after{0};    // over after so long without news; 0: never
    OnResolved on_resolved = OnResolved::resolve;
    WithoutBeginning without_beginning = WithoutBeginning::record;
    std::optional<Flapping> flapping;
    std::optional<MaxTickets> max_tickets;
    std::vector<MaintenanceWindow> maintenance;
    bool operator==(const RoutePolicies&) const = default;
};

}  // namespace secure_export
