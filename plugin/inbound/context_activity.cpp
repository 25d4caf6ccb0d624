#include <algorithm>
#include <array>

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/html.h"
#include "inbound/words.h"

// An event of the activity log: the alertContext of all "Activity Log - ..." services, of Service Health and Resource
// Health, and data.context.activityLog of the legacy form.  CONTRACT.md, section 3.3.

namespace secure_export::inbound {
namespace {

// "Virtual Machines (Australia East), ..." of an array, or of JSON inside a string.
std::string impacted_services(const json::View& services) {
    if (services.is_text()) {
        const Result<json::Scanned> inner = json::Scanned::read(services.scalar());
        if (!inner) return plain_text(services.scalar());
        const json::View root = inner->root();
        return root.is_text() ? "" : impacted_services(root);
    }
    std::string all;
    for (const json::View& service : services.elements(most_impacted)) {
        const std::string name = told(service, "ServiceName", most_name);
        std::string regions;
        for (const json::View& impacted : service.member("ImpactedRegions").elements(most_impacted)) {
            const std::string region = told(impacted, "RegionName", most_name);
            if (!region.empty()) regions += (regions.empty() ? "" : ", ") + region;
        }
        if (name.empty() && regions.empty()) continue;
        all += (all.empty() ? "" : "; ") + name + (regions.empty() ? "" : " (" + regions + ")");
    }
    return all;
}

// "Service issue", "Planned maintenance", ... as the portal calls them.
std::string kind_of_event(const std::string& type) {
    const std::string kind = lower(type);
    if (kind == "incident" || kind == "service issue") return "Service issue";
    if (kind == "maintenance") return "Planned maintenance";
    if (kind == "informational") return "Health advisory";
    if (kind == "actionrequired" || kind == "action required") return "Health advisory, action required";
    if (kind == "security") return "Security advisory";
    return kind.empty() ? "Service Health" : label_of(type);
}

std::string line_of(const std::string& text) { return one_line(cut(text, most_name)); }

// Some senders escape line breaks twice; "\\n" alone on a line says nothing.
std::string without_escapes(const std::string& text) {
    std::string all;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at), bare = trimmed(line);
        if (bare != "\\n" && bare != "\\r\\n") all += (all.empty() ? "" : "\n") + std::string(line);
        at = end + 1;
    }
    return all;
}

void read_service_health(Alert& alert, const json::View& properties) {
    alert.kind = TicketKind::service_health;
    const std::string title = line_of(plain_text(first_told(properties, {"title", "defaultLanguageTitle"})));
    const std::string service = told(properties, "service", most_name), region = told(properties, "region", most_name);
    const std::string stage = told(properties, "stage", most_name);
    const std::string kind = kind_of_event(told(properties, "incidentType", most_name));
    const std::string services = impacted_services(properties.member("impactedServices"));
    alert.tracking_id = told(properties, "trackingId", 100);
    alert.headline = kind + (title.empty() ? "" : ": " + title);
    std::string where = service.empty() ? services : service + (region.empty() ? "" : " (" + region + ")");
    if (title.empty() && !where.empty()) alert.headline += ": " + cut(where, most_impacted_in_title);
    alert.addition = stage.empty() || same_ignoring_case(stage, "active") ? "" : lower(stage);
    alert.happened = alert.headline + (where.empty() || title.empty() ? "" : "; concerns " + cut(where, most_name)) +
                     (stage.empty() ? "" : "; stage: " + lower(stage));
    const std::string since = time_in_words(told(properties, "impactStartTime", most_name));
    if (!since.empty()) alert.happened += "; since " + since;
    add_fact(alert, "Tracking id", alert.tracking_id);
    add_fact(alert, "Incident type", told(properties, "incidentType"));
    add_fact(alert, "Stage", stage);
    add_fact(alert, "Service", service);
    add_fact(alert, "Region", region);
    add_fact(alert, "Impacted services", services);
    add_fact(alert, "Impact start", since);
    add_fact(alert, "Impact mitigation", time_in_words(told(properties, "impactMitigationTime")));
    add_fact(alert, "Communication",
             without_escapes(
                 plain_text(first_told(properties, {"communication", "defaultLanguageContent"}, 8 * most_value))));
}

void read_resource_health(Alert& alert, const json::View& properties) {
    alert.kind = TicketKind::resource_health;
    const std::string now = told(properties, "currentHealthStatus", most_name);
    const std::string before = told(properties, "previousHealthStatus", most_name);
    const std::string cause = spaced(told(properties, "cause", most_name));
    const std::string title = line_of(plain_text(told(properties, "title")));
    alert.state = "is " + spaced(now) + (cause.empty() || cause == "unknown" ? "" : " (" + cause + ")");
    alert.happened = title;
    add_action(alert, plain_text(told(properties, "recommendedActions")));
    add_fact(alert, "Health", now);
    add_fact(alert, "Health before", before);
    add_fact(alert, "Cause", cause);
    add_fact(alert, "Type", told(properties, "type"));
    add_fact(alert, "Details", plain_text(told(properties, "details", 8 * most_value)));
}

