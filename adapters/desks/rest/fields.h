#pragma once
// Small things that the desks over HTTPS do alike.

#include <json/value.h>

#include <string>
#include <utility>
#include <vector>

#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::rest {

// An Azure alert key as correlation fields take it; anything else in it would become part of a query.
bool is_plain_key(const std::string& key);

// Adds the configured fields; they replace fields of the same name.
void add_fields(Json::Value& fields, const FieldMap& configured);

// `text` behind what people wrote, which stays; once only, when it stands at the end already.
std::string appended(const std::string& held, const std::string& text);

// The page of an incident: `pattern` with {{id}} and {{number}} filled in, percent-encoded; empty stays empty.
std::string incident_page(const std::string& pattern, const std::string& id, const std::string& number);

// The members of an object as pairs of text, for Desk::draft.
std::vector<std::pair<std::string, std::string>> as_pairs(const Json::Value& fields);

// What the desk holds for a resource id, or name, compared as the rule says: without case.  Desks drop what they do not
// understand of a query and give back more than was asked for.
bool rule_matches(const CiRule& rule, const std::string& wanted, const std::string& held);

// The part of `held` that is `wanted`, as it stands there; empty when it is not in there.
std::string held_part(const std::string& wanted, const std::string& held);

// The Azure resource id that a desk's field holds, alone or within a text, as it stands there; empty when it holds
// none.
std::string resource_id_in(const std::string& held);

// The value of `name` that an incident for `query` gets: a route's own, else the desk's "fields"; empty: none.
std::string value_for(const CiQuery& query, const DeskSettings& settings, const std::string& name);

}  // namespace secure_export::desks::rest
