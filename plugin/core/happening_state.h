#pragma once
// What the mapping has of a happening whose route groups, holds or otherwise has policies (core/policies.h).  The
// happening of an alert without policies is the alert itself, and needs none of this.

#include <optional>
#include <string>
#include <vector>

#include "core/alert.h"
#include "core/lifecycle.h"

namespace secure_export {

// An incident of a happening, as recorded in the mapping.
struct KnownIncident {
    std::string desk;    // the desk it was opened in, even if the settings name another one now
    std::string number;  // empty until the desk has returned it
    bool operator==(const KnownIncident&) const = default;
};

struct HappeningState {
    std::string key;       // as incident.correlation_key
    std::string route;     // name of the route of its first message: its policies apply
    std::string what;      // for people: "configuration item srv-1"
    bool summary = false;  // it is the summary of a storm (MaxTickets)
    State state = State::unknown;
    int generation = 0;                     // incidents begun for it so far
    std::optional<KnownIncident> incident;  // the current one, open or over
    int members = 0;                        // alerts that fire
    std::optional<Severity> severity;       // the worst since the incident was opened
    std::optional<Severity> desk_severity;  // that of the current incident in the desk
    std::optional<Tick> hold_until;         // no incident before; set while it waits to be opened
    bool in_maintenance = false;            // hold_until is the end of a maintenance window
    std::optional<Tick> resolve_at;         // all are over: resolved then, unless one fires again
    std::optional<Tick> note_at;            // the next note about what came since the last one
    std::optional<Tick> opened, ended;      // of the current incident; `ended` when the last alert was over
    std::optional<Tick> last_news, noted;
    int unnoted = 0;            // alerts that came or went since the last note
    std::vector<Tick> changes;  // beginnings and ends within Flapping::within, oldest first
    bool flapping = false;
    bool operator==(const HappeningState&) const = default;

    std::string incident_words() const { return "incident " + (incident ? incident->number : ""); }
};

}  // namespace secure_export
