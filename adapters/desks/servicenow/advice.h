#pragma once
// What ServiceNow says when it turns something down, and which setting or right that is about.

#include <string>

#include "core/settings.h"

namespace secure_export::desks::servicenow {

// What a call was for: it decides which settings its refusal can be about.
enum class Purpose { read, create, change, resolve };

// An instance's own trouble, whatever the status that it comes with: quotas, waits for a database, upgrades.
bool is_for_later(const std::string& words);

// Whether the address itself is not known: a 404 that tells nothing about the record.
bool is_about_the_address(const std::string& words);

// The settings or rights to look at.
std::string where_to_look(Purpose purpose, const std::string& words, const DeskSettings& settings);

}  // namespace secure_export::desks::servicenow
