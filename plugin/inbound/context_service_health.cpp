#include <algorithm>

#include "core/affected.h"
#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/html.h"
#include "inbound/readable_values.h"

// What Microsoft tells of a Service Health event.  CONTRACT.md, section 3.3.

namespace secure_export::inbound {
namespace {

struct Impacted {
    std::string service;
    std::vector<std::string> regions;
};

// Of an array, or of JSON inside a string, which some senders wrote into a string once more.
std::vector<Impacted> impacted_services(const json::View& services, int unwrapped = 0) {
    if (services.is_text()) {
        const Result<json::Scanned> inner = json::Scanned::read(services.scalar());
        if (inner && unwrapped < max_wraps) return impacted_services(inner->root(), unwrapped + 1);
        const std::string text = inner ? "" : one_line(plain_text(services.scalar()));
        return text.empty() ? std::vector<Impacted>() : std::vector<Impacted>{{text, {}}};
    }
    std::vector<Impacted> all;
    for (const json::View& service : services.elements(max_impacted)) {
        Impacted one{string_field(service, "ServiceName", max_name), {}};
        for (const json::View& impacted : service.member("ImpactedRegions").elements(max_impacted))
            if (std::string region = string_field(impacted, "RegionName", max_name); !region.empty())
                one.regions.push_back(std::move(region));
        if (!one.service.empty() || !one.regions.empty()) all.push_back(std::move(one));
    }
    return all;
}

// "Virtual Machines (Australia East); ..."
std::string list_of(const std::vector<Impacted>& services) {
    std::string all;
    for (const Impacted& one : services) {
        if (one.service.empty() && one.regions.empty()) continue;
        std::string regions;
        for (const std::string& region : one.regions) regions += (regions.empty() ? "" : ", ") + region;
        all += (all.empty() ? "" : "; ") + one.service + (regions.empty() ? "" : " (" + regions + ")");
    }
    return all;
}

// What of service and region the event's title does not say: "Storage (West Europe)", "West Europe and 2 more".
std::string missing_in(const std::string& title, const Impacted& first) {
    const std::string service = names(title, first.service) ? "" : first.service;
    std::string regions = first.regions.empty() || names(title, first.regions.front()) ? "" : first.regions.front();
    if (service.empty() && same_ignoring_case(regions, "global")) return {};
    if (!regions.empty() && first.regions.size() > 1)
        regions += " and " + std::to_string(first.regions.size() - 1) + " more";
    if (service.empty() || regions.empty()) return service + regions;
    return service + " (" + regions + ")";
}

// "since ..." of what goes on, "from ... to ..." of what has an end.
std::string time_of_impact(const json::View& properties) {
    const std::string from = time_in_words(string_field(properties, "impactStartTime", max_name)),
                      to = time_in_words(string_field(properties, "impactMitigationTime", max_name));
    if (from.empty()) return {};
    return to.empty() || to == from ? "; since " + from : "; from " + from + " to " + to;
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

}  // namespace

void read_service_health(Alert& alert, const json::View& properties) {
    alert.kind = TicketKind::service_health;
    const std::string title = line_of(plain_text(first_string_field(properties, {"title", "defaultLanguageTitle"})));
    const std::string service = string_field(properties, "service", max_name),
                      region = string_field(properties, "region", max_name);
    const std::string stage = string_field(properties, "stage", max_name);
    const std::string kind = kind_of_event(string_field(properties, "incidentType", max_name));
    std::vector<Impacted> impacted = impacted_services(properties.member("impactedServices"));
    const std::string services = list_of(impacted);
    Impacted first{service, {}};
    if (!region.empty()) first.regions.push_back(region);
    for (const Impacted& one : impacted)
        if (service.empty() || same_ignoring_case(one.service, service)) {
            first.service = one.service;
            if (first.regions.size() < one.regions.size()) first.regions = one.regions;
            break;
        }
    alert.tracking_id = string_field(properties, "trackingId", 100);
    // "Security advisory: Security advisory: ..." says it twice.
    const bool says_kind = !title.empty() && lower(title).starts_with(lower(kind));
    alert.headline = says_kind ? title : kind + (title.empty() ? "" : ": " + title);
    const std::string where = services.empty() ? list_of({first}) : services;
    if (title.empty() && !where.empty())
        alert.headline += ": " + cut(where, max_impacted_in_title);
    else
        alert.part = cut(missing_in(title, first), max_impacted_in_title);
    alert.addition = stage.empty() || same_ignoring_case(stage, "active") ? "" : lower(stage);
    alert.happened = alert.headline + (where.empty() || title.empty() ? "" : "; concerns " + cut(where, max_name)) +
                     (stage.empty() ? "" : "; stage: " + lower(stage)) + time_of_impact(properties);
    add_fact(alert, "Tracking id", alert.tracking_id);
    add_fact(alert, "Incident type", string_field(properties, "incidentType"));
    add_fact(alert, "Stage", stage);
    add_fact(alert, "Service", service);
    add_fact(alert, "Region", region);
    add_fact(alert, "Impacted services", services);
    add_fact(alert, "Impact start", time_in_words(string_field(properties, "impactStartTime")));
    add_fact(alert, "Impact mitigation", time_in_words(string_field(properties, "impactMitigationTime")));
    add_fact(alert, "Communication",
             without_escapes(plain_text(
                 first_string_field(properties, {"communication", "defaultLanguageContent"}, 8 * max_value))));
}

}  // namespace secure_export::inbound
