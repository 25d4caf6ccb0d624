#include "core/grouping.h"

#include <algorithm>

#include "core/ci_candidates.h"
#include "core/correlation.h"
#include "core/plan.h"
#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

// "/subscriptions/s/resourcegroups/g" of a canonical id; empty when it names no resource group.
std::string resource_group_in(const std::string& id) {
    constexpr std::string_view segment = "/resourcegroups/";
    const std::size_t at = id.find(segment);
    if (at == std::string::npos) return {};
    const std::size_t end = std::min(id.find('/', at + segment.size()), id.size());
    return end == at + segment.size() ? std::string() : id.substr(0, end);
}

// Service Health and others that name a subscription alone have no candidate for a CI.
std::string resource_of(const Alert& alert) {
    std::string resource = unbound_resource(alert);
    return resource.empty() ? canonical_resource_id(first_target(alert)) : resource;
}

std::string subscription_in(const Alert& alert) {
    if (auto named = subscription_of(resource_of(alert))) return *named;
    return alert.subscriptions.empty() ? std::string() : alert.subscriptions.front();
}

std::string property_in(const Alert& alert, const std::string& name) {
    for (const auto& [key, value] : alert.custom_properties)
        if (same_ignoring_case(key, name)) return value;
    return {};
}

// Azure's name of the series, or what makes one.  Kinds that never resolve have a key of their own.
std::string series_of(const Alert& alert) {
    if (alert.progress.kind != Progress::Kind::none) return alert.key;
    if (!alert.origin_alert_id.empty()) return lower(alert.origin_alert_id);
    if (!alert.condition_key.empty()) return alert.condition_key;
    const std::string& rule = alert.rule_id.empty() ? alert.rule : alert.rule_id;
    if (rule.empty()) return {};
    std::string series = lower(rule) + '|' + resource_of(alert);
    std::vector<std::string> pairs;
    for (const Fact& one : alert.dimensions) pairs.push_back(lower(one.label) + '=' + lower(one.value));
    std::sort(pairs.begin(), pairs.end());
    for (const std::string& pair : pairs) series += '|' + pair;
    return series;
}

struct Value {
    const char* by;
    const char* words;
    std::string value;
};

Value value_of(const Alert& alert, const RoutePolicies& policies, const ConfigurationItem* ci) {
    switch (grouped_by(policies)) {
        case GroupBy::series: return {"series", "series", series_of(alert)};
        case GroupBy::ci:
            if (ci) return {"ci", "configuration item", ci->id};
            [[fallthrough]];
        case GroupBy::resource: return {"resource", "resource", resource_of(alert)};
        case GroupBy::rule: return {"rule", "rule", lower(alert.rule_id.empty() ? alert.rule : alert.rule_id)};
        case GroupBy::resource_group:
            return {"resource_group", "resource group", resource_group_in(resource_of(alert))};
        case GroupBy::subscription: return {"subscription", "subscription", subscription_in(alert)};
        case GroupBy::custom_property:
            return {"custom_property", policies.group_property.c_str(), property_in(alert, policies.group_property)};
        case GroupBy::alert: break;
    }
    return {"alert", "alert", ""};
}

}  // namespace

bool need_state(const RoutePolicies& policies) {
    return policies.group_by != GroupBy::alert || policies.hold.count() > 0 || policies.hold_resolve.count() > 0 ||
           policies.reopen_within.count() > 0 || policies.quiet_after.count() > 0 ||
           policies.on_resolved != OnResolved::resolve || policies.flapping || policies.max_tickets ||
           !policies.maintenance.empty();
}

GroupBy grouped_by(const RoutePolicies& policies) {
    if (policies.group_by != GroupBy::alert) return policies.group_by;
    return policies.reopen_within.count() > 0 || policies.flapping ? GroupBy::series : GroupBy::alert;
}

Group group_of(const Alert& alert, const Connection& connection, const RoutePolicies& policies,
               const ConfigurationItem* ci) {
    const Value value = value_of(alert, policies, ci);
    if (value.value.empty()) return {correlation_key(connection.name, alert.key), "the alert"};
    const std::string named = value.by == std::string_view("custom_property")
                                  ? lower(policies.group_property) + "=" + lower(value.value)
                                  : value.value;
    // No alert key begins like this: a line break is in none.
    return {correlation_key(connection.name, std::string("group\n") + value.by + '\n' + named),
            std::string(value.words) + " " + (ci && value.by == std::string_view("ci") ? ci->name : value.value)};
}

Group summary_of(const Connection& connection, const std::string& route) {
    return {correlation_key(connection.name, "storm\n" + route), "more alerts of route \"" + route + "\""};
}

}  // namespace secure_export
