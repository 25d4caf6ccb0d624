#pragma once
// Tolerant readers of JSON values, with limits.  For the same field Azure's bodies have numbers as text, text as
// numbers, null, "None" or no member; a body from elsewhere may have any size.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "json/view.h"

#include "core/alert.h"
#include "inbound/limits.h"

namespace secure_export::inbound {

// `text` trimmed; empty for "None" and "null", which some senders write for an absent value.
std::string_view said(std::string_view text);
// said() as clean text (core/clean_text.h), cut to `max` bytes.
std::string clean_text(std::string_view text, std::size_t max = max_value);
// The member of an object, or the value at the end of a path, as clean text; empty when it is not a scalar.
std::string string_field(const json::View& object, const char* name, std::size_t max = max_value);
std::string string_field(const json::View& object, std::initializer_list<const char*> path,
                         std::size_t max = max_value);
// The first non-empty member among several spellings of its name.
std::string first_string_field(const json::View& object, std::initializer_list<const char*> names,
                               std::size_t max = max_value);
// A name as a text, or as the activity log's REST API sends it: {"value": ..., "localizedValue": ...}.
std::string name_field(const json::View& object, const char* name);

// Is one of these members there, and not null?
bool has_any(const json::View& object, std::initializer_list<const char*> names);

// The scalars of an array as text, or a lone scalar; empty ones left out, at most `max_targets`.
std::vector<std::string> texts(const json::View& value);

// A time from 1970 on; nullopt otherwise.  .NET writes "0001-01-01T00:00:00" for an unset time.
std::optional<Time> time_in(std::string_view text);

// Accepts "Sev3", "3", "Warning"; nullopt for other texts.
std::optional<Severity> severity_named(std::string_view text);

// Accepts "Fired" and "Activated", "Resolved" and "Deactivated", in any case; nullopt for other texts.
std::optional<Condition> condition_named(std::string_view text);

// None of these adds an empty value or exceeds its limit (limits.h).
void add_fact(Alert& alert, const std::string& label, std::string_view value);
// https only; a link longer than max_link is replaced by a line saying that it was left out.
void add_link(Alert& alert, std::string label, std::string_view address);
void add_action(Alert& alert, std::string_view text);             // to actions, not twice
void add_row_machine(Alert& alert, std::string_view name);        // not twice
void add_computer(Alert& alert, std::string_view name);           // not twice
void add_context_id(Alert& alert, std::string_view id);           // a whole resource id only, not twice
void add_item(Alert& alert, std::string_view item);               // to configuration_items, not twice
void add_properties(Alert& alert, const json::View& properties);  // scalars of an object; the first of a key stays

}  // namespace secure_export::inbound
