#include <algorithm>
#include <optional>

#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/forms.h"
#include "inbound/identity.h"
#include "json/json.h"

// Bodies that are not the common schema: contract section 4.  Which parts make the key is said in notice.h.

namespace secure_export::inbound {
namespace {

void add_target(Alert& alert, const std::string& id) {
    std::string target = told(one_line(id), most_id);
    if (!target.empty()) alert.target_ids.push_back(std::move(target));
}

// For bodies that name no resource: who may send them is decided by subscription.
void add_subscription(Alert& alert, const std::string& subscription) {
    if (!subscription.empty() && alert.target_ids.empty()) add_target(alert, "/subscriptions/" + subscription);
}

// "my%20rule" in the ids of legacy metric rules.
std::string unescaped(std::string_view id) {
    std::string result;
    for (std::size_t i = 0; i < id.size(); ++i) {
        const bool space = id.substr(i, 3) == "%20";
        result += space ? ' ' : id[i];
        i += space ? 2 : 0;
    }
    return result;
}

void set_state(Alert& alert, const std::string& status, const std::string& time) {
    alert.condition = condition_named(status).value_or(Condition::fired);
    (alert.condition == Condition::fired ? alert.fired_text : alert.resolved_text) = time;
    (alert.condition == Condition::fired ? alert.fired_at : alert.resolved_at) = time_in(time);
}

void add_sorted(std::vector<std::string>& all, const Json::Value& dimensions) {
    for (Json::ArrayIndex i = 0; dimensions.isArray() && i < dimensions.size() && i < 30; ++i) {
        all.push_back(lower(told(dimensions[i], "name", most_name)) + "=" +
                      lower(told(dimensions[i], "value", most_id)));
    }
    std::sort(all.begin(), all.end());
}

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : ",") + part;
    return all;
}

// What metric, classic metric and autoscale contexts have in common.
void read_rule_context(Alert& alert, const Json::Value& context) {
    alert.rule = one_line(told(context, "name", most_name));
    alert.rule_id = unescaped(told(context, "id", most_id));
    alert.description = told(context, "description", 2 * most_value);
    alert.severity_text = told(context, "severity", most_name);
    alert.severity = severity_named(alert.severity_text);
    add_target(alert, told(context, "resourceId", most_id));
    add_subscription(alert, told(context, "subscriptionId", most_id));
    add_item(alert, told(context, "resourceName", most_id));
    add_link(alert, "Portal", told(context, "portalLink", 2 * most_value));
}

void read_metric(Alert& alert, const Json::Value& holder, const Json::Value& properties, std::string_view text) {
    const Json::Value& context = json::member(holder, "context");
    alert.signal_type = "Metric";
    set_state(alert, told(holder, "status", most_name), told(context, "timestamp", most_name));
    read_rule_context(alert, context);
    read_condition(alert, context);
    add_properties(alert, properties);

    std::vector<std::string> dimensions;
    const Json::Value& criteria = json::member(json::member(context, "condition"), "allOf");
    for (Json::ArrayIndex i = 0; criteria.isArray() && i < criteria.size() && i < most_conditions; ++i) {
        add_sorted(dimensions, json::member(criteria[i], "dimensions"));
    }
    const std::string rule = canonical_resource_id(alert.rule_id.empty() ? alert.rule : alert.rule_id);
    const std::string target = canonical_resource_id(told(context, "resourceId", most_id));
    const bool named = !rule.empty() || !target.empty();
    set_key(alert, named ? joined_key("metric", {rule, target, joined(dimensions)}) : body_key("body", text), text);
}

