#include <algorithm>

#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/context_rule.h"
#include "inbound/fields.h"
#include "inbound/forms.h"
#include "inbound/identity.h"
#include "inbound/limits.h"

// The identity of bodies that are not the common schema: CONTRACT.md section 4.  notice.h lists the parts of each key.

namespace secure_export::inbound {
namespace {

void add_target(Alert& alert, const std::string& id) {
    std::string target = clean_text(one_line(id), max_id);
    if (!target.empty()) alert.target_ids.push_back(std::move(target));
}

// For bodies without a resource: allowed_subscriptions needs a subscription to check.
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

void set_severity(Alert& alert, const json::View& object) {
    alert.severity_text = string_field(object, "severity", max_name);
    alert.severity = severity_named(alert.severity_text);
}

void add_sorted(std::vector<std::string>& all, const json::View& dimensions) {
    for (const json::View& one : dimensions.elements(max_dimensions))
        all.push_back(lower(string_field(one, "name", max_name)) + "=" + lower(string_field(one, "value", max_id)));
    std::sort(all.begin(), all.end());
}

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : ",") + part;
    return all;
}

// Reads the members common to metric, classic metric and autoscale contexts.
void identify_rule(Alert& alert, const json::View& context) {
    alert.rule = one_line(string_field(context, "name", max_name));
    alert.rule_id = unescaped(string_field(context, "id", max_id));
    alert.description = string_field(context, "description", 2 * max_value);
    set_severity(alert, context);
    add_target(alert, string_field(context, "resourceId", max_id));
    add_subscription(alert, string_field(context, "subscriptionId", max_id));
    add_item(alert, string_field(context, "resourceName", max_id));
}

void identify_metric(Alert& alert, const json::View& object, std::string_view text) {
    const json::View context = object.member("context");
    alert.signal_type = "Metric";
    set_state(alert, string_field(object, "status", max_name), string_field(context, "timestamp", max_name));
    identify_rule(alert, context);

    std::vector<std::string> dimensions;
    for (const json::View& criterion : context.member("condition").member("allOf").elements(max_conditions))
        add_sorted(dimensions, criterion.member("dimensions"));
    const std::string rule = canonical_resource_id(alert.rule_id.empty() ? alert.rule : alert.rule_id);
    const std::string target = canonical_resource_id(string_field(context, "resourceId", max_id));
    const bool named = !rule.empty() || !target.empty();
    set_key(alert, named ? joined_key("metric", {rule, target, joined(dimensions)}) : body_key("body", text), text);
}

void identify_activity_log(Alert& alert, const json::View& data, std::string_view text) {
    const json::View event = data.member("context").member("activityLog");
    alert.signal_type = "Activity Log";
    alert.monitoring_service = string_field(event, "eventSource", max_name);
    set_state(alert, string_field(data, "status", max_name),
              first_string_field(event, {"eventTimestamp", "submissionTimestamp"}, max_name));
    alert.rule = activity_rule(event);
    alert.description = string_field(event, "description", 2 * max_value);
    alert.alert_id = string_field(event, "eventDataId", max_id);
    add_target(alert, string_field(event, "resourceId", max_id));
    add_subscription(alert, string_field(event, "subscriptionId", max_id));
    set_key(alert, alert.alert_id.empty() ? body_key("activity", text) : joined_key("activity", {alert.alert_id}),
            text);
}

// Both log forms: the same members, under "data" or on top.
void identify_log(Alert& alert, const json::View& search, std::string_view text) {
    alert.signal_type = "Log";
    // The form was designed for Application Insights; the portal's test notification uses it for a workspace, too.
    const bool application = alert.form == Form::log_alert && string_field(search, "WorkspaceId", max_id).empty();
    alert.monitoring_service = application ? "Application Insights" : "Log Analytics";
    alert.rule = one_line(string_field(search, "AlertRuleName", max_name));
    alert.description = string_field(search, "Description", 2 * max_value);
    alert.severity_text = string_field(search, "Severity", max_name);
    alert.severity = severity_named(alert.severity_text);
    set_state(alert, "",
              first_string_field(search, {"SearchIntervalEndtimeUtc", "SearchIntervalEndTimeUtc"}, max_name));
    const std::string resource = first_string_field(search, {"ResourceId", "resourceId"}, max_id);
    if (looks_like_resource_id(resource)) add_target(alert, resource);
    add_subscription(alert, string_field(search, "SubscriptionId", max_id));
    for (const std::string& item : texts(search.member("AffectedConfigurationItems"))) add_item(alert, item);

    std::vector<std::string> dimensions;
    add_sorted(dimensions, search.member("Dimensions"));
    const std::string source = first_string_field(search, {"WorkspaceId", "ApplicationId"}, max_id);
    const bool named = !alert.rule.empty() || !source.empty();
    set_key(alert, named ? joined_key("log", {alert.rule, source, joined(dimensions)}) : body_key("body", text), text);
}

