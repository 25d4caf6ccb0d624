#pragma once
// What stands for the rule's name where an alert names none: budgets and events of the activity log.

#include <string>

#include "json/view.h"

namespace secure_export::inbound {

// Empty when they name nothing.
std::string budget_rule(const json::View& data);         // AlertData, and the data of "AIP Budget Notification"
std::string activity_rule(const json::View& event);      // its title, description or operation
std::string rule_of_context(const json::View& context);  // of an alertContext of any kind

}  // namespace secure_export::inbound