void read_activity_log(Alert& alert, const Json::Value& data, std::string_view text) {
    const Json::Value& event = json::member(json::member(data, "context"), "activityLog");
    alert.signal_type = "Activity Log";
    alert.monitoring_service = told(event, "eventSource", most_name);
    set_state(alert, told(data, "status", most_name),
              first_told(event, {"eventTimestamp", "submissionTimestamp"}, most_name));
    alert.description = told(event, "description", 2 * most_value);
    alert.alert_id = told(event, "eventDataId", most_id);
    add_target(alert, told(event, "resourceId", most_id));
    add_subscription(alert, told(event, "subscriptionId", most_id));
    read_activity(alert, event);
    add_properties(alert, json::member(data, "properties"));
    set_key(alert, alert.alert_id.empty() ? body_key("activity", text) : joined_key("activity", {alert.alert_id}),
            text);
}

// Both log forms: the same members, under "data" or on top.
void read_log(Alert& alert, const Json::Value& search, std::string_view text) {
    alert.signal_type = "Log";
    // The form was made for Application Insights; the portal's test notification sends a workspace's alert in it, too.
    const bool application = alert.form == Form::log_alert && told(search, "WorkspaceId", most_id).empty();
    alert.monitoring_service = application ? "Application Insights" : "Log Analytics";
    alert.rule = one_line(told(search, "AlertRuleName", most_name));
    alert.description = told(search, "Description", 2 * most_value);
    alert.severity_text = told(search, "Severity", most_name);
    alert.severity = severity_named(alert.severity_text);
    set_state(alert, "", first_told(search, {"SearchIntervalEndtimeUtc", "SearchIntervalEndTimeUtc"}, most_name));
    const std::string resource = first_told(search, {"ResourceId", "resourceId"}, most_id);
    if (looks_like_resource_id(resource)) add_target(alert, resource);
    add_subscription(alert, told(search, "SubscriptionId", most_id));
    read_log_search(alert, search);

    std::vector<std::string> dimensions;
    add_sorted(dimensions, json::member(search, "Dimensions"));
    const std::string source = first_told(search, {"WorkspaceId", "ApplicationId"}, most_id);
    const bool named = !alert.rule.empty() || !source.empty();
    set_key(alert, named ? joined_key("log", {alert.rule, source, joined(dimensions)}) : body_key("body", text), text);
}

void read_budget_notification(Alert& alert, const Json::Value& data, std::string_view text) {
    alert.monitoring_service = "CostAlerts";
    const std::string subscription = told(data, "SubscriptionId", most_id);
    add_subscription(alert, subscription);
    read_budget(alert, data);
    const std::string name = told(data, "BudgetName", most_name);
    set_key(alert,
            name.empty() ? body_key("budget", text)
                         : joined_key("budget", {subscription, told(data, "ResourceGroup", most_name), name,
                                                 told(data, "NotificationThresholdAmount", most_name),
                                                 told(data, "SpendingAmount", most_name)}),
            text);
}

void read_autoscale(Alert& alert, const Json::Value& body, std::string_view text) {
    const Json::Value& context = json::member(body, "context");
    const std::string operation = told(body, "operation", most_name);
    alert.signal_type = "Autoscale";
    alert.monitoring_service = "Autoscale";
    set_state(alert, "", told(context, "timestamp", most_name));
    read_rule_context(alert, context);
    add_fact(alert, "Operation", operation);
    add_fact(alert, "Details", told(context, "details"));
    add_fact(alert, "Instances before", told(context, "oldCapacity"));
    add_fact(alert, "Instances after", told(context, "newCapacity"));
    add_properties(alert, json::member(body, "properties"));
    if (alert.rule.empty()) alert.rule = "Autoscale";
    const std::string setting = canonical_resource_id(alert.rule_id);
    const std::string target = canonical_resource_id(told(context, "resourceId", most_id));
    const bool named = !alert.fired_text.empty() && !(setting.empty() && target.empty());
    const std::string time =
        alert.fired_at ? std::to_string(alert.fired_at->time_since_epoch().count()) : alert.fired_text;
    set_key(alert, named ? joined_key("autoscale", {setting, target, operation, time}) : body_key("autoscale", text),
            text);
}

