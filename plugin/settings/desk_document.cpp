#include "settings/desk_document.h"

#include <algorithm>
#include <cctype>

#include "core/templates.h"
#include "core/text.h"
#include "core/ticket_kinds.h"
#include "core/url.h"
#include "settings/field_document.h"
#include "settings/limits.h"

namespace secure_export::settings {

namespace {

const std::vector<std::string> by_names{"resource_id", "name"};
const std::vector<std::string> match_names{"equals", "contains"};

std::vector<std::string> kind_names(const DeskKinds& kinds) {
    std::vector<std::string> names;
    for (const DeskKind& kind : kinds) names.emplace_back(kind.name);
    return names;
}

void check_address(ObjectReader& reader, const DeskOption& option, const std::string& text) {
    const auto url = read_url(text);
    if (!url || text.find_first_of("?#") != std::string::npos)
        return reader.problems().add(reader.place_of(option.name),
                                     "must be https://host[:port][/path] without user, query or fragment");
    if (!url->tls && !is_loopback(*url))
        reader.problems().add(reader.place_of(option.name), "http is allowed for loopback addresses only; use https");
}

// The value becomes a link on a screen: javascript: and similar schemes must be rejected.
void check_page(ObjectReader& reader, const std::string& text) {
    if (!text.empty() && !text.starts_with("https://") && !text.starts_with("http://"))
        reader.problems().add(reader.place_of("incident_url"), "must begin with https:// or http://");
}

std::vector<CiRule> read_rules(ObjectReader& reader, const DeskOption& option) {
    std::vector<CiRule> rules;
    reader.objects(option.name, false, [&](ObjectReader& one) {
        CiRule rule;
        rule.by = static_cast<CiQuery::By>(one.choice("by", by_names, std::nullopt));
        rule.ci_class = one.required_text("class", max_field_name);
        rule.field = one.required_text("field", max_field_name);
        rule.match = static_cast<CiRule::Match>(one.choice("match", match_names, 0));
        rules.push_back(std::move(rule));
    });
    if (rules.size() > max_rules)
        reader.problems().add(reader.place_of(option.name),
                              "has more than " + std::to_string(max_rules) + " rules: each costs a call to the desk");
    return rules;
}

OptionValue read_option(ObjectReader& reader, const DeskOption& option) {
    if (std::holds_alternative<int>(option.fallback))
        return reader.integer(option.name, std::get<int>(option.fallback), option.min, option.max);
    if (std::holds_alternative<bool>(option.fallback))
        return reader.boolean(option.name, std::get<bool>(option.fallback));
    if (std::holds_alternative<FieldMap>(option.fallback)) {
        if (option.templates)
            return read_field_templates(reader, option.name, max_field_name, std::get<FieldMap>(option.fallback));
        auto map = reader.text_map(option.name, max_fields, max_field_name, max_field_value);
        if (!map) return option.fallback;
        return std::move(*map);
    }
    if (std::holds_alternative<std::vector<CiRule>>(option.fallback))
        return reader.has(option.name) ? read_rules(reader, option) : std::get<std::vector<CiRule>>(option.fallback);
    const std::string& fallback = std::get<std::string>(option.fallback);
    if (!option.choices.empty())
        return option.choices[static_cast<std::size_t>(
            reader.choice(option.name, option.choices,
                          static_cast<int>(std::ranges::find(option.choices, fallback) - option.choices.begin())))];
    std::string text = option.required
                           ? reader.required_text(option.name, static_cast<std::size_t>(option.max), option.meaning)
                           : reader.text(option.name, fallback, static_cast<std::size_t>(option.max));
    if (option.address && !text.empty()) check_address(reader, option, text);
    if (one_line(text) != text)
        reader.problems().add(reader.place_of(option.name), "must be one line without control characters");
    return text;
}

void check_needs(ObjectReader& reader, const DeskKind& kind, const DeskSettings& desk) {
    for (const DeskOption& option : kind.options) {
        if (option.needed_for.empty() || !desk.text(option.name).empty()) continue;
        if (std::ranges::find(option.needed_for, desk.text("auth")) != option.needed_for.end())
            reader.problems().add(reader.place_of(option.name),
                                  "is required when auth is \"" + desk.text("auth") + "\"");
    }
}

void read_template(ObjectReader& reader, const char* name, std::string& into) {
    into = reader.text(name, into, max_template);
    if (const Outcome good = check_template(into); !good)
        reader.problems().add(reader.place_of(name), good.error().message);
}

}  // namespace

Json::Value option_json(const OptionValue& value) {
    if (const auto* number = std::get_if<int>(&value)) return *number;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* map = std::get_if<FieldMap>(&value)) {
        Json::Value object(Json::objectValue);
        for (const auto& [name, held] : *map) object[name] = held;
        return object;
    }
    Json::Value array(Json::arrayValue);
    for (const CiRule& rule : std::get<std::vector<CiRule>>(value)) {
        Json::Value one(Json::objectValue);
        one["by"] = by_names[static_cast<std::size_t>(rule.by)];
        one["class"] = rule.ci_class;
        one["field"] = rule.field;
        one["match"] = match_names[static_cast<std::size_t>(rule.match)];
        array.append(one);
    }
    return array;
}

