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

// Which of the forms of plugin/inbound/CONTRACT.md a body has.  `unknown` is JSON that is none of them.
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

// What an alert is about, which decides how its ticket is laid out (core/ticket_kinds.h).
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

// Strings are clean text (clean_text.h), otherwise as they came; empty means absent or null.
struct Alert {
    Form form = Form::unknown;
    // Identifies one firing within a connection, lower case: what Fired and its Resolved share.  For the common schema
    // the alertId; for forms without one, built from what the contract says they can be matched by.
    std::string key;
    // What further firings of the same rule, resources and series share, and with Resource Health the message that all
    // is well again; empty: there is no telling.  See core/by_condition.h.
    std::string condition_key;
    bool well_again = false;      // says, though it is a firing, that the trouble of its condition_key is over
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
    // Computer-like dimensions and columns and those that hold resource ids, in order of preference, no repeats.
    std::vector<std::string> computers;
    // Ids that the context itself gives to what is concerned (Resource Health, Backup), in order, no repeats.
    std::vector<std::string> context_ids;
    std::optional<Time> fired_at, resolved_at;  // nothing when absent or unreadable
    std::string fired_text, resolved_text;      // as they came
    TicketKind kind = TicketKind::other;
    // For the title: what is wrong, where the rule's name does not say it ("Advisor: Use availability zones"); the part
    // of the resource that is concerned ("shop/cart-1"); what is to be added to the resource ("SQL database orders").
    std::string headline, part, addition;
    std::string state;                 // of Resource Health: "is unavailable (platform initiated)"
    std::string operation;             // of the activity log: "virtualMachines/restart succeeded by a@example.org"
    std::string happened;              // one line: what was measured against which limit, or what became of what
    std::string metric_value;          // of the first condition, in words ("91")
    std::string threshold;             // the same ("> 80")
    std::vector<Fact> dimensions;      // name and value, in order
    std::vector<std::string> actions;  // what the body recommends to do: texts and addresses
    // Of each row of a search the machine or resource that it is about, in order, no repeats; at most 20.
    std::vector<std::string> row_machines;
    std::string tracking_id;                          // of a Service Health event
    std::string portal = "https://portal.azure.com";  // of the connection's cloud
    std::vector<Fact> facts;                          // condition with values and thresholds, in reading order
    std::vector<Fact> links;                          // label, https address
    std::map<std::string, std::string> custom_properties;

    // What allowed_subscriptions is held against: the subscriptions that the essentials name (alert id, targets, items,
    // legacy resource ids), in whatever form, lower case, no repeats; see core/id_look.h.
    std::vector<std::string> subscriptions;
    std::vector<std::string> other_ids;  // texts elsewhere in the body that name a subscription as an id does
    // Set by core/subscription_bounds.h.
    std::vector<std::string> allowed_subscriptions;  // empty: all
    std::vector<std::string> notes;                  // for the ticket: what of the body was not used
};

}  // namespace secure_export
