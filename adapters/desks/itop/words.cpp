#include "adapters/desks/itop/words.h"

#include <utility>
#include <vector>

#include "adapters/desks/itop/html.h"
#include "adapters/desks/itop/oql.h"
#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

constexpr const char* list_of_items = "functionalcis_list";

using Advice = std::vector<std::pair<std::string, std::string>>;  // an attribute -> what to look at

bool part_of_a_code(char c) { return is_code(std::string("a") + c); }

bool names(const std::string& words, const std::string& attribute) {
    for (std::size_t at = words.find(attribute); at != std::string::npos; at = words.find(attribute, at + 1)) {
        const std::size_t end = at + attribute.size();
        if ((at == 0 || !part_of_a_code(words[at - 1])) && (end == words.size() || !part_of_a_code(words[end])))
            return true;
    }
    return false;
}

std::string quoted(const char* setting) { return std::string("the setting \"") + setting + '"'; }

std::string advised(const std::string& words, Advice advice, const FieldMap& configured, const char* fields_setting) {
    for (const auto& [attribute, value] : configured)
        advice.insert(advice.begin(), {attribute, quoted(fields_setting) + ", " + attribute});
    for (const auto& [attribute, look_at] : advice)
        if (names(words, attribute)) return look_at;
    std::string all = quoted(fields_setting) + ", which has to give what this iTop demands";
    for (const auto& [attribute, look_at] : advice)
        if (!configured.contains(attribute)) all += ", and " + look_at;
    return all;
}

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

// As iTop takes them: a reference is a number, a query, or criteria; a bare name would be read as a query.
void add_fields(Json::Value& fields, const FieldMap& given) {
    for (const auto& [name, value] : given) {
        const bool names_an_object = name.ends_with("_id") && !value.empty();
        fields[name] = names_an_object ? reference(value) : Json::Value(value);
    }
}

// The attributes that a stimulus found missing; iTop's text for it is the same in every language.
std::vector<std::string> missing_attributes(const std::string& words) {
    constexpr std::string_view begin = "Missing mandatory attribute";
    std::vector<std::string> missing;
    std::size_t at = words.find(begin);
    if (at == std::string::npos || (at = words.find(": ", at)) == std::string::npos) return missing;
    std::string code;
    for (const char c : words.substr(at + 2) + ",") {
        if (part_of_a_code(c)) {
            code += c;
        } else {
            if (!code.empty()) missing.push_back(code);
            code.clear();
        }
    }
    return missing;
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
        if (const auto problem = unusable(settings, quoted(option), settings.fields(option))) return problem;
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
    // An empty one is turned down.
    const bool described = !trimmed(incident.description).empty();
    fields["description"] = html_of(described ? incident.description : incident.title);
    if (!settings.text("origin").empty()) fields["origin"] = settings.text("origin");
    fields["impact"] = std::to_string(incident.impact);
    fields["urgency"] = std::to_string(incident.urgency);
    add_fields(fields, settings.fields("fields"));
    add_fields(fields, incident.fields);
    fields[correlation.attribute()] = correlation.written(incident.key);
    if (incident.ci && is_number(incident.ci->id)) {
        Json::Value link(Json::objectValue);
        link["functionalci_id"] = number(incident.ci->id);
        link["impact_code"] = "manual";
        fields[list_of_items].append(std::move(link));
    }
    return fields;
}

Json::Value resolve_fields(const DeskSettings& settings, const std::string& text) {
    Json::Value fields(Json::objectValue);
    // An earlier solution is still there after a reopening, so there has to be one, always.
    fields["solution"] = trimmed(text).empty() ? std::string("Azure Monitor reports the condition resolved") : text;
    if (!settings.text("resolution_code").empty()) fields["resolution_code"] = settings.text("resolution_code");
    add_fields(fields, settings.fields("resolve_fields"));
    return fields;
}

Json::Value assignment(const DeskSettings& settings, const Row& incident) {
    Json::Value fields(Json::objectValue);
    const auto free = [&](const char* attribute) {
        const std::string held = incident.text(attribute);
        return held.empty() || held == "0";
    };
    // Who assigned one of both has decided about the other as well.
    if (!free("team_id") || !free("agent_id")) return fields;
    if (!settings.text("team").empty()) fields["team_id"] = reference(settings.text("team"));
    if (!settings.text("agent").empty()) fields["agent_id"] = reference(settings.text("agent"));
    return fields;
}

Json::Value missing_fields(const DeskSettings& settings, const std::string& words) {
    const FieldMap& given = settings.fields("fields");
    FieldMap found;
    for (const std::string& attribute : missing_attributes(words))
        if (const auto at = given.find(attribute); at != given.end()) found.insert(*at);
    Json::Value fields(Json::objectValue);
    add_fields(fields, found);
    return fields;
}

std::string look_at_new(const DeskSettings& settings, const Correlation& correlation, const std::string& words) {
    return advised(
        words,
        {{"org_id", quoted("organization")},
         {"origin", quoted("origin") + " (user requests have no \"monitoring\" unless the site added it; empty: "
                                       "not sent)"},
         {"title", quoted("title_limit")},
         {correlation.attribute(), correlation.look_at()}},
        settings.fields("fields"), "fields");
}

std::string look_at_resolve(const DeskSettings& settings, const std::string& words) {
    // "resolve_fields" would overwrite what a person chose.
    for (const std::string& attribute : missing_attributes(words))
        if (!settings.fields("resolve_fields").contains(attribute) && attribute != "solution" &&
            attribute != "resolution_code")
            return quoted("fields") + ": give " + attribute +
                   " there; new incidents carry it then, and it is filled in where nobody chose one";
    return advised(
        words,
        {{"resolution_code", quoted("resolution_code")}, {"team_id", quoted("team")}, {"agent_id", quoted("agent")}},
        settings.fields("resolve_fields"), "resolve_fields");
}

}  // namespace secure_export::desks::itop
