#include <algorithm>
#include <array>

#include "core/resource_id.h"
#include "core/text.h"
#include "core/title.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/html.h"
#include "inbound/readable_values.h"

// An event of the activity log: the alertContext of all "Activity Log - ..." services, of Service Health (its
// properties: context_service_health.cpp) and Resource Health, and data.context.activityLog of the legacy form.
// CONTRACT.md, section 3.3.

namespace secure_export::inbound {
namespace {

// Adds what Azure recommends: a text, or a list of texts or of {"action": ..., "actionUrl": ...}, also as JSON in a
// text.
void read_recommended(Alert& alert, const json::View& actions) {
    const std::string text = actions.scalar();
    if (text.starts_with('[')) {
        if (const Result<json::Scanned> inner = json::Scanned::read(text); inner && inner->root().is_array())
            return read_recommended(alert, inner->root().ignoring_case());
    }
    if (!actions.is_array()) return add_action(alert, plain_text(clean_text(text)));
    for (const json::View& one : actions.elements(max_actions)) {
        const std::string what =
            one.is_object() ? first_string_field(one, {"action", "actionText", "text"}) : clean_text(one.scalar());
        const std::string where = string_field(one, "actionUrl");
        add_action(alert, plain_text(what) + (where.empty() ? "" : " (" + where + ")"));
    }
}

void read_resource_health(Alert& alert, const json::View& properties) {
    alert.kind = TicketKind::resource_health;
    const std::string now = string_field(properties, "currentHealthStatus", max_name);
    const std::string before = string_field(properties, "previousHealthStatus", max_name);
    const std::string cause = spaced(string_field(properties, "cause", max_name));
    const std::string title = line_of(plain_text(string_field(properties, "title")));
    const std::string why = cause.empty() || cause == "unknown" ? "" : " (" + cause + ")";
    if (now.empty())
        alert.headline = title;  // nothing says how it is
    else if (same_ignoring_case(now, "unknown"))
        alert.state = "has an unknown health state" + why;
    else
        alert.state = "is " + spaced(now) + why;
    if (!same_ignoring_case(title, now)) alert.happened = title;
    read_recommended(alert, properties.member("recommendedActions"));
    add_fact(alert, "Health", now);
    add_fact(alert, "Health before", before);
    add_fact(alert, "Cause", cause);
    add_fact(alert, "Type", string_field(properties, "type"));
    add_fact(alert, "Details", plain_text(string_field(properties, "details", 8 * max_value)));
}

void read_advice(Alert& alert, const json::View& properties) {
    alert.kind = TicketKind::advisor;
    const std::string name = line_of(plain_text(string_field(properties, "recommendationName")));
    const std::string impact = string_field(properties, "recommendationImpact", max_name);
    alert.headline = "Advisor: " + name;
    alert.happened = "Advisor recommends: " + name + (impact.empty() ? "" : " (impact: " + lower(impact) + ")");
    add_fact(alert, "Recommendation", name);
    add_fact(alert, "Category", label_of(string_field(properties, "recommendationCategory")));
    add_fact(alert, "Impact", impact);
    add_link(alert, "Recommendation", properties.member("recommendationResourceLink").scalar());
}

// "[\"a\", \"b\"]" as "a; b".
std::string unlisted(const std::string& text) {
    if (!text.starts_with('[')) return text;
    const Result<json::Scanned> inner = json::Scanned::read(text);
    if (!inner) return text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
    std::string all;
    for (const json::View& one : inner->root().elements(max_impacted)) {
        const std::string value = clean_text(one.scalar(), max_other_value);
        if (!value.empty()) all += (all.empty() ? "" : "; ") + value;
    }
    return all.empty() ? text : all;
}

// Properties of Policy, Security, Autoscale, Recommendation and other events: scalars under their own names.
void read_other_properties(Alert& alert, const json::View& properties, const std::string& operation) {
    // Shown elsewhere, or of no use to people; lower case.
    static constexpr std::array<std::string_view, 12> left_out{"claims",
                                                               "httprequest",
                                                               "hierarchy",
                                                               "ancestors",
                                                               "eventcategory",
                                                               "activeautoscaleprofile",
                                                               "policies",
                                                               "entity",
                                                               "recommendationtype",
                                                               "recommendationschemaversion",
                                                               "schemaversion",
                                                               "threatid"};
    if (!properties.is_object()) return;
    std::size_t count = 0;
    for (const auto& [name, scalar] : properties.members()) {
        if (count >= max_other_properties) break;
        const std::string key = lower(name);
        if (std::find(left_out.begin(), left_out.end(), key) != left_out.end()) continue;
        if (key.starts_with("recommendation") && alert.kind == TicketKind::advisor) continue;
        const std::string value = unlisted(plain_text(clean_text(scalar.scalar(), max_other_value)));
        if (value.empty() || value == operation) continue;
        if (key == "remediationsteps") add_action(alert, value);
        add_fact(alert, label_of(name), value);
        if (key == "compromisedentity") add_computer(alert, value);
        ++count;
    }
}

// "Require tag (audit)": the policies that an event names, from JSON inside a string.
std::string policies_in(const json::View& policies) {
    if (policies.is_text()) {
        const Result<json::Scanned> inner = json::Scanned::read(policies.scalar());
        return inner && inner->root().is_array() ? policies_in(inner->root()) : std::string();
    }
    std::string all;
    for (const json::View& one : policies.elements(max_impacted)) {
        const std::string name =
            first_string_field(one,
                               {"policyAssignmentDisplayName", "policyDefinitionDisplayName", "policyAssignmentName",
                                "policyDefinitionName", "policyDefinitionReferenceId", "policyDefinitionId"},
                               max_name);
        const std::string effect = lower(string_field(one, "policyDefinitionEffect", max_word));
        if (!name.empty()) all += (all.empty() ? "" : "; ") + name + (effect.empty() ? "" : " (" + effect + ")");
    }
    return all;
}

// "The disk is in use." of {"status": "Failed", "error": {"code": ..., "message": ...}}: the innermost message.
std::string message_in(const json::View& object, int depth = 0) {
    if (!object.is_object() || depth > max_wraps) return {};
    for (const json::View& detail : object.member("details").elements(1))
        if (std::string inner = message_in(detail, depth + 1); !inner.empty()) return inner;
    if (std::string inner = message_in(object.member("error"), depth + 1); !inner.empty()) return inner;
    std::string text = string_field(object, "message", max_other_value);
    if (text.starts_with('{'))
        if (const Result<json::Scanned> more = json::Scanned::read(text))
            if (std::string inner = message_in(more->root(), depth + 1); !inner.empty()) return inner;
    return text;
}

std::string error_in(const json::View& properties) {
    const std::string text = string_field(properties, "statusMessage", max_value);
    if (!text.starts_with('{')) return plain_text(text);
    const Result<json::Scanned> inner = json::Scanned::read(text);
    return inner ? plain_text(message_in(inner->root().ignoring_case())) : std::string();
}

// Reads an autoscale event: it names the scale set, its target is the autoscale setting.
void read_scaling(Alert& alert, const json::View& properties) {
    const std::string before = string_field(properties, "oldInstancesCount", max_word),
                      after = string_field(properties, "newInstancesCount", max_word);
    const std::string id = string_field(properties, "resourceName", max_id);
    const std::string name = one_line(cut(name_of_resource(id), max_name_in_title));
    if (before.empty() || after.empty()) return;
    const std::string what = "scaled from " + before + " to " + after + " instances";
    alert.happened = (name.empty() ? "Autoscale " : name + " was ") + what;
    alert.headline = (name.empty() ? "" : name + " ") + what;
    if (!alert.rule.empty() && alert.form != Form::activity_log) alert.headline = alert.rule + ": " + alert.headline;
}

bool is_service_health(const json::View& event, const json::View& properties) {
    return same_ignoring_case(string_field(event, "eventSource", 40), "ServiceHealth") ||
           !properties.member("trackingId").is_null() || !properties.member("incidentType").is_null();
}

std::string status_of(const json::View& event) {
    const std::string status = name_field(event, "status"), more = name_field(event, "subStatus");
    return more.empty() || status.empty() ? status + more : status + " (" + more + ")";
}

// "Microsoft.Compute/virtualMachines/restart/action" as "virtualMachines/restart".
std::string short_operation(std::string_view operation) {
    constexpr std::string_view verb = "/action";
    if (lower(operation).ends_with(verb)) operation.remove_suffix(verb.size());
    if (lower(operation.substr(0, 10)) == "microsoft." && operation.find('/') != std::string_view::npos)
        operation.remove_prefix(operation.find('/') + 1);
    constexpr std::string_view of_subscription = "subscriptions/resourcegroups/";
    if (lower(operation).starts_with(of_subscription)) operation.remove_prefix(operation.find('/') + 1);
    return std::string(operation);
}

// "failed (Conflict)" of "Failed (Conflict (HTTP Status Code: 409))".
std::string short_status(const json::View& event) {
    const std::string status = lower(name_field(event, "status"));
    std::string more = name_field(event, "subStatus");
    if (const std::size_t code = more.find(" (HTTP Status Code"); code != std::string::npos) more.resize(code);
    const bool said = more.empty() || same_ignoring_case(more, status) || status == "succeeded";
    return status.empty() || said ? status : status + " (" + more + ")";
}

void tell_operation(Alert& alert, const json::View& event, const std::string& operation, const std::string& caller) {
    if (operation.empty()) return;
    const json::View properties = event.member("properties");
    const std::string status = short_status(event), policies = policies_in(properties.member("policies"));
    std::string what = short_operation(operation);
    if (!status.empty()) what += " " + status;
    alert.operation = what + (caller.empty() ? "" : " by " + caller);
    // A policy found something; that the finding succeeded, and whose change it was, is of less worth.
    if (!policies.empty()) alert.operation = "policy " + policies;
    alert.happened = policies.empty() ? "Operation " + alert.operation : "Policy " + policies + ": " + what;
    const std::string error = one_line(cut(error_in(properties), max_name));
    if (!error.empty() && !same_ignoring_case(error, operation)) alert.happened += ": " + error;
    add_fact(alert, "Policies", policies);
}

}  // namespace

void read_activity(Alert& alert, const json::View& event) {
    const json::View properties = event.member("properties");
    const std::string operation = name_field(event, "operationName");
    const std::string status = status_of(event), caller = string_field(event, "caller", max_name);
    const std::string description =
        plain_text(first_string_field(event, {"Activity Log Event Description", "description"}, 2 * max_value));
    const bool resource_health = !properties.member("currentHealthStatus").is_null();
    const bool service_health = !resource_health && is_service_health(event, properties);
    const bool advice = !properties.member("recommendationName").is_null();
    alert.kind = TicketKind::activity;
    if (service_health) read_service_health(alert, properties);
    if (resource_health) read_resource_health(alert, properties);
    if (advice) read_advice(alert, properties);
    const bool security = !properties.member("compromisedEntity").is_null();
    if (security)
        alert.happened = one_line(
            cut(description.empty() ? first_string_field(properties, {"alertDisplayName", "alertName", "eventName"})
                                    : description,
                max_name));
    // Under a rule's name for all findings, the finding's own first sentence says what is wrong.
    if (security && alert.form != Form::activity_log && !alert.happened.empty())
        alert.operation = first_sentence(alert.happened);
    if (alert.kind == TicketKind::activity && !security) tell_operation(alert, event, operation, caller);
    // Azure's own autoscale events write "NewInstancesCount".
    if (const json::View scaling = properties.ignoring_case(); !scaling.member("newInstancesCount").is_null())
        read_scaling(alert, scaling);
    if (description != alert.description && !security) add_fact(alert, "Event description", description);
    if (alert.kind == TicketKind::activity || alert.kind == TicketKind::other) {
        add_fact(alert, "Operation", operation);
        add_fact(alert, "Status", status);
        add_fact(alert, "Caller", caller);
    }
    if (!service_health && !resource_health) read_other_properties(alert, properties, operation);
    const std::string level = string_field(event, "level", 40);
    if (level.find_first_not_of("0123456789") != std::string::npos) add_fact(alert, "Level", level);
    add_fact(alert, "Event time", time_in_words(string_field(event, "eventTimestamp")));
    if (alert.target_ids.empty()) add_fact(alert, "Resource", string_field(event, "resourceId"));
    if (alert.target_ids.empty() || alert.kind == TicketKind::activity)
        add_fact(alert, "Scope", string_field(event, {"authorization", "scope"}));
    add_fact(alert, "Correlation id", string_field(event, "correlationId"));
    add_fact(alert, "Event id", string_field(event, "eventDataId"));
}

}  // namespace secure_export::inbound
