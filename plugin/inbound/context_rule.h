#pragma once
// What stands for the rule's name where data.essentials names none: budgets and events of the activity log.

#include <string>
#include <string_view>
#include <vector>

#include "json/scan.h"

namespace secure_export::inbound {

// From the members of such contexts, as they came.  Empty when they name nothing.
std::string budget_rule(std::string_view budget_name);
std::string activity_rule(std::string_view title, std::string_view description, std::string_view operation);

// The same for the request line, without a tree: what read_context() would take for the rule, from what stands at
// context_rule_paths().
const std::vector<json::Path>& context_rule_paths();
std::string rule_of_context(const std::vector<json::Found>& found);

}  // namespace secure_export::inbound
