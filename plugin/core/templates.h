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

// Texts with "{{field}}" in them.  The fields, with what they hold, in template_fields(); an unknown field or an
// unclosed brace is Fault::invalid and named with its place when settings are read, so that filling cannot fail.  A
// line that has fields, all of them empty, is left out; several empty lines become one.
struct TemplateField {
    const char* name;
    const char* meaning;
};
const std::vector<TemplateField>& template_fields();
Outcome check_template(std::string_view text);
bool names_field(std::string_view text, std::string_view field);  // is "{{field}}" in it?
std::string fill_template(std::string_view text, const Alert& alert, const std::vector<std::string>& remarks);

extern const char* const default_title_template;
// "{{ticket}}": the template of the alert's kind, of DeskSettings::kind_templates or else core/ticket_kinds.h.
extern const char* const default_description_template;
// The default of earlier versions, which stands in settings that were saved then; it means today's.
bool was_default_description(std::string_view text);

// The map used where an operator configured none, from "Sev0" (impact 1, urgency 1) to "none" (3, 3).
const std::map<std::string, ImpactUrgency>& default_severities();

// What is to be opened for `alert`: texts filled, the title on one line, both within what the desk takes; impact and
// urgency from the desk's map.  What is too long for the desk loses queries and context first, never ids, links, or the
// line about the configuration item. `remarks` are lines about the CI look-up ("No configuration item: ...").
NewIncident draft_incident(const Alert& alert, const DeskSettings& desk, std::string key,
                           std::optional<ConfigurationItem> ci, const std::vector<std::string>& remarks);

}  // namespace secure_export
