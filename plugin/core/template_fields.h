#pragma once
// The values of template fields.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/affected.h"
#include "core/alert.h"

namespace secure_export {

struct TicketFacts {
    Alert alert;  // a copy: it is shortened if the desk has less room
    Affected affected;
    std::vector<std::string> remarks;
    std::map<std::string, std::string> kind_templates;
    std::size_t title_room;  // characters
};

// Also true for "ticket", whose value core/templates.cpp makes, not template_value().
bool is_template_field(std::string_view name);
std::string template_value(std::string_view name, const TicketFacts& ticket);

}  // namespace secure_export
