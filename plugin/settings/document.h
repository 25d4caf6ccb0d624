#pragma once
// The settings document, as `secure-export config` and the admin screens read and write it.  README.md in this folder
// describes each key.

#include <string>
#include <string_view>

#include "core/desk_kinds.h"
#include "core/result.h"
#include "core/settings.h"
#include "core/time_zones.h"

namespace secure_export::settings {

// Strict: Fault::invalid lists every unknown key, wrong type and invalid value with its place, one line each in
// Error::message ("connections[0].tenant_id: not a GUID").  Optional keys get their defaults.
//
// `zones`: time zones that it does not know are refused.  Null: they are not looked at, as in a document that was saved
// before: a machine whose database lacks a zone still takes alerts.
Result<Settings> read_settings(std::string_view document, const DeskKinds& kinds, const TimeZones* zones = nullptr);

// The complete document with every key, indented; read_settings() returns the same settings for it.
std::string write_settings(const Settings& settings);

}  // namespace secure_export::settings
