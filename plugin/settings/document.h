#pragma once
// The settings document: what `secure-export config` and the admin screens read and write.  README.md beside this file
// has it key by key.

#include <string>
#include <string_view>

#include "core/desk_kinds.h"
#include "core/result.h"
#include "core/settings.h"

namespace secure_export::settings {

// Strict: every unknown key, wrong type or impossible value is named with its place, one line each in Error::message
// ("connections[0].tenant_id: not a GUID").  Keys that may be left out get their defaults.
Result<Settings> read_settings(std::string_view document, const DeskKinds& kinds);

// The whole document with every key, indented; read_settings gives back the same settings.
std::string write_settings(const Settings& settings);

}  // namespace secure_export::settings
