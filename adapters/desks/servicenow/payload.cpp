#include "adapters/desks/servicenow/payload.h"

#include "adapters/desks/rest/encode.h"
#include "adapters/desks/rest/fields.h"
#include "adapters/desks/servicenow/states.h"
#include "core/field_templates.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {

Json::Value fields_of_new(const DeskSettings& settings, const NewIncident& incident) {
    Json::Value fields(Json::objectValue);
    // ServiceNow would silently cut a longer one.
    fields["short_description"] =
        cut_to_characters(incident.title, static_cast<std::size_t>(settings.number("title_limit")));
    fields["description"] = incident.description;
    fields["impact"] = std::to_string(incident.impact);  // values are text; priority is computed from these two
    fields["urgency"] = std::to_string(incident.urgency);
    if (const std::string& display = settings.text("correlation_display"); !display.empty())
        fields["correlation_display"] = display;
    if (incident.ci) fields["cmdb_ci"] = incident.ci->id;
    rest::add_fields(fields, fixed_fields(settings, "fields"));
    rest::add_fields(fields, incident.fields.values);
    fields[settings.text("correlation_field")] = incident.key;  // last: configured fields must not override it
    return fields;
}

Json::Value fields_of_raised(const DeskSettings& settings, const Levels& held, int impact, int urgency) {
    Json::Value fields;
    const FieldMap& fixed = settings.fields("fields");
    const auto raise = [&](const char* name, const std::string& now, int wanted) {
        const bool known = now.empty() || now == "1" || now == "2" || now == "3";
        const std::string value = std::to_string(wanted);
        if (known && !fixed.contains(name) && (now.empty() || value < now)) fields[name] = value;
    };
    raise("impact", held.impact, impact);
    raise("urgency", held.urgency, urgency);
    return fields;
}

Json::Value fields_of_resolved(const DeskSettings& settings, const std::string& text, const OfPeople& held,
                               const DeskFields& filled) {
    Json::Value fields(Json::objectValue);
    fields["state"] = state_resolved;
    fields["close_notes"] = text;
    if (const std::string& code = settings.text("close_code"); !code.empty()) fields["close_code"] = code;
    rest::add_fields(fields, fixed_fields(settings, "resolve_fields"));
    rest::add_fields(fields, filled.values);
    fields["close_notes"] = rest::appended(held.close_notes, fields["close_notes"].asString());
    // Send it again, since the data policy requires both in the call that resolves.
    if (!trimmed(held.close_code).empty()) fields["close_code"] = held.close_code;
    if (!held.assigned_to.empty())
        fields.removeMember("assigned_to");
    else if (const std::string& resolver = settings.text("resolver"); !resolver.empty())
        fields["assigned_to"] = resolver;
    return fields;
}

std::string page_of(const DeskSettings& settings, const std::string& address, const std::string& sys_id,
                    const std::string& number) {
    const std::string& pattern = settings.text("incident_url");
    if (!pattern.empty()) return rest::incident_page(pattern, sys_id, number);
    return address + "/nav_to.do?uri=" + rest::percent_encoded(settings.text("table") + ".do?sys_id=" + sys_id);
}

}  // namespace secure_export::desks::servicenow