std::string read_name(ObjectReader& reader) {
    std::string name = reader.required_text("name", max_name, "a short name of your choice");
    const bool good =
        std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '-'; });
    if (!good) reader.problems().add(reader.place_of("name"), "may contain only letters, digits, '.', '_' and '-'");
    return name;
}

DeskSettings read_desk(ObjectReader& reader, const DeskKinds& kinds) {
    const std::string name = read_name(reader);
    const DeskKind& kind = kinds[static_cast<std::size_t>(reader.choice("kind", kind_names(kinds), std::nullopt))];
    DeskSettings desk = default_desk(name, kind);
    reader.object("severities", [&](ObjectReader& map) {
        for (auto& [level, impact_urgency] : desk.severities)
            map.object(level.c_str(), [&, &impact_urgency = impact_urgency](ObjectReader& one) {
                impact_urgency.impact = one.integer("impact", std::nullopt, 1, kind.max_impact);
                impact_urgency.urgency = one.integer("urgency", std::nullopt, 1, kind.max_urgency);
            });
    });
    read_template(reader, "title_template", desk.title_template);
    read_template(reader, "description_template", desk.description_template);
    if (was_default_description(desk.description_template)) desk.description_template = default_description_template;
    reader.object("kind_templates", [&](ObjectReader& map) {
        for (const TicketKindRow& kind_row : ticket_kinds()) {
            if (!map.has(kind_row.name)) continue;
            std::string& text = desk.kind_templates[kind_row.name];
            read_template(map, kind_row.name, text);
            if (names_field(text, "ticket"))
                map.problems().add(map.place_of(kind_row.name),
                                   "must not contain {{ticket}}: that field inserts this text");
        }
    });
    for (const DeskOption& option : kind.options) desk.options[option.name] = read_option(reader, option);
    if (kind.remote()) {
        check_needs(reader, kind, desk);
        check_page(reader, desk.text("incident_url"));
    }
    return desk;
}

Json::Value write_desk(const DeskSettings& desk) {
    Json::Value one(Json::objectValue);
    one["name"] = desk.name;
    one["kind"] = desk.kind;
    for (const auto& [level, impact_urgency] : desk.severities) {
        one["severities"][level]["impact"] = impact_urgency.impact;
        one["severities"][level]["urgency"] = impact_urgency.urgency;
    }
    one["title_template"] = desk.title_template;
    one["description_template"] = desk.description_template;
    for (const auto& [kind, text] : desk.kind_templates) one["kind_templates"][kind] = text;
    for (const auto& [name, value] : desk.options) one[name] = option_json(value);
    return one;
}

}  // namespace secure_export::settings
