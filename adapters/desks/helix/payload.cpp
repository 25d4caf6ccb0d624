#include "adapters/desks/helix/payload.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "adapters/desks/helix/limits.h"
#include "adapters/desks/rest/fields.h"
#include "core/field_templates.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

const std::string* word_for(const DeskSettings& settings, const char* option, int level) {
    const FieldMap& words = settings.fields(option);
    const auto at = words.find(std::to_string(level));
    return at == words.end() || at->second.empty() ? nullptr : &at->second;
}

Error no_word(const DeskSettings& settings, const char* option, int level) {
    return {Fault::refused,
            "desk \"" + settings.name + "\": the setting \"" + option + "\" has no value for " + std::to_string(level),
            {}};
}

Json::Value to_modify() {
    Json::Value fields(Json::objectValue);
    fields["z1D Action"] = "MODIFY";
    return fields;
}

struct Resolver {
    std::string login, name;
};

// The Assignee must be a member of the assigned group.
Resolver resolver_for(const DeskSettings& settings, const std::string& group) {
    for (const auto& [its_group, person] : settings.fields("resolvers")) {
        if (!same_ignoring_case(trimmed(its_group), trimmed(group))) continue;
        const std::size_t slash = person.find('/');
        if (slash == std::string::npos) return {"", std::string(trimmed(person))};
        return {std::string(trimmed(person.substr(0, slash))), std::string(trimmed(person.substr(slash + 1)))};
    }
    return {settings.text("resolver").empty() ? "" : settings.text("resolver_login"), settings.text("resolver")};
}

}  // namespace

std::optional<int> level_of(const DeskSettings& settings, const char* option, const std::string& word) {
    std::optional<int> level;
    for (const auto& [its_level, its_word] : settings.fields(option))
        if (same_ignoring_case(trimmed(its_word), trimmed(word)) && its_level.size() == 1 && its_level[0] >= '1' &&
            its_level[0] <= '9')
            level = std::min(level.value_or(9), its_level[0] - '0');
    return level;
}

bool is_unassigned(const Json::Value& row) {
    return json::text(row, "Assignee").empty() && json::text(row, "Assignee Login ID").empty();
}

bool has_resolver(const DeskSettings& settings) {
    return !settings.text("resolver").empty() || !settings.fields("resolvers").empty();
}

Result<Json::Value> fields_to_create(const DeskSettings& settings, const NewIncident& incident) {
    const std::string* impact = word_for(settings, "impact_values", incident.impact);
    if (!impact) return no_word(settings, "impact_values", incident.impact);
    const std::string* urgency = word_for(settings, "urgency_values", incident.urgency);
    if (!urgency) return no_word(settings, "urgency_values", incident.urgency);
    const std::string& customer = settings.text(settings.text("customer_login").empty() ? "user" : "customer_login");

    Json::Value fields(Json::objectValue);
    fields["z1D_Action"] = "CREATE";
    if (!customer.empty()) fields["Login_ID"] = customer;
    fields["Description"] = cut_to_characters(incident.title, static_cast<std::size_t>(settings.number("title_limit")));
    fields["Detailed_Decription"] = incident.description;
    fields["Impact"] = *impact;
    fields["Urgency"] = *urgency;
    fields["Status"] = settings.text("status");
    fields["Reported Source"] = settings.text("reported_source");
    fields["Service_Type"] = settings.text("service_type");
    if (incident.ci) add_ci(settings, *incident.ci, fields);
    rest::add_fields(fields, fixed_fields(settings, "fields"));
    rest::add_fields(fields, incident.fields.values);
    fields[settings.text("correlation_field")] = incident.key;
    if (!names_customer(fields))
        return Error{Fault::refused,
                     "desk \"" + settings.name +
                         "\": an incident needs a customer: set \"customer_login\" to a Login_ID that the desk knows",
                     {}};
    return fields;
}

bool names_customer(const Json::Value& fields) {
    return !json::text(fields, "Login_ID").empty() ||
           (!json::text(fields, "First_Name").empty() && !json::text(fields, "Last_Name").empty());
}

Json::Value fields_to_resolve(const DeskSettings& settings, const Json::Value& row, const std::string& text,
                              const DeskFields& filled) {
    Json::Value fields = to_modify();
    fields["Status"] = "Resolved";
    fields["Status_Reason"] = settings.text("status_reason");
    fields["Resolution"] = rest::appended(json::text(row, "Resolution"), text);
    const Resolver resolver =
        is_unassigned(row) ? resolver_for(settings, json::text(row, "Assigned Group")) : Resolver();
    if (!resolver.name.empty()) fields["Assignee"] = resolver.name;
    if (!resolver.login.empty()) fields["Assignee Login ID"] = resolver.login;
    rest::add_fields(fields, fixed_fields(settings, "resolve_fields"));
    rest::add_fields(fields, filled.values);
    return fields;
}

Result<Json::Value> fields_to_raise(const DeskSettings& settings, const Json::Value& row, int impact, int urgency) {
    Json::Value fields;
    for (const auto& [name, option, wanted] :
         {std::tuple("Impact", "impact_values", impact), std::tuple("Urgency", "urgency_values", urgency)}) {
        const auto held = level_of(settings, option, json::text(row, name));
        if (!held || *held <= wanted || settings.fields("fields").contains(name)) continue;
        const std::string* word = word_for(settings, option, wanted);
        if (!word) return no_word(settings, option, wanted);
        if (fields.isNull()) fields = to_modify();
        fields[name] = *word;
    }
    return fields;
}

// Note and status in one call: if the response is lost, both or none took effect.
Json::Value fields_to_reopen(const DeskSettings& settings, const std::string& text) {
    Json::Value fields = to_modify();
    fields["Status"] = settings.text("reopen_status");
    fields["z1D_WorklogDetails"] = text;
    fields["z1D_Activity_Type"] = "General Information";
    fields["z1D_View_Access"] = "Internal";
    fields["z1D_Secure_Log"] = "No";
    return fields;
}

void add_ci(const DeskSettings& settings, const ConfigurationItem& ci, Json::Value& fields) {
    fields["HPD_CI"] = cut_to_characters(ci.name, max_ci_name);
    fields["HPD_CI_ReconID"] = ci.id;
    fields["HPD_CI_FormName"] = ci.ci_class;  // the ClassId: any other value creates no relationship
    const FieldMap& forms = settings.fields("ci_forms");
    if (const auto form = forms.find(ci.ci_class); form != forms.end()) fields["z1D_CI_FormName"] = form->second;
}

Json::Value fields_to_bind(const DeskSettings& settings, const ConfigurationItem& ci) {
    Json::Value fields = to_modify();
    add_ci(settings, ci, fields);
    return fields;
}

Json::Value fields_to_note(const std::string& number, const std::string& text) {
    const std::string first_line = text.substr(0, text.find('\n'));
    const std::string summary{trimmed(one_line(first_line))};
    Json::Value fields(Json::objectValue);
    fields["Incident Number"] = number;
    fields["Work Log Type"] = "General Information";
    fields["Description"] = summary.empty() ? "Azure Monitor" : cut_to_characters(summary, max_summary);
    fields["Detailed Description"] = text;
    fields["View Access"] = "Internal";
    fields["Secure Work Log"] = "No";
    return fields;
}

}  // namespace secure_export::desks::helix
