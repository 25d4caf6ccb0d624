#pragma once
// Interprets ServiceNow's refusals: whether to retry, and which setting or permission to check.

#include <string>

#include "core/settings.h"

namespace secure_export::desks::servicenow {

// The purpose of a call: determines which settings its refusal can concern.
enum class Purpose { read, create, change, resolve };

// Whether it is a temporary failure of the instance, whatever its status: quotas, waits for a database, upgrades.
bool is_for_later(const std::string& words);

// Whether the URL itself is unknown: a 404 that says nothing about the record.
bool is_about_the_address(const std::string& words);

// The settings or permissions to check.
std::string where_to_look(Purpose purpose, const std::string& words, const DeskSettings& settings);

}  // namespace secure_export::desks::servicenow
