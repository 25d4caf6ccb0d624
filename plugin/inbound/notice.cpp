#include "inbound/notice.h"

#include "core/by_condition.h"
#include "core/ci_candidates.h"
#include "core/happening.h"
#include "core/timestamps.h"
#include "inbound/condition_key.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/forms.h"
#include "inbound/identity.h"
#include "inbound/issue.h"
#include "inbound/named_ids.h"
#include "inbound/progress.h"
#include "json/view.h"

namespace secure_export::inbound {

namespace {

// From the targets only: items and context are read later.
std::string resource_of(const Alert& alert) {
    Alert targets;
    targets.form = alert.form;
    targets.monitoring_service = alert.monitoring_service;
    targets.target_ids = alert.target_ids;
    return unbound_resource(targets);
}

}  // namespace

Result<Notice> read_notice(std::string_view body, OneIncidentFor what) {
    const Result<json::Scanned> scanned = json::Scanned::read(body);
    if (!scanned) return scanned.error();
    Alert alert;
    const json::View inner = identify(alert, scanned->root(), body);
    note_progress(alert, inner);
    if (!alert.happening_key.empty()) {
        std::string mark = message_mark(alert, body);
        count_by_happening(alert);
        Notice notice = notice_of(alert);
        notice.message_mark = std::move(mark);
        return notice;
    }
    if (what == OneIncidentFor::condition) {
        note_condition(alert, inner);
        count_by_condition(alert);
    }
    return notice_of(alert);
}

Result<Alert> read_alert(std::string_view body) {
    const Result<json::Scanned> scanned = json::Scanned::read(body);
    if (!scanned) return scanned.error();
    const json::View root = scanned->root();
    Alert alert;
    const json::View inner = identify(alert, root, body);
    note_progress(alert, inner);
    note_condition(alert, inner);
    note_other_ids(alert, root);
    if (root.has_more_values_than(max_values)) {
        add_fact(alert, "Rest of the body",
                 "too large to be shown: it has more than " + std::to_string(max_values) + " values");
    } else if (alert.form == Form::common) {
        read_common(alert, inner);
    } else {
        read_legacy(alert, inner);
    }
    tell_issue(alert);
    // A body of a known form without any of its members: show people its scalars.
    if (alert.facts.empty() && alert.rule.empty() && alert.description.empty()) {
        if (alert.happened.empty()) alert.happened = "The alert came without a rule and without a condition.";
        add_plain_facts(alert, root);
    }
    return alert;
}

Notice notice_of(const Alert& alert) {
    Notice notice;
    notice.form = alert.form;
    notice.key = alert.key;
    notice.alert_id = alert.alert_id;
    if (alert.form != Form::unknown) notice.condition = alert.condition;
    const bool reported_fired = !alert.fired_text.empty();
    const std::optional<Time>& time = reported_fired ? alert.fired_at : alert.resolved_at;
    notice.time = time;
    notice.fired_at = time ? iso(*time) : reported_fired ? alert.fired_text : alert.resolved_text;
    notice.rule = alert.rule;
    notice.resource = resource_of(alert);
    notice.severity_text = alert.severity_text;
    notice.severity = alert.severity;
    notice.subscriptions = alert.subscriptions;
    return notice;
}

}  // namespace secure_export::inbound
