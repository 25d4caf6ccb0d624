#pragma once
// What is sent about an incident, by the names of the two incident forms, which differ in spelling.

#include <json/value.h>

#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::helix {

// For the create form: the desk's own "fields" and in place of these the incident's.  Fault::refused, naming the
// setting, when it has no word for a level, or when nobody is named as the customer.
Result<Json::Value> fields_to_create(const DeskSettings& settings, const NewIncident& incident);

// Whether the fields of the create form name a customer.
bool names_customer(const Json::Value& fields);

// Whether nobody is assigned to the incident of `row`.
bool is_unassigned(const Json::Value& row);
// Whether the settings name anybody to assign.
bool has_resolver(const DeskSettings& settings);

// For the incident form.  `row` is what it holds: Assignee, Assignee Login ID and Resolution are people's when they are
// set.  Where nobody is assigned, the one of "resolvers" for its Assigned Group is, else "resolver".
Json::Value fields_to_resolve(const DeskSettings& settings, const Json::Value& row, const std::string& text);
Json::Value fields_to_reopen(const DeskSettings& settings, const std::string& text);

// For both forms.
void add_ci(const DeskSettings& settings, const ConfigurationItem& ci, Json::Value& fields);
Json::Value fields_to_bind(const DeskSettings& settings, const ConfigurationItem& ci);

// For the form of notes: its summary is the text's first line, as far as it fits.
Json::Value fields_to_note(const std::string& number, const std::string& text);

}  // namespace secure_export::desks::helix
