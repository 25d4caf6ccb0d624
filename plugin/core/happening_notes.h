#pragma once
// Notes for the incident of several alerts, and the texts of a summary incident.  The first line says what happened.

#include <string>
#include <vector>

#include "core/alert.h"
#include "core/happening_state.h"
#include "core/policies.h"

namespace secure_export {

// `when`: a time, formatted for people.  `is`: the happening once the alert has joined or left it.
std::string joined_text(const Alert& alert, const std::string& when, const HappeningState& is);
std::string left_text(const Alert& alert, const std::string& when, const HappeningState& is);

// One alert that came or went.
struct ListedAlert {
    std::string rule, severity, resource;
    bool fires = false;
};
// `count`: how many came or went; at most max_listed_alerts of them are in `alerts`.
std::string list_text(const std::vector<ListedAlert>& alerts, int count, const HappeningState& is);

std::string flapping_text(const HappeningState& is, const Flapping& policy);
std::string calm_text(const HappeningState& is, const Flapping& policy);

// Gives the alert that opens the summary incident of a storm its headline and its description.
void tell_storm(Alert& alert, const std::string& route, const MaxTickets& policy);

}  // namespace secure_export
