#pragma once
// Templates (core/templates.h) in the values of fields: Route::fields, and the options "fields" and "resolve_fields" of
// desks.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export {

// Whether the value depends on the alert, because it contains "{{".
bool is_template(std::string_view value);

// The fields of a new incident: those of the desk, in whose place the route's go.  `route` null: none.  A template
// whose filled value is empty counts as not given: a route's leaves the desk's own value, a desk's is left out.  Texts
// that have one line (a custom property, a rule's name) keep one line in a field, and a custom property at most
// max_property_in_field characters; a value has at most max_description_bytes.
DeskFields fields_of_new(const Alert& alert, const DeskSettings& desk, const Route* route,
                         const std::optional<ConfigurationItem>& ci = {}, const std::vector<std::string>& remarks = {});

// The fields of an incident that `alert` resolves: "resolve_fields".
DeskFields fields_of_resolved(const Alert& alert, const DeskSettings& desk);

// The values of an option of the desk that do not depend on the alert; empty when its kind has no such option.
FieldMap fixed_fields(const DeskSettings& desk, const char* option);

}  // namespace secure_export
