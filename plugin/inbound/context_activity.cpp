#include <algorithm>
#include <array>

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/html.h"
#include "inbound/readable_values.h"

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
    for (const json::View& service : services.elements(max_impacted)) {
        const std::string name = string_field(service, "ServiceName", max_name);
        std::string regions;
        for (const json::View& impacted : service.member("ImpactedRegions").elements(max_impacted)) {
            const std::string region = string_field(impacted, "RegionName", max_name);
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

std::string line_of(const std::string& text) { return one_line(cut(text, max_name)); }

// Some senders escape line breaks twice: removes lines that consist of "\\n" alone.
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
    const std::string title = line_of(plain_text(first_string_field(properties, {"title", "defaultLanguageTitle"})));
    const std::string service = string_field(properties, "service", max_name),
                      region = string_field(properties, "region", max_name);
    const std::string stage = string_field(properties, "stage", max_name);
    const std::string kind = kind_of_event(string_field(properties, "incidentType", max_name));
    const std::string services = impacted_services(properties.member("impactedServices"));
    alert.tracking_id = string_field(properties, "trackingId", 100);
    alert.headline = kind + (title.empty() ? "" : ": " + title);
    std::string where = service.empty() ? services : service + (region.empty() ? "" : " (" + region + ")");
    if (title.empty() && !where.empty()) alert.headline += ": " + cut(where, max_impacted_in_title);
    alert.addition = stage.empty() || same_ignoring_case(stage, "active") ? "" : lower(stage);
    alert.happened = alert.headline + (where.empty() || title.empty() ? "" : "; concerns " + cut(where, max_name)) +
                     (stage.empty() ? "" : "; stage: " + lower(stage));
    const std::string since = time_in_words(string_field(properties, "impactStartTime", max_name));
    if (!since.empty()) alert.happened += "; since " + since;
    add_fact(alert, "Tracking id", alert.tracking_id);
    add_fact(alert, "Incident type", string_field(properties, "incidentType"));
    add_fact(alert, "Stage", stage);
    add_fact(alert, "Service", service);
    add_fact(alert, "Region", region);
    add_fact(alert, "Impacted services", services);
    add_fact(alert, "Impact start", since);
    add_fact(alert, "Impact mitigation", time_in_words(string_field(properties, "impactMitigationTime")));
    add_fact(alert, "Communication",
             without_escapes(plain_text(
                 first_string_field(properties, {"communication", "defaultLanguageContent"}, 8 * max_value))));
}

void read_resource_health(Alert& alert, const json::View& properties) {
    alert.kind = TicketKind::resource_health;
    const std::string now = string_field(properties, "currentHealthStatus", max_name);
    const std::string before = string_field(properties, "previousHealthStatus", max_name);
    const std::string cause = spaced(string_field(properties, "cause", max_name));
    const std::string title = line_of(plain_text(string_field(properties, "title")));
    alert.state = "is " + spaced(now) + (cause.empty() || cause == "unknown" ? "" : " (" + cause + ")");
    alert.happened = title;
    add_action(alert, plain_text(string_field(properties, "recommendedActions")));
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

bool is_service_health(const json::View& event, const json::View& properties) {
    return same_ignoring_case(string_field(event, "eventSource", 40), "ServiceHealth") ||
           !properties.member("trackingId").is_null() || !properties.member("incidentType").is_null();
}

std::string status_of(const json::View& event) {
    const std::string status = string_field(event, "status", max_name),
                      more = string_field(event, "subStatus", max_name);
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
    const std::string operation = string_field(event, "operationName", max_name);
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
    if (security) alert.happened = one_line(cut(description, max_name));
    if (alert.kind == TicketKind::activity && !security) tell_operation(alert, operation, status, caller);
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
