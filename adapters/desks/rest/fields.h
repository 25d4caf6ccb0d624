#pragma once
// Helpers shared by the desks over HTTPS.

#include <json/value.h>

#include <string>
#include <utility>
#include <vector>

#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::rest {

// Whether `key` has only the characters of our keys, so that it can be part of a query unquoted.
bool is_plain_key(const std::string& key);

// Returns the text of an incident's first private note: what the key in its field `field` is for.
std::string note_about_key(const std::string& key, const std::string& field);

// Adds the configured fields; they override fields of the same name.
void add_fields(Json::Value& fields, const FieldMap& configured);

// Appends `text` to what people wrote, unless `held` already ends with it.
std::string appended(const std::string& held, const std::string& text);

// The URL of an incident's page: `pattern` with {{id}} and {{number}} replaced, percent-encoded; empty if it is empty.
std::string incident_page(const std::string& pattern, const std::string& id, const std::string& number);

// The members of an object as pairs of text, for Desk::draft.
std::vector<std::pair<std::string, std::string>> as_pairs(const Json::Value& fields);

// Compares the desk's value with the wanted resource id or name as the rule says, without case.  Needed because desks
// ignore parts of a query that they do not understand, and then return more.
bool rule_matches(const CiRule& rule, const std::string& wanted, const std::string& held);

// The part of `held` that equals `wanted` as a whole id, spelled as in `held`; empty when there is none.
std::string held_part(const std::string& wanted, const std::string& held);

// The Azure resource id in a desk's field, alone or within a text, spelled as there; empty when there is none.
std::string resource_id_in(const std::string& held);

// The value of field `name` in an incident for `query`: the route's, else from the desk's "fields"; empty: none.
std::string value_for(const CiQuery& query, const DeskSettings& settings, const std::string& name);

}  // namespace secure_export::desks::rest
