#pragma once
// What a body says.  The request line needs little of it before it answers: is it JSON, is it a repeat, whose is it?
// The work line reads the whole alert.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/result.h"
#include "core/settings.h"

namespace secure_export::inbound {

// A table, so the formatter leaves it alone.
// clang-format off
// Alert::key is, lower case and at most 512 bytes (a longer one, or one that is not clean, is hashed):
//   common, management   the alert id.  Without one, a hash of what Fired and Resolved share: originAlertId, rule,
//                        targets, time of firing; where the time or all the others are missing, a hash of the body
//   metric_alert,        "metric:" rule, resource and sorted dimensions, so that Deactivated closes what its Activated
//   classic_metric       opened.  Two firings of one series share the key: the time of firing tells them apart
//   log_alert,           "log:" rule, workspace or application and sorted dimensions.  Each evaluation that finds
//   log_analytics        anything sends a body: the end of its interval is the time of firing.  Never resolved
//   activity_log         "activity:" the event's id: every event is an alert of its own, never resolved
//   budget               "budget:" subscription, group, name, threshold and amount spent: the body has no time, so
//                        another amount is another alert
//   autoscale            "autoscale:" setting, resource, operation and time: one alert for each event
//   unknown              "unknown:" and the hash of the body
// clang-format on
// The portal's "Test action group" sends constant ids, the same for tests of different kinds, and a test is never
// resolved: the operator's second test would be taken for a repeat of the first.  So for tests (Alert::test) "#test-"
// and 16 hex digits of the body's SHA-256 are added: another test has another firedDateTime, while the same body sent
// twice by the network is still a repeat.  A test is known by the subscription 11111111-1111-1111-1111-111111111111 or,
// in an alert id, by the last segment 12345678-1234-1234-1234-1234567890ab.

struct Notice {
    Form form = Form::unknown;
    std::string key;       // Alert::key
    std::string alert_id;  // as it came
    // Alert::condition; nothing for unknown JSON.  Known forms that tell no state (budgets, log searches), or an
    // unreadable one, tell of something that happened: fired.
    std::optional<Condition> condition;
    // iso() when readable, otherwise as it came.  For a Resolved that does not tell when it fired (metric_alert and
    // classic_metric), when it was resolved, so that the next firing's Resolved is no repeat of this one.
    std::string fired_at;
    std::optional<Time> time;  // the same, where it was readable
    // For lists and for the order of work while it waits; bounded as in Alert.
    std::string rule;
    std::string resource;                    // unbound_resource() of what the targets name; may be empty
    std::string severity_text;               // as it came
    std::optional<Severity> severity;        // nothing when it names none of the five
    std::vector<std::string> subscriptions;  // Alert::subscriptions
};

// Builds no document tree, whatever the form: a body of 1 MiB costs some milliseconds on the one thread that takes
// alerts.  Agrees with read_alert on every field: both fill the identity of an alert by the same code.
// Fault::invalid with place and cause when `body` is not JSON; any JSON is a Notice.
Result<Notice> read_notice(std::string_view body, OneIncidentFor = OneIncidentFor::firing);

// The whole alert.  Any JSON is an Alert, whatever is missing, null or odd in it.  At most 60 facts of 4 KiB, 20
// computers, 100 targets and items; longer texts are cut.  Where the form names no rule (budgets, activity log), `rule`
// is what comes nearest: the budget, the title, the operation.  Of a body with more than 20,000 values the identity
// alone is read, and a fact says so: what a stranger's token can make a worker do is bounded.
Result<Alert> read_alert(std::string_view body);

// The part of an alert that the request line needs.
Notice notice_of(const Alert& alert);

}  // namespace secure_export::inbound
