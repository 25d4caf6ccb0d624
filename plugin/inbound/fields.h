#pragma once
// Reading odd values with limits.  Azure's bodies have numbers as text, text as numbers, null, "None" and nothing at
// all for the same thing; a stranger's may be of any size.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "json/view.h"

#include "core/alert.h"
#include "inbound/limits.h"

namespace secure_export::inbound {

// `text` trimmed; empty for "None" and "null", which some writers put for nothing.
std::string_view said(std::string_view text);
// The same as clean text (core/clean_text.h), cut.
std::string clean_text(std::string_view text, std::size_t max = max_value);
// The member of an object, or the element of a path, as text; empty when it is no scalar.
std::string string_field(const json::View& object, const char* name, std::size_t max = max_value);
std::string string_field(const json::View& object, std::initializer_list<const char*> path,
                         std::size_t max = max_value);
// The first of several spellings that says anything.
std::string first_string_field(const json::View& object, std::initializer_list<const char*> names,
                               std::size_t max = max_value);

// The scalars of an array as text, or a lone scalar; empty ones left out, at most `max_targets`.
std::vector<std::string> texts(const json::View& value);

// A time not before 1970: .NET writes "0001-01-01T00:00:00" for a time it does not have.
std::optional<Time> time_in(std::string_view text);

// "Sev3", "3", "Warning"; nothing for other texts.
std::optional<Severity> severity_named(std::string_view text);

// "Fired" and "Activated", "Resolved" and "Deactivated", without case; nothing for other texts.
std::optional<Condition> condition_named(std::string_view text);

// Each adds nothing when the value is empty or the limit is reached.
void add_fact(Alert& alert, const std::string& label, std::string_view value);
// https only; of a longer one than max_link a line says that it was left out.
void add_link(Alert& alert, std::string label, std::string_view address);
void add_action(Alert& alert, std::string_view text);             // to actions, not twice
void add_row_machine(Alert& alert, std::string_view name);        // not twice
void add_computer(Alert& alert, std::string_view name);           // not twice
void add_context_id(Alert& alert, std::string_view id);           // a whole resource id only, not twice
void add_item(Alert& alert, std::string_view item);               // to configuration_items, not twice
void add_properties(Alert& alert, const json::View& properties);  // scalars of an object; the first of a key stays

}  // namespace secure_export::inbound
