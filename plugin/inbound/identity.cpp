#include "inbound/identity.h"

#include <algorithm>

#include "core/resource_id.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "inbound/context_rule.h"
#include "inbound/digest.h"
#include "inbound/fields.h"
#include "inbound/forms.h"
#include "inbound/limits.h"
#include "inbound/named_ids.h"

namespace secure_export::inbound {
namespace {

constexpr std::string_view test_subscription = "11111111-1111-1111-1111-111111111111";
constexpr std::string_view test_alert = "12345678-1234-1234-1234-1234567890ab";

// Adds the scalars of an array, or a lone scalar, as clean text on one line; empty ones are left out.
template <class Add>
void each_text(const json::View& value, const Add& add) {
    const auto one = [&](const std::string& text) {
        if (std::string clean = clean_text(one_line(text), max_id); !clean.empty()) add(std::move(clean));
    };
    if (!value.is_array()) one(value.scalar());
    for (const json::View& item : value.elements(max_targets)) one(item.scalar());
}

bool is_test(const Alert& alert) {
    if (subscription_of(alert.alert_id) == test_subscription) return true;
    if (same_ignoring_case(name_of_resource(alert.alert_id), test_alert)) return true;
    if (alert.form == Form::common || alert.form == Form::management) return false;
    const auto test = [](const std::string& target) { return subscription_of(target) == test_subscription; };
    return std::any_of(alert.target_ids.begin(), alert.target_ids.end(), test);
}

// The key of a common-schema body without an alert id.
std::string derived_key(const Alert& alert, std::string_view body) {
    const bool names_something = !alert.origin_alert_id.empty() || !alert.rule.empty() || !alert.target_ids.empty();
    if (alert.fired_text.empty() || !names_something) return body_key("body", body);
    std::vector<std::string> ids;
    for (const std::string& id : alert.target_ids) ids.push_back(canonical_resource_id(id));
    std::sort(ids.begin(), ids.end());
    std::string all = lower(alert.origin_alert_id) + '\n' + lower(alert.rule) + '\n';
    all += alert.fired_at ? iso(*alert.fired_at) : lower(alert.fired_text);
    for (const std::string& id : ids) all += '\n' + id;
    return "derived:" + sha256_hex(all);
}

void identify_common(Alert& alert, const json::View& body, std::string_view text) {
    const json::View data = body.member("data"), essentials = data.member("essentials");
    const auto line = [&](const char* name, std::size_t max) {
        return clean_text(one_line(essentials.member(name).scalar()), max);
    };
    const std::string whole_id(said(essentials.member("alertId").scalar()));  // cut or cleaned, two might become one
    alert.alert_id = clean_text(one_line(whole_id), max_id);
    alert.origin_alert_id = line("originAlertId", max_id);
    alert.rule = line("alertRule", max_name);
    if (alert.rule.empty()) alert.rule = rule_of_context(data.member("alertContext"));
    alert.rule_id = first_string_field(essentials, {"alertRuleId", "alertRuleID"}, max_id);
    alert.condition = condition_named(essentials.member("monitorCondition").scalar()).value_or(Condition::fired);
    alert.fired_text = line("firedDateTime", max_name);
    alert.fired_at = time_in(alert.fired_text);
    alert.resolved_text = line("resolvedDateTime", max_name);
    alert.resolved_at = time_in(alert.resolved_text);
    each_text(essentials.member("alertTargetIDs"), [&](std::string id) {
        if (alert.target_ids.size() < max_targets) alert.target_ids.push_back(std::move(id));
    });
    alert.severity_text = line("severity", max_name);
    alert.severity = severity_named(alert.severity_text);
    alert.monitoring_service = line("monitoringService", max_name);
    each_text(essentials.member("configurationItems"), [&](const std::string& item) { add_item(alert, item); });
    if (alert.configuration_items.empty() && alert.target_ids.empty())
        add_item(alert, line("targetResourceName", max_id));
    alert.description = string_field(essentials, "description", 2 * max_value);
    alert.signal_type = line("signalType", max_name);
    add_link(alert, "Investigation", essentials.member("investigationLink").scalar());
    set_key(alert, whole_id.empty() ? derived_key(alert, text) : whole_id, text);
}

}  // namespace

json::View identify(Alert& alert, const json::View& body, std::string_view text) {
    const Unwrapped inner = unwrap(body);
    alert.form = inner.common ? Form::common : form_of(inner.body, inner.schema);
    if (alert.form == Form::common)
        identify_common(alert, inner.body, text);
    else
        identify_legacy(alert, inner.body, text);
    note_subscriptions(alert, body);
    return inner.body;
}

std::string joined_key(std::string_view kind, std::initializer_list<std::string> parts) {
    std::string key(kind);
    char separator = ':';
    for (const std::string& part : parts) {
        key += separator + lower(part);
        separator = '|';
    }
    return key;
}

void set_key(Alert& alert, std::string_view key, std::string_view body) {
    alert.key = lower(trimmed(key));
    std::replace(alert.key.begin(), alert.key.end(), '\0', ' ');
    if (alert.key.size() > max_key || one_line(alert.key) != alert.key) {
        alert.key = "sha256:" + sha256_hex(alert.key);
    }
    alert.test = is_test(alert);
    if (alert.test) alert.key += "#test-" + sha256_hex(body).substr(0, 16);
}

std::string body_key(std::string_view kind, std::string_view body) {
    return std::string(kind) + ":" + sha256_hex(body);
}

}  // namespace secure_export::inbound
