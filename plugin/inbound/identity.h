#pragma once
// Determines which firing a body belongs to.  The only place that makes Alert::key; notice.h describes its forms.

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// Fills form, key, test, alert_id, origin_alert_id, rule, rule_id, condition, times, targets, severity, monitoring
// service, configuration items, description and subscriptions of an alert of any form: the fields that the request line
// needs and that every incident shows.  `text` is the raw body.  Returns the value that contains the remaining fields:
// `body`, or a value wrapped in it.
json::View identify(Alert& alert, const json::View& body, std::string_view text);

// "kind:part|part|...", lower case; empty parts are kept, so that each part keeps its position.
std::string joined_key(std::string_view kind, std::initializer_list<std::string> parts);

// Sets alert.key from `key` (lower case, bounded), and marks tests.  Set Alert::alert_id and target_ids first.
void set_key(Alert& alert, std::string_view key, std::string_view body);

// The key of a body without an identity of its own: `kind`, ":" and the hash of the body.
std::string body_key(std::string_view kind, std::string_view body);

}  // namespace secure_export::inbound
