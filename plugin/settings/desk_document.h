#pragma once
// A desk in the settings document.  Which keys it has beside those that all share, core/desk_kinds.h tells.

#include <json/value.h>

#include "core/desk_kinds.h"
#include "settings/document_reader.h"

namespace secure_export::settings {

// What is wrong is added to the reader's problems.
DeskSettings read_desk(ObjectReader& reader, const DeskKinds& kinds);
// With every key.
Json::Value write_desk(const DeskSettings& desk);

Json::Value option_json(const OptionValue& value);

// The name of a connection or desk: letters, digits, '.', '_' and '-'.
std::string read_name(ObjectReader& reader);

}  // namespace secure_export::settings
