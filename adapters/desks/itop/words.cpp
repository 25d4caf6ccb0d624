#include "adapters/desks/itop/words.h"

#include <utility>
#include <vector>

#include "adapters/desks/itop/html.h"
#include "adapters/desks/itop/oql.h"
#include "adapters/desks/rest/fields.h"
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

}  // namespace

std::optional<Error> unusable(const DeskSettings& settings) {
    const auto problem = [&](const std::string& what) {
        return Error{Fault::refused, "desk \"" + settings.name + "\" cannot be used: " + what, {}};
    };
    const auto no_code = [&](const std::string& where, const std::string& text) {
        return problem(where + " has to be a code of letters, digits and \"_\", as the data model has it, not \"" +
                       cut(one_line(text), 60) + "\"");
    };
    const std::string& field = settings.text("correlation_field");
    if (!is_code(settings.text("class"))) return no_code(quoted("class"), settings.text("class"));
    if (!field.empty() && !is_code(field)) return no_code(quoted("correlation_field"), field);
    for (const CiRule& rule : settings.ci_rules())
        for (const std::string& code : {rule.ci_class, rule.field})
            if (!is_code(code)) return no_code(quoted("ci_rules"), code);
    const std::string keeps_key = Correlation(settings).attribute();
    for (const char* option : {"fields", "resolve_fields"}) {
        for (const auto& [name, value] : settings.fields(option)) {
            if (!is_code(name)) return no_code(quoted(option), name);
            if (name == keeps_key || name == list_of_items || name == "status")
                return problem(quoted(option) + " must not give " + name +
                               (name == keeps_key ? ", which keeps our key" : ", which people and the lifecycle own"));
        }
    }
    return std::nullopt;
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
    rest::add_fields(fields, settings.fields("fields"));
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
    rest::add_fields(fields, settings.fields("resolve_fields"));
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

std::string look_at_new(const DeskSettings& settings, const Correlation& correlation, const std::string& words) {
    return advised(words,
                   {{"org_id", quoted("organization")},
                    {"origin", quoted("origin")},
                    {"title", quoted("title_limit")},
                    {correlation.attribute(), correlation.look_at()}},
                   settings.fields("fields"), "fields");
}

std::string look_at_resolve(const DeskSettings& settings, const std::string& words) {
    return advised(
        words,
        {{"resolution_code", quoted("resolution_code")}, {"team_id", quoted("team")}, {"agent_id", quoted("agent")}},
        settings.fields("resolve_fields"), "resolve_fields");
}

}  // namespace secure_export::desks::itop
