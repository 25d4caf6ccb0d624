#include "core/field_templates.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "core/placeholders.h"
#include "core/template_fields.h"
#include "core/templates.h"
#include "core/text.h"
#include "core/ticket_limits.h"

namespace secure_export {
namespace {

struct Filled {
    std::string text;
    std::vector<TextRange> from_alert;
};

std::string value_of(const Placeholder& field, const TicketFacts& ticket) {
    std::string value = field.name == "ticket" ? fill_ticket(ticket) : template_value(field.name, ticket);
    if (!has_lines(field.name)) value = one_line(value);
    if (names_property(field.name)) value = cut_to_characters(value, max_property_in_field);
    return clean_lines(value);
}

// Each value is cleaned by itself, so that the ranges stay right.
Filled fill(std::string_view text, const TicketFacts& ticket) {
    Filled filled;
    walk_placeholders(
        text, [&](std::string_view piece) { filled.text += piece; },
        [&](const Placeholder& field) {
            const std::string value = value_of(field, ticket);
            const std::size_t begin = filled.text.size();
            filled.text += trimmed(value).empty() ? std::string(field.fallback) : value;
            if (!trimmed(value).empty()) filled.from_alert.push_back({begin, filled.text.size()});
        });
    if (filled.text.size() <= max_description_bytes) return filled;
    filled.text = cut(filled.text, max_description_bytes);
    for (TextRange& range : filled.from_alert) {
        range.begin = std::min(range.begin, filled.text.size());
        range.end = std::min(range.end, filled.text.size());
    }
    return filled;
}

void add(DeskFields& fields, const FieldMap& templates, const TicketFacts& ticket) {
    for (const auto& [name, value] : templates) {
        Filled filled = is_template(value) ? fill(value, ticket) : Filled{value, {}};
        if (is_template(value) && trimmed(filled.text).empty()) continue;
        fields.values.insert_or_assign(name, std::move(filled.text));
        fields.from_alert.erase(name);
        if (!filled.from_alert.empty()) fields.from_alert.emplace(name, std::move(filled.from_alert));
    }
}

const FieldMap& map_of(const DeskSettings& desk, const char* option) {
    static const FieldMap none;
    const auto at = desk.options.find(option);
    const FieldMap* map = at == desk.options.end() ? nullptr : std::get_if<FieldMap>(&at->second);
    return map ? *map : none;
}

TicketFacts facts_of(const Alert& alert, const DeskSettings& desk, const std::optional<ConfigurationItem>& ci,
                     const std::vector<std::string>& remarks) {
    return {alert, affected_by(alert, ci), remarks, desk.kind_templates, max_title};
}

}  // namespace

bool is_template(std::string_view value) { return value.find("{{") != value.npos; }

DeskFields fields_of_new(const Alert& alert, const DeskSettings& desk, const Route* route,
                         const std::optional<ConfigurationItem>& ci, const std::vector<std::string>& remarks) {
    const TicketFacts ticket = facts_of(alert, desk, ci, remarks);
    DeskFields fields;
    add(fields, map_of(desk, "fields"), ticket);
    if (route) add(fields, route->fields, ticket);
    return fields;
}

DeskFields fields_of_resolved(const Alert& alert, const DeskSettings& desk) {
    DeskFields fields;
    add(fields, map_of(desk, "resolve_fields"), facts_of(alert, desk, std::nullopt, {}));
    return fields;
}

FieldMap fixed_fields(const DeskSettings& desk, const char* option) {
    FieldMap fixed = map_of(desk, option);
    std::erase_if(fixed, [](const auto& field) { return is_template(field.second); });
    return fixed;
}

}  // namespace secure_export
