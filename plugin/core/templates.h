#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/settings.h"

namespace secure_export {

// Texts with "{{field}}" in them; template_fields() lists the fields, and "{{field|default}}" gives a value for an
// empty one.  "{{custom_properties.NAME}}" is the rule's custom property of that name (without case; no '|', '{' or '}'
// in it). check_template(), called when settings are read, rejects an unknown field or an unclosed brace with
// Fault::invalid and its place, so that filling cannot fail.  A line whose fields are all empty is left out; several
// empty lines become one.
struct TemplateField {
    const char* name;
    const char* meaning;
};
const std::vector<TemplateField>& template_fields();
Outcome check_template(std::string_view text);
bool names_field(std::string_view text, std::string_view field);  // whether `text` contains "{{field}}"
std::string fill_template(std::string_view text, const Alert& alert, const std::vector<std::string>& remarks);

extern const char* const default_title_template;
// "{{ticket}}": the template for the alert's kind, from DeskSettings::kind_templates or else core/ticket_kinds.h.
extern const char* const default_description_template;
// Whether `text` is the default of an earlier version, as old settings contain it; it is replaced by today's default.
bool was_default_description(std::string_view text);

// The map for desks without one in the settings, from "Sev0" (impact 1, urgency 1) to "none" (3, 3).
const std::map<std::string, ImpactUrgency>& default_severities();

// The incident to open for `alert`: templates filled, the title on one line, both within the desk's limits; impact and
// urgency from the desk's map.  A description that is too long loses queries and context first, never ids, links, or
// the line about the configuration item.  `remarks` are lines about the CI look-up ("No configuration item: ...").
NewIncident draft_incident(const Alert& alert, const DeskSettings& desk, std::string key,
                           std::optional<ConfigurationItem> ci, const std::vector<std::string>& remarks);

}  // namespace secure_export
