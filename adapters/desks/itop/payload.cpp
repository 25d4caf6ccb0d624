#include "adapters/desks/itop/payload.h"

#include "adapters/desks/itop/advice.h"
#include "adapters/desks/itop/html_text.h"
#include "adapters/desks/itop/oql.h"
#include "core/field_templates.h"
#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

constexpr const char* list_of_items = "functionalcis_list";

std::string quoted(const char* setting) { return std::string("the setting \"") + setting + '"'; }

Error problem(const DeskSettings& settings, const std::string& what) {
    return {Fault::refused, "desk \"" + settings.name + "\" cannot be used: " + what, {}};
}

std::string has_to_be_a_code(const std::string& where, const std::string& text) {
    return where + " has to be a code of letters, digits and \"_\", as the data model has it, not \"" +
           cut(one_line(text), 60) + "\"";
}

std::optional<Error> unusable(const DeskSettings& settings, const std::string& where, const FieldMap& given) {
    const std::string keeps_key = Correlation(settings).attribute();
    for (const auto& [name, value] : given) {
        if (!is_code(name)) return problem(settings, has_to_be_a_code(where, name));
        if (name == keeps_key || name == list_of_items || name == "status")
            return problem(settings,
                           where + " must not give " + name +
                               (name == keeps_key ? ", which keeps our key" : ", which people and the lifecycle own"));
    }
    return std::nullopt;
}

// In iTop's form: a reference is a number, a query, or criteria, since iTop would take a bare name for a query.
void add_fields(Json::Value& fields, const DeskFields& given) {
    for (const auto& [name, value] : given.values) {
        const bool names_an_object = name.ends_with("_id") && !value.empty();
        const auto from_alert = given.from_alert.find(name);
        fields[name] = !names_an_object                       ? Json::Value(value)
                       : from_alert == given.from_alert.end() ? reference(value)
                                                              : reference(value, from_alert->second);
    }
}

}  // namespace

std::optional<Error> unusable(const DeskSettings& settings) {
    const auto no_code = [&](const std::string& where, const std::string& text) {
        return problem(settings, has_to_be_a_code(where, text));
    };
    const std::string& field = settings.text("correlation_field");
    if (!is_code(settings.text("class"))) return no_code(quoted("class"), settings.text("class"));
    if (!field.empty() && !is_code(field)) return no_code(quoted("correlation_field"), field);
    for (const CiRule& rule : settings.ci_rules())
        for (const std::string& code : {rule.ci_class, rule.field})
            if (!is_code(code)) return no_code(quoted("ci_rules"), code);
    for (const char* option : {"fields", "resolve_fields"})
        if (auto problem = unusable(settings, quoted(option), settings.fields(option))) return problem;
    return std::nullopt;
}

std::optional<Error> unusable(const DeskSettings& settings, const FieldMap& of_route) {
    return unusable(settings, "\"fields\" of the alert's route", of_route);
}

Json::Value new_fields(const DeskSettings& settings, const Correlation& correlation, const NewIncident& incident) {
    Json::Value fields(Json::objectValue);
    fields["org_id"]["name"] = settings.text("organization");
    fields["title"] =
        cut_to_characters(one_line(incident.title), static_cast<std::size_t>(settings.number("title_limit")));
    // iTop refuses an empty description.
    const bool described = !trimmed(incident.description).empty();
    fields["description"] = html_of(described ? incident.description : incident.title);
    if (!settings.text("origin").empty()) fields["origin"] = settings.text("origin");
    fields["impact"] = std::to_string(incident.impact);
    fields["urgency"] = std::to_string(incident.urgency);
    add_fields(fields, {fixed_fields(settings, "fields")});
    add_fields(fields, incident.fields);
    fields[correlation.attribute()] = correlation.written(incident.key);
    if (incident.ci && is_number(incident.ci->id)) {
        Json::Value link(Json::objectValue);
        link["functionalci_id"] = json_number(incident.ci->id);
        link["impact_code"] = "manual";
        fields[list_of_items].append(std::move(link));
    }
    return fields;
}

Json::Value raised_fields(const DeskSettings& settings, const Row& incident, int impact, int urgency) {
    Json::Value fields;
    for (const auto& [name, wanted] : {std::pair("impact", impact), std::pair("urgency", urgency)}) {
        const std::string held = incident.text(name), value = std::to_string(wanted);
        const bool known = held.size() == 1 && held[0] >= '1' && held[0] <= '9';
        if (known && value < held && !settings.fields("fields").contains(name)) fields[name] = value;
    }
    return fields;
}

Json::Value resolve_fields(const DeskSettings& settings, const std::string& text, const DeskFields& filled) {
    Json::Value fields(Json::objectValue);
    // Always send a solution: after a reopening the earlier one is still there.
    fields["solution"] = trimmed(text).empty() ? std::string("Azure Monitor reports the condition resolved") : text;
    if (!settings.text("resolution_code").empty()) fields["resolution_code"] = settings.text("resolution_code");
    add_fields(fields, {fixed_fields(settings, "resolve_fields")});
    add_fields(fields, filled);
    return fields;
}

Json::Value assignment(const DeskSettings& settings, const Row& incident) {
    Json::Value fields(Json::objectValue);
    const auto free = [&](const char* attribute) {
        const std::string held = incident.text(attribute);
        return held.empty() || held == "0";
    };
    // If people set one of the two, they decided about the other as well.
    if (!free("team_id") || !free("agent_id")) return fields;
    if (!settings.text("team").empty()) fields["team_id"] = reference(settings.text("team"));
    if (!settings.text("agent").empty()) fields["agent_id"] = reference(settings.text("agent"));
    return fields;
}

Json::Value missing_fields(const DeskSettings& settings, const std::string& words) {
    const FieldMap given = fixed_fields(settings, "fields");
    DeskFields found;
    for (const std::string& attribute : missing_attributes(words))
        if (const auto at = given.find(attribute); at != given.end()) found.values.insert(*at);
    Json::Value fields(Json::objectValue);
    add_fields(fields, found);
    return fields;
}

}  // namespace secure_export::desks::itop
