#include "inbound/progress.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/happening.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/context.h"
#include "inbound/digest.h"
#include "inbound/fields.h"
#include "inbound/forms.h"
#include "inbound/issue.h"
#include "inbound/limits.h"

namespace secure_export::inbound {
namespace {

using Kind = Progress::Kind;

json::View context_of(const Alert& alert, const json::View& body) {
    switch (alert.form) {
        case Form::common: return body.member("data").member("alertContext");
        case Form::activity_log: return body.member("data").member("context").member("activityLog");
        case Form::management: return context_of_management(body);
        default: return {};
    }
}

// Compares without blanks and case: "Resource Health", "ResourceHealth".
bool is_called(std::string_view text, std::string_view word) {
    std::string bare;
    for (const char c : lower(text))
        if (c != ' ') bare += c;
    return bare == word;
}

Kind kind_of_event(const Alert& alert, const json::View& event, const json::View& properties) {
    const std::string operation = lower(name_field(event, "operationName"));
    const std::string source = name_field(event, "eventSource");
    const auto is = [&](std::string_view word) {
        return is_called(source, word) || is_called(alert.monitoring_service, word) ||
               operation.starts_with("microsoft." + std::string(word) + "/");
    };
    if (!properties.member("currentHealthStatus").is_null() || is("resourcehealth")) return Kind::resource_health;
    if (has_any(properties, {"trackingId", "incidentType"}) || is("servicehealth")) return Kind::service_health;
    return Kind::activity;
}

// "Resolved" of "Microsoft.Resourcehealth/healthevent/Resolved/action".
std::string verb_of(std::string_view operation) {
    constexpr std::string_view action = "/action";
    if (lower(operation).ends_with(action)) operation.remove_suffix(action.size());
    return std::string(operation.substr(operation.rfind('/') + 1));
}

// Whether the event is a review that Microsoft publishes after the end, by its title or kind: "RCA - Storage - ...",
// "Preliminary PIR: ...".
bool is_review(const json::View& properties) {
    static constexpr std::array<std::string_view, 4> phrases{"post incident review", "post-incident review",
                                                             "root cause analysis", "preliminary pir"};
    static constexpr std::array<std::string_view, 3> first_words{"rca", "pir", "final pir"};
    for (const char* kind : {"communicationType", "incidentType"}) {
        const std::string word = lower(string_field(properties, kind, max_word));
        if (word == "rca" || word == "pir") return true;
    }
    const std::string title =
        lower(trimmed(first_string_field(properties, {"title", "defaultLanguageTitle"}, max_name)));
    const auto begins = [&](std::string_view word) {
        const unsigned char next = word.size() < title.size() ? title[word.size()] : ' ';
        return title.starts_with(word) && !std::isalnum(next);
    };
    return std::any_of(first_words.begin(), first_words.end(), begins) ||
           std::any_of(phrases.begin(), phrases.end(),
                       [&](std::string_view phrase) { return title.find(phrase) != std::string::npos; });
}

// A resource, not a subscription or a group: those would make one happening of all that are in it.
bool names_a_resource(const std::string& id) { return looks_like_resource_id(id) && !resource_type(id).empty(); }

std::string resource_of(const Alert& alert, const json::View& event) {
    // The essentials are what allowed_subscriptions is held against: the context must not name another's resource.
    const auto may_be_named = [&](const std::string& id) {
        const std::optional<std::string> subscription = subscription_of(id);
        return !subscription || alert.subscriptions.empty() ||
               std::find(alert.subscriptions.begin(), alert.subscriptions.end(), *subscription) !=
                   alert.subscriptions.end();
    };
    for (const char* name : {"resourceId", "resourceUri", "linkedResourceId"})
        if (std::string id = string_field(event, name, max_id); names_a_resource(id) && may_be_named(id)) return id;
    const auto target = std::find_if(alert.target_ids.begin(), alert.target_ids.end(), names_a_resource);
    return target == alert.target_ids.end() ? std::string() : *target;
}

bool is_empty(const std::string& id) { return id.find_first_not_of("0-") == std::string::npos; }

std::string operation_of(const Alert& alert, const json::View& event) {
    std::string operation = string_field(event, "operationId", max_name);
    if (!is_empty(operation)) return operation;
    const std::string correlation = string_field(event, "correlationId", max_name);
    const std::string resource = resource_of(alert, event);
    return is_empty(correlation) || resource.empty() ? std::string()
                                                     : correlation + "|" + canonical_resource_id(resource);
}

void note_event(Alert& alert, const json::View& event) {
    const json::View properties = event.member("properties");
    Progress& progress = alert.progress;
    progress.kind = kind_of_event(alert, event, properties);
    progress.status = name_field(event, "status");
    progress.operation = verb_of(name_field(event, "operationName"));
    progress.message = string_field(event, "eventDataId", max_name);
    switch (progress.kind) {
        case Kind::service_health:
            progress.id = string_field(properties, "trackingId", max_name);
            progress.stage = string_field(properties, "stage", max_name);
            progress.review = is_review(properties);
            progress.message += string_field(properties, "communicationId", max_name);
            break;
        case Kind::resource_health:
            progress.id = resource_of(alert, event);
            progress.health = string_field(properties, "currentHealthStatus", max_name);
            progress.health_before = string_field(properties, "previousHealthStatus", max_name);
            break;
        default: progress.id = operation_of(alert, event);
    }
    if (alert.fired_text.empty() && alert.condition == Condition::fired && !happening_key(progress).empty()) {
        alert.fired_text = first_string_field(event, {"eventTimestamp", "submissionTimestamp"}, max_name);
        alert.fired_at = time_in(alert.fired_text);
    }
}

// As set_key() bounds an alert's key.
std::string bounded(const std::string& key) {
    return key.size() > max_key || one_line(key) != key ? key.substr(0, key.find(':')) + ":sha256-" + sha256_hex(key)
                                                        : key;
}

bool has_its_own_time(const Alert& alert) { return alert.fired_at || alert.resolved_at; }

}  // namespace

void note_progress(Alert& alert, const json::View& body) {
    if (alert.test) return;
    const json::View context = context_of(alert, body);
    ContextKind kind = kind_of(context);
    // Only contexts of an unknown kind are looked at twice.
    if (kind == ContextKind::unknown && context.is_object()) kind = kind_of(context.ignoring_case());
    const bool anything = alert.form == Form::unknown || (alert.form == Form::common && kind == ContextKind::unknown);
    if (!note_issue(alert, body, context, anything)) {
        if (kind != ContextKind::activity) return;
        note_event(alert, context.ignoring_case());
    }
    alert.happening_key = bounded(happening_key(alert.progress));
    if (alert.happening_key.empty())
        alert.progress = {};
    else
        alert.news = news_of(alert.progress);
}

std::string message_mark(const Alert& alert, std::string_view text) {
    const Progress& progress = alert.progress;
    std::string all = alert.key;
    for (const std::string* part : {&progress.stage, &progress.status, &progress.health, &progress.health_before,
                                    &progress.operation, &progress.message})
        all += '\n' + lower(*part);
    // The form of an issue's messages is not known, nor what else tells two of them apart.
    const bool by_body = progress.kind == Kind::issue || (progress.message.empty() && !has_its_own_time(alert));
    if (by_body) all += '\n' + sha256_hex(text);
    return sha256_hex(all).substr(0, 32);
}

}  // namespace secure_export::inbound
