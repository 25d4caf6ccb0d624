#pragma once
// Builds the fields to send, by the names of the two incident forms, which differ in spelling.

#include <json/value.h>

#include <optional>
#include <string>

#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::helix {

// For the create form: the desk's "fields", overridden by the incident's.  Fault::refused, naming the setting, when it
// has no value for a level, or no customer is named.
Result<Json::Value> fields_to_create(const DeskSettings& settings, const NewIncident& incident);

// Whether the fields of the create form name a customer.
bool names_customer(const Json::Value& fields);

// Whether the incident in `row` has no assignee.
bool is_unassigned(const Json::Value& row);
// Whether the settings name an assignee.
bool has_resolver(const DeskSettings& settings);

// For the incident form.  `row` is its current state: Assignee, Assignee Login ID and Resolution are kept if they are
// set.  Without an assignee, the one of "resolvers" for its Assigned Group is assigned, or else "resolver".
Json::Value fields_to_resolve(const DeskSettings& settings, const Json::Value& row, const std::string& text,
                              const DeskFields& filled = {});
// The most important level of which the setting `option` ("impact_values", "urgency_values") has this word; nullopt
// when there is none.
std::optional<int> level_of(const DeskSettings& settings, const char* option, const std::string& word);

// Null when the incident in `row` is as important already.  A value that is none of "impact_values" or
// "urgency_values", and one that "fields" fixes, is left alone.  Fault::refused as of fields_to_create().
Result<Json::Value> fields_to_raise(const DeskSettings& settings, const Json::Value& row, int impact, int urgency);
Json::Value fields_to_reopen(const DeskSettings& settings, const std::string& text);

// For both forms.
void add_ci(const DeskSettings& settings, const ConfigurationItem& ci, Json::Value& fields);
Json::Value fields_to_bind(const DeskSettings& settings, const ConfigurationItem& ci);

// For the work log form: the summary is the text's first line, cut to fit.
Json::Value fields_to_note(const std::string& number, const std::string& text);

}  // namespace secure_export::desks::helix
