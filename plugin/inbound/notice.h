#pragma once
// Parses a request body.  Before it answers, the request line needs only a Notice: whether the body is JSON, whether it
// is a repeat, and which subscriptions it names.  The work line parses the whole Alert.

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
//   activity_log         "activity:" the event's id
//   budget               "budget:" subscription, group, name, threshold and amount spent: the body has no time, so
//                        another amount is another alert
//   autoscale            "autoscale:" setting, resource, operation and time: one alert for each event
//   unknown              "unknown:" and the hash of the body
// clang-format on
// Messages about one happening are counted as one alert (core/happening.h): their key is the happening's.
// The portal's "Test action group" sends constant ids, the same for tests of different kinds, and a test is never
// resolved: the operator's second test would be taken for a repeat of the first.  So for tests (Alert::test) "#test-"
// and 16 hex digits of the body's SHA-256 are added: another test has another firedDateTime, while the same body sent
// twice by the network is still a repeat.  A test is known by the subscription 11111111-1111-1111-1111-111111111111 or,
// in an alert id, by the last segment 12345678-1234-1234-1234-1234567890ab.

struct Notice {
    Form form = Form::unknown;
    std::string key;  // Alert::key
    // Of a message about a happening (core/happening.h): tells it from the others of its happening; otherwise empty.
    std::string message_mark;
    std::string alert_id;  // as it came
    // Alert::condition; nullopt for unknown JSON.  Known forms without a state (budgets, log searches) or with an
    // unreadable one count as fired.
    std::optional<Condition> condition;
    // The time of firing: iso() when readable, otherwise as received.  For a Resolved without it (metric_alert and
    // classic_metric) the time of resolution, so that the next firing's Resolved is not taken for a repeat.
    std::string fired_at;
    std::optional<Time> time;  // fired_at, if readable
    // For lists and for the order of work while it waits; bounded as in Alert.
    std::string rule;
    std::string resource;                    // unbound_resource() of the targets; may be empty
    std::string severity_text;               // as received
    std::optional<Severity> severity;        // nullopt when it is none of the five
    std::vector<std::string> subscriptions;  // Alert::subscriptions
};

// Builds no document tree: a body of 1 MiB takes a few milliseconds on the one thread that accepts alerts.  Agrees with
// read_alert() on every field, since both fill the identity of an alert by the same code; what shares one incident
// (count_by_happening(), else count_by_condition()) is applied here and not there.  Fault::invalid with place
// and cause when `body` is not JSON; any JSON is a Notice.
Result<Notice> read_notice(std::string_view body, OneIncidentFor = OneIncidentFor::firing);

// Parses the whole alert.  Any JSON is an Alert, even with missing, null or malformed members; Fault::invalid as
// read_notice().  At most 60 facts of 4 KiB, 20 computers, 100 targets and items; longer texts are cut.  If the form
// has no rule (budgets, activity log), `rule` is the closest name: of the budget, the title, the operation.  Of a body
// with more than 20,000 values only the identity is read, and a fact says so: this bounds the work that a sender can
// cause.
Result<Alert> read_alert(std::string_view body);

// The part of an alert that the request line needs.
Notice notice_of(const Alert& alert);

}  // namespace secure_export::inbound
