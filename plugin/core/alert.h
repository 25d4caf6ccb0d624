#pragma once
// An alert as the rest of the plugin sees it, whatever form it came in.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"

namespace secure_export {

// monitorCondition of the common alert schema; Activated/Deactivated of the older forms mean the same.
enum class Condition { fired, resolved };

// The schema of a request body (plugin/inbound/CONTRACT.md).  `unknown`: JSON that matches none of them.
enum class Form {
    common,          // common alert schema
    metric_alert,    // schemaId AzureMonitorMetricAlert
    activity_log,    // schemaId Microsoft.Insights/activityLogs
    log_alert,       // schemaId Microsoft.Insights/LogAlert
    budget,          // schemaId AIP Budget Notification
    log_analytics,   // no schemaId; AlertRuleName and SearchQuery on top
    classic_metric,  // no schemaId; status and context on top
    autoscale,       // operation Scale In / Scale Out
    management,      // an alert copied from the management interface: properties.essentials on top
    unknown,
};
const char* name_of(Form form);  // "common", "AzureMonitorMetricAlert", ... for logs, screens and the store

// The subject of an alert.  It selects the ticket's layout (core/ticket_kinds.h).
enum class TicketKind {
    metric,
    log,
    prometheus,
    availability,
    service_health,
    resource_health,
    activity,
    advisor,
    backup,
    budget,
    smart_detection,
    autoscale,
    other,
};

// Azure's five levels; the number is the one in "Sev3".
enum class Severity { critical = 0, error = 1, warning = 2, informational = 3, verbose = 4 };

// A line for the ticket: "Threshold" / "GreaterThan 90".  Plain text, not yet cut or escaped.
struct Fact {
    std::string label, value;
    bool operator==(const Fact&) const = default;
};

// What a message says about a happening that Azure reports in several messages, each an alert of its own
// (core/happening.h).  Texts are clean, otherwise as they came; empty: not said.
struct Progress {
    enum class Kind { none, service_health, resource_health, activity, issue } kind = Kind::none;
    std::string id;                     // of the happening: tracking id, resource id, operation, issue id
    std::string stage;                  // Service Health: "InProgress"
    std::string status;                 // of the event or issue
    std::string health, health_before;  // Resource Health
    std::string operation;              // the verb of the operation's name: "Activated" of ".../Activated/action"
    std::string message;                // id of this message: communication and event
    bool review = false;                // Service Health: a review after the end (RCA, PIR)
};

// What a message means for its happening.
enum class News {
    begins,     // opens an incident; a note if one is open
    continues,  // a note if an incident is open; opens none
    ends,       // resolves
    follows,    // comes after the end: a note even if the incident is over; opens none
};

// Strings are clean text (clean_text.h), otherwise as they came; empty means absent or null.
struct Alert {
    Form form = Form::unknown;
    // Identifies one firing within a connection, lower case: what Fired and its Resolved share.  For the common schema
    // the alertId; for forms without one, built from what the contract says they can be matched by.
    std::string key;
    // Shared by all firings of the same rule, resources and time series; for Resource Health also by the message that
    // reports the recovery.  Empty: unknown.  See core/by_condition.h.
    std::string condition_key;
    bool well_again = false;  // the condition is Fired, but the message reports that its condition_key recovered
    // Shared by all messages about one happening; empty: the alert stands for itself.  See core/happening.h.
    std::string happening_key;
    Progress progress;            // Kind::none if happening_key is empty
    News news = News::begins;     // what `progress` means; without a happening_key, of no meaning
    std::string alert_id;         // as it came, for people
    std::string origin_alert_id;  // names rule and series; several firings share it
    Condition condition = Condition::fired;
    bool test = false;  // sent by the portal's "Test action group"
    std::optional<Severity> severity;
    std::string severity_text;  // as it came: hand-made bodies say "Sev5"
    std::string rule, rule_id, description;
    std::string signal_type, monitoring_service;
    std::vector<std::string> target_ids;           // alertTargetIDs
    std::vector<std::string> configuration_items;  // configurationItems, also AffectedConfigurationItems
    // Values of dimensions and columns that name a computer or hold a resource id, preferred ones first, no repeats.
    std::vector<std::string> computers;
    // Ids of the affected resources from the alert context (Resource Health, Backup), in order, no repeats.
    std::vector<std::string> context_ids;
    std::optional<Time> fired_at, resolved_at;  // nullopt when absent or unreadable
    std::string fired_text, resolved_text;      // as they came
    TicketKind kind = TicketKind::other;
    // For the title.  headline: what is wrong, if the rule's name does not say it ("Advisor: Use availability zones").
    // part: the affected part of the resource ("shop/cart-1").  addition: follows the resource ("SQL database orders").
    std::string headline, part, addition;
    std::string state;                 // Resource Health: "is unavailable (platform initiated)"
    std::string operation;             // activity log: "virtualMachines/restart succeeded by a@example.org"
    std::string happened;              // one line: the measured value and its limit, or the change that was reported
    std::string metric_value;          // of the first condition, as text ("91")
    std::string threshold;             // of the first condition ("> 80")
    std::vector<Fact> dimensions;      // name and value, in order
    std::vector<std::string> actions;  // recommended actions from the body: texts and URLs
    // The machine or resource of each search result row, in order, no repeats; at most 20.
    std::vector<std::string> row_machines;
    std::string tracking_id;                          // of a Service Health event
    std::string portal = "https://portal.azure.com";  // of the connection's cloud
    std::vector<Fact> facts;                          // condition with values and thresholds, in reading order
    std::vector<Fact> links;                          // label, https address
    std::map<std::string, std::string> custom_properties;

    // Checked against allowed_subscriptions: the subscriptions that the essentials name in any notation (alert id,
    // targets, items, legacy resource ids), lower case, no repeats; see core/id_look.h.
    std::vector<std::string> subscriptions;
    std::vector<std::string> other_ids;  // texts elsewhere in the body that name a subscription the way an id does
    // Set by core/subscription_bounds.h.
    std::vector<std::string> allowed_subscriptions;  // empty: all
    std::vector<std::string> notes;                  // for the ticket: which parts of the body were ignored
};

}  // namespace secure_export
