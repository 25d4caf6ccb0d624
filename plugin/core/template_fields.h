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

// Also true for "ticket", whose value fill_ticket() makes, not template_value().
bool is_template_field(std::string_view name);
// Whether it names one of the rule's custom properties: "custom_properties.NAME".
bool names_property(std::string_view name);
// Whether its value may have several lines by its nature.
bool has_lines(std::string_view name);
std::string template_value(std::string_view name, const TicketFacts& ticket);
// The value of "ticket" (defined in core/templates.cpp): the description by the template of the alert's kind.
std::string fill_ticket(const TicketFacts& ticket);

}  // namespace secure_export