void read_management(Alert& alert, const Json::Value& body, std::string_view text) {
    const Json::Value& properties = json::member(body, "properties");
    const Json::Value& essentials = json::member(properties, "essentials");
    alert.alert_id = told(body, "id", most_id);
    alert.condition = condition_named(told(essentials, "monitorCondition", most_name)).value_or(Condition::fired);
    alert.fired_text = first_told(essentials, {"startDateTime", "firedDateTime"}, most_name);
    alert.fired_at = time_in(alert.fired_text);
    alert.resolved_text = first_told(essentials, {"monitorConditionResolvedDateTime", "resolvedDateTime"}, most_name);
    alert.resolved_at = time_in(alert.resolved_text);
    alert.severity_text = told(essentials, "severity", most_name);
    alert.severity = severity_named(alert.severity_text);
    const std::string rule = told(essentials, "alertRule", most_id);  // an id here, a name in other versions
    if (looks_like_resource_id(rule)) alert.rule_id = rule;
    alert.rule = one_line(looks_like_resource_id(rule) ? std::string(name_of_resource(rule)) : rule);
    if (alert.rule.empty()) alert.rule = one_line(told(body, "name", most_name));
    alert.description = told(essentials, "description", 2 * most_value);
    alert.signal_type = told(essentials, "signalType", most_name);
    alert.monitoring_service = first_told(essentials, {"monitorService", "monitoringService"}, most_name);
    alert.origin_alert_id = first_told(essentials, {"sourceCreatedId", "originAlertId"}, most_id);
    add_target(alert, told(essentials, "targetResource", most_id));
    add_item(alert, told(essentials, "targetResourceName", most_id));
    const Json::Value& context = json::member(properties, "context");
    const Json::Value& inner = json::member(context, "context");
    read_context(alert, inner.isObject() ? inner : context);
    add_properties(alert, json::member(properties, "customProperties"));
    set_key(alert, alert.alert_id.empty() ? body_key("body", text) : alert.alert_id, text);
}

void read_unknown(Alert& alert, const Json::Value& body, std::string_view text) {
    alert.description = "This body is none of the forms that Azure Monitor is known to send.";
    add_fact(alert, "Body", json::write_indented(body));
    set_key(alert, body_key("unknown", text), text);
}

}  // namespace

Form form_of(const Json::Value& body) {
    const std::string schema = told(body, "schemaId", most_name);
    for (const Form form : {Form::metric_alert, Form::activity_log, Form::log_alert, Form::budget}) {
        if (same_ignoring_case(schema, name_of(form))) return form;
    }
    const auto has = [&](const char* name) { return !json::member(body, name).isNull(); };
    if (has("AlertRuleName") && has("SearchQuery")) return Form::log_analytics;
    const std::string operation = told(body, "operation", 40);
    const bool scales = same_ignoring_case(operation, "Scale In") || same_ignoring_case(operation, "Scale Out");
    if (scales && json::member(body, "context").isObject()) return Form::autoscale;
    if (has("status") && json::member(body, "context").isObject()) return Form::classic_metric;
    if (json::member(json::member(body, "properties"), "essentials").isObject()) return Form::management;
    return Form::unknown;
}

void read_legacy(Alert& alert, const Json::Value& body, std::string_view text) {
    const Json::Value& data = json::member(body, "data");
    switch (alert.form) {
        case Form::metric_alert: return read_metric(alert, data, json::member(data, "properties"), text);
        case Form::classic_metric: return read_metric(alert, body, json::member(body, "properties"), text);
        case Form::activity_log: return read_activity_log(alert, data, text);
        case Form::log_alert: return read_log(alert, data, text);
        case Form::log_analytics: return read_log(alert, body, text);
        case Form::budget: return read_budget_notification(alert, data, text);
        case Form::autoscale: return read_autoscale(alert, body, text);
        case Form::management: return read_management(alert, body, text);
        case Form::common:
        case Form::unknown: return read_unknown(alert, body, text);
    }
}

}  // namespace secure_export::inbound