void read_advice(Alert& alert, const json::View& properties) {
    alert.kind = TicketKind::advisor;
    const std::string name = line_of(plain_text(told(properties, "recommendationName")));
    const std::string impact = told(properties, "recommendationImpact", most_name);
    alert.headline = "Advisor: " + name;
    alert.happened = "Advisor recommends: " + name + (impact.empty() ? "" : " (impact: " + lower(impact) + ")");
    add_fact(alert, "Recommendation", name);
    add_fact(alert, "Category", label_of(told(properties, "recommendationCategory")));
    add_fact(alert, "Impact", impact);
    add_link(alert, "Recommendation", properties.member("recommendationResourceLink").scalar());
}

// "[\"a\", \"b\"]" as "a; b".
std::string unlisted(const std::string& text) {
    if (!text.starts_with('[')) return text;
    const Result<json::Scanned> inner = json::Scanned::read(text);
    if (!inner) return text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
    std::string all;
    for (const json::View& one : inner->root().elements(most_impacted)) {
        const std::string value = told(one.scalar(), most_other_value);
        if (!value.empty()) all += (all.empty() ? "" : "; ") + value;
    }
    return all.empty() ? text : all;
}

// Policy, Security, Autoscale, Recommendation and whatever comes: scalars under their own names.
void read_other_properties(Alert& alert, const json::View& properties, const std::string& operation) {
    // Said elsewhere, or of no use to a reader; in lower case.
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
        if (count >= most_other_properties) break;
        const std::string key = lower(name);
        if (std::find(left_out.begin(), left_out.end(), key) != left_out.end()) continue;
        if (key.starts_with("recommendation") && alert.kind == TicketKind::advisor) continue;
        const std::string value = unlisted(plain_text(told(scalar.scalar(), most_other_value)));
        if (value.empty() || value == operation) continue;
        if (key == "remediationsteps") add_action(alert, value);
        add_fact(alert, label_of(name), value);
        if (key == "compromisedentity") add_computer(alert, value);
        ++count;
    }
}

bool is_service_health(const json::View& event, const json::View& properties) {
    return same_ignoring_case(told(event, "eventSource", 40), "ServiceHealth") ||
           !properties.member("trackingId").is_null() || !properties.member("incidentType").is_null();
}

std::string status_of(const json::View& event) {
    const std::string status = told(event, "status", most_name), more = told(event, "subStatus", most_name);
    return more.empty() || status.empty() ? status + more : status + " (" + more + ")";
}

// "Microsoft.Compute/virtualMachines/restart/action" as "virtualMachines/restart".
std::string short_operation(std::string_view operation) {
    if (operation.ends_with("/action")) operation.remove_suffix(7);
    if (lower(operation.substr(0, 10)) == "microsoft." && operation.find('/') != std::string_view::npos)
        operation.remove_prefix(operation.find('/') + 1);
    return std::string(operation);
}

void tell_operation(Alert& alert, const std::string& operation, const std::string& status, const std::string& caller) {
    if (operation.empty()) return;
    std::string what = short_operation(operation);
    if (!status.empty()) what += " " + lower(status);
    alert.operation = what + (caller.empty() ? "" : " by " + caller);
    alert.happened = "Operation " + alert.operation;
}

}  // namespace

void read_activity(Alert& alert, const json::View& event) {
    const json::View properties = event.member("properties");
    const std::string operation = told(event, "operationName", most_name);
    const std::string status = status_of(event), caller = told(event, "caller", most_name);
    const std::string description =
        plain_text(first_told(event, {"Activity Log Event Description", "description"}, 2 * most_value));
    const bool resource_health = !properties.member("currentHealthStatus").is_null();
    const bool service_health = !resource_health && is_service_health(event, properties);
    const bool advice = !properties.member("recommendationName").is_null();
    alert.kind = TicketKind::activity;
    if (service_health) read_service_health(alert, properties);
    if (resource_health) read_resource_health(alert, properties);
    if (advice) read_advice(alert, properties);
    const bool security = !properties.member("compromisedEntity").is_null();
    if (security) alert.happened = one_line(cut(description, most_name));
    if (alert.kind == TicketKind::activity && !security) tell_operation(alert, operation, status, caller);
    if (description != alert.description && !security) add_fact(alert, "Event description", description);
    if (alert.kind == TicketKind::activity || alert.kind == TicketKind::other) {
        add_fact(alert, "Operation", operation);
        add_fact(alert, "Status", status);
        add_fact(alert, "Caller", caller);
    }
    if (!service_health && !resource_health) read_other_properties(alert, properties, operation);
    const std::string level = told(event, "level", 40);
    if (level.find_first_not_of("0123456789") != std::string::npos) add_fact(alert, "Level", level);
    add_fact(alert, "Event time", time_in_words(told(event, "eventTimestamp")));
    if (alert.target_ids.empty()) add_fact(alert, "Resource", told(event, "resourceId"));
    if (alert.target_ids.empty() || alert.kind == TicketKind::activity)
        add_fact(alert, "Scope", told(event, {"authorization", "scope"}));
    add_fact(alert, "Correlation id", told(event, "correlationId"));
    add_fact(alert, "Event id", told(event, "eventDataId"));
}

}  // namespace secure_export::inbound
