#pragma once
// A desk in the settings document.  Its kind (core/desk_kinds.h) defines the keys beyond those that all desks share.

#include <json/value.h>

#include "core/desk_kinds.h"
#include "settings/document_reader.h"

namespace secure_export::settings {

// Adds errors to the reader's problems.
DeskSettings read_desk(ObjectReader& reader, const DeskKinds& kinds);
// Writes every key, including those with default values.
Json::Value write_desk(const DeskSettings& desk);

Json::Value option_json(const OptionValue& value);

// Reads the name of a connection or desk: letters, digits, '.', '_' and '-'.
std::string read_name(ObjectReader& reader);

}  // namespace secure_export::settings
