#include "inbound/notice.h"

#include <algorithm>

#include "core/ci_ladder.h"
#include "core/resource_id.h"
#include "core/timestamps.h"
#include "inbound/context_rule.h"
#include "inbound/forms.h"
#include "inbound/identity.h"
#include "json/json.h"
#include "json/scan.h"

namespace secure_export::inbound {

Result<Notice> read_notice(std::string_view body) {
    const Result<std::vector<json::Found>> found = json::scan(body, identity_paths());
    if (!found) return found.error();
    if (is_common(*found)) {
        Alert alert;
        identify(alert, *found, body);
        if (alert.rule.empty()) {
            const auto context = json::scan(body, context_rule_paths());
            if (context) alert.rule = rule_of_context(*context);
        }
        return notice_of(alert);
    }
    const Result<Alert> alert = read_alert(body);
    if (!alert) return alert.error();
    return notice_of(*alert);
}

Result<Alert> read_alert(std::string_view body) {
    const Result<Json::Value> value = json::read_lenient_names(body);
    if (!value) return value.error();
    std::vector<json::Found> found;
    for (const json::Path& path : identity_paths()) found.push_back(json::find(*value, path));
    Alert alert;
    if (is_common(found)) {
        identify(alert, found, body);
        read_common(alert, *value);
    } else {
        alert.form = form_of(*value);
        read_legacy(alert, *value, body);
    }
    return alert;
}

namespace {

// Of the common schema the request line reads the targets alone: what items and context add is known later.
std::string resource_of(const Alert& alert) {
    if (alert.form != Form::common) return unbound_resource(alert);
    Alert targets;
    targets.form = alert.form;
    targets.monitoring_service = alert.monitoring_service;
    targets.target_ids = alert.target_ids;
    return unbound_resource(targets);
}

}  // namespace

Notice notice_of(const Alert& alert) {
    Notice notice;
    notice.form = alert.form;
    notice.key = alert.key;
    notice.alert_id = alert.alert_id;
    if (alert.form != Form::unknown) notice.condition = alert.condition;
    const bool told_fired = !alert.fired_text.empty();
    const std::optional<Time>& time = told_fired ? alert.fired_at : alert.resolved_at;
    notice.time = time;
    notice.fired_at = time ? iso(*time) : told_fired ? alert.fired_text : alert.resolved_text;
    notice.rule = alert.rule;
    notice.resource = resource_of(alert);
    notice.severity_text = alert.severity_text;
    notice.severity = alert.severity;
    const auto add = [&](std::string_view id) {
        const std::optional<std::string> subscription = subscription_of(id);
        auto& all = notice.subscriptions;
        if (subscription && std::find(all.begin(), all.end(), *subscription) == all.end()) all.push_back(*subscription);
    };
    add(alert.alert_id);
    for (const std::string& target : alert.target_ids) add(target);
    return notice;
}

}  // namespace secure_export::inbound