void identify_budget(Alert& alert, const json::View& data, std::string_view text) {
    alert.monitoring_service = "CostAlerts";
    const std::string subscription = string_field(data, "SubscriptionId", max_id);
    add_subscription(alert, subscription);
    alert.rule = budget_rule(data);
    const std::string name = string_field(data, "BudgetName", max_name);
    set_key(alert,
            name.empty() ? body_key("budget", text)
                         : joined_key("budget", {subscription, string_field(data, "ResourceGroup", max_name), name,
                                                 string_field(data, "NotificationThresholdAmount", max_name),
                                                 string_field(data, "SpendingAmount", max_name)}),
            text);
}

void identify_autoscale(Alert& alert, const json::View& body, std::string_view text) {
    const json::View context = body.member("context");
    alert.signal_type = "Autoscale";
    alert.monitoring_service = "Autoscale";
    set_state(alert, "", string_field(context, "timestamp", max_name));
    identify_rule(alert, context);
    if (alert.rule.empty()) alert.rule = "Autoscale";
    const std::string setting = canonical_resource_id(alert.rule_id);
    const std::string target = canonical_resource_id(string_field(context, "resourceId", max_id));
    const bool named = !alert.fired_text.empty() && !(setting.empty() && target.empty());
    const std::string time =
        alert.fired_at ? std::to_string(alert.fired_at->time_since_epoch().count()) : alert.fired_text;
    set_key(alert,
            named ? joined_key("autoscale", {setting, target, string_field(body, "operation", max_name), time})
                  : body_key("autoscale", text),
            text);
}

void identify_management(Alert& alert, const json::View& body, std::string_view text) {
    const json::View properties = body.member("properties"), essentials = properties.member("essentials");
    alert.alert_id = string_field(body, "id", max_id);
    alert.condition =
        condition_named(string_field(essentials, "monitorCondition", max_name)).value_or(Condition::fired);
    alert.fired_text = first_string_field(essentials, {"startDateTime", "firedDateTime"}, max_name);
    alert.fired_at = time_in(alert.fired_text);
    alert.resolved_text =
        first_string_field(essentials, {"monitorConditionResolvedDateTime", "resolvedDateTime"}, max_name);
    alert.resolved_at = time_in(alert.resolved_text);
    set_severity(alert, essentials);
    const std::string rule = string_field(essentials, "alertRule", max_id);  // an id here, a name in other versions
    if (looks_like_resource_id(rule)) alert.rule_id = rule;
    alert.rule = cut(one_line(looks_like_resource_id(rule) ? std::string(name_of_resource(rule)) : rule), max_name);
    if (alert.rule.empty()) alert.rule = one_line(string_field(body, "name", max_name));
    if (alert.rule.empty()) alert.rule = rule_of_context(context_of_management(body));
    alert.description = string_field(essentials, "description", 2 * max_value);
    alert.signal_type = string_field(essentials, "signalType", max_name);
    alert.monitoring_service = first_string_field(essentials, {"monitorService", "monitoringService"}, max_name);
    alert.origin_alert_id = first_string_field(essentials, {"sourceCreatedId", "originAlertId"}, max_id);
    add_target(alert, string_field(essentials, "targetResource", max_id));
    add_item(alert, string_field(essentials, "targetResourceName", max_id));
    set_key(alert, alert.alert_id.empty() ? body_key("body", text) : alert.alert_id, text);
}

void identify_unknown(Alert& alert, std::string_view text) {
    alert.description = "This body is none of the forms that Azure Monitor is known to send.";
    set_key(alert, body_key("unknown", text), text);
}

}  // namespace

Form form_of(const json::View& body, std::string_view schema) {
    for (const Form form : {Form::metric_alert, Form::activity_log, Form::log_alert, Form::budget}) {
        if (same_ignoring_case(schema, name_of(form))) return form;
    }
    const auto has = [&](const char* name) { return !body.member(name).is_null(); };
    if (has("AlertRuleName") && has("SearchQuery")) return Form::log_analytics;
    const std::string operation = string_field(body, "operation", max_word);
    const bool scales = same_ignoring_case(operation, "Scale In") || same_ignoring_case(operation, "Scale Out");
    const bool has_context = body.member("context").is_object();
    if (scales && has_context) return Form::autoscale;
    if (has("status") && has_context) return Form::classic_metric;
    if (body.member("properties").member("essentials").is_object()) return Form::management;
    return Form::unknown;
}

void identify_legacy(Alert& alert, const json::View& body, std::string_view text) {
    const json::View data = body.member("data");
    switch (alert.form) {
        case Form::metric_alert: return identify_metric(alert, data, text);
        case Form::classic_metric: return identify_metric(alert, body, text);
        case Form::activity_log: return identify_activity_log(alert, data, text);
        case Form::log_alert: return identify_log(alert, data, text);
        case Form::log_analytics: return identify_log(alert, body, text);
        case Form::budget: return identify_budget(alert, data, text);
        case Form::autoscale: return identify_autoscale(alert, body, text);
        case Form::management: return identify_management(alert, body, text);
        case Form::common:
        case Form::unknown: return identify_unknown(alert, text);
    }
}

}  // namespace secure_export::inbound
