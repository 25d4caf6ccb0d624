#pragma once
// Which firing does a body tell of?  Alert::key as notice.h describes it; the one place where keys are made.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "json/scan.h"

namespace secure_export::inbound {

// Where the members of the common schema stand that tell what the request line must know, in the order that identify()
// takes them.
const std::vector<json::Path>& identity_paths();

// Is it the common schema?  Also when schemaId is missing or odd but data.essentials is there.
bool is_common(const std::vector<json::Found>& found);

// Fills form, key, test, alert_id, origin_alert_id, rule, condition, times, targets, severity, monitoring service and
// configuration items of a common-schema alert from what stands at identity_paths().  Shared by the request line and
// the work line.
void identify(Alert& alert, const std::vector<json::Found>& found, std::string_view body);

// "kind:part|part|...", lower case; empty parts stay, so that parts do not change places.
std::string joined_key(std::string_view kind, std::initializer_list<std::string> parts);

// Sets alert.key from `key` (lower case, bounded), and marks tests.  Alert::alert_id and target_ids must be there
// already.
void set_key(Alert& alert, std::string_view key, std::string_view body);

// The key of a body that names no identity: `kind`, ":" and its hash.
std::string body_key(std::string_view kind, std::string_view body);

}  // namespace secure_export::inbound
