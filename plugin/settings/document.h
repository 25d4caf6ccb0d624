#pragma once
// The settings document, as `secure-export config` and the admin screens read and write it.  README.md in this folder
// describes each key.

#include <string>
#include <string_view>

#include "core/desk_kinds.h"
#include "core/result.h"
#include "core/settings.h"

namespace secure_export::settings {

// Strict: Fault::invalid lists every unknown key, wrong type and invalid value with its place, one line each in
// Error::message ("connections[0].tenant_id: not a GUID").  Optional keys get their defaults.
Result<Settings> read_settings(std::string_view document, const DeskKinds& kinds);

// The complete document with every key, indented; read_settings() returns the same settings for it.
std::string write_settings(const Settings& settings);

}  // namespace secure_export::settings
