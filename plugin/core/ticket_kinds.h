#pragma once
// The kinds of tickets, each with the template of its description.

#include <string_view>
#include <vector>

#include "core/alert.h"

namespace secure_export {

struct TicketKindRow {
    TicketKind kind;
    const char* name;         // in settings: "resource_health"
    const char* meaning;      // for operators
    const char* description;  // template of the description; see core/templates.h
};

const std::vector<TicketKindRow>& ticket_kinds();
const TicketKindRow& row_of(TicketKind kind);
const TicketKindRow* ticket_kind_named(std::string_view name);  // null when no kind has that name

}  // namespace secure_export
