#pragma once
// A substitute for the rule's name in alerts without one: budgets and activity log events.

#include <string>

#include "json/view.h"

namespace secure_export::inbound {

// Each returns an empty string when the body has no such name.
std::string budget_rule(const json::View& data);         // AlertData, and the data of "AIP Budget Notification"
std::string activity_rule(const json::View& event);      // its title, description or operation
std::string rule_of_context(const json::View& context);  // of an alertContext of any kind

}  // namespace secure_export::inbound
