#pragma once
// Which firing does a body tell of?  Alert::key as notice.h describes it; the one place where keys are made.

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// Fills form, key, test, alert_id, origin_alert_id, rule, rule_id, condition, times, targets, severity, monitoring
// service, configuration items, description and subscriptions of an alert of any form: what the request line must know,
// and what the incident shows whatever else the body holds.  `text` is the body as it came.  Gives the value that the
// rest is to be read from: `body`, or what it wraps.
json::View identify(Alert& alert, const json::View& body, std::string_view text);

// "kind:part|part|...", lower case; empty parts stay, so that parts do not change places.
std::string joined_key(std::string_view kind, std::initializer_list<std::string> parts);

// Sets alert.key from `key` (lower case, bounded), and marks tests.  Alert::alert_id and target_ids must be there
// already.
void set_key(Alert& alert, std::string_view key, std::string_view body);

// The key of a body that names no identity: `kind`, ":" and its hash.
std::string body_key(std::string_view kind, std::string_view body);

}  // namespace secure_export::inbound
