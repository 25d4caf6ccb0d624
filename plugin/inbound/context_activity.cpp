#include <algorithm>
#include <array>

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/context_rule.h"
#include "inbound/fields.h"
#include "inbound/html.h"
#include "json/json.h"

// An event of the activity log: the alertContext of all "Activity Log - ..." services, of Service Health and Resource
// Health, and data.context.activityLog of the legacy form.  Contract section 3.3.

namespace secure_export::inbound {
namespace {

constexpr std::size_t most_other_properties = 20;
constexpr std::size_t most_other_value = 1024;

// "Virtual Machines (Australia East), ..." of an array, or of JSON inside a string.
std::string impacted_services(const Json::Value& told_value) {
    Json::Value services = told_value;
    if (services.isString()) {
        const Result<Json::Value> inner = json::read_lenient_names(services.asString());
        if (!inner) return plain_text(services.asString());
        services = *inner;
    }
    std::string all;
    for (Json::ArrayIndex i = 0; services.isArray() && i < services.size() && i < 30; ++i) {
        const std::string name = told(services[i], "ServiceName", most_name);
        std::string regions;
        const Json::Value& impacted = json::member(services[i], "ImpactedRegions");
        for (Json::ArrayIndex r = 0; impacted.isArray() && r < impacted.size() && r < 30; ++r) {
            const std::string region = told(impacted[r], "RegionName", most_name);
            if (!region.empty()) regions += (regions.empty() ? "" : ", ") + region;
        }
        if (name.empty() && regions.empty()) continue;
        all += (all.empty() ? "" : "; ") + name + (regions.empty() ? "" : " (" + regions + ")");
    }
    return all;
}

void read_service_health(Alert& alert, const Json::Value& properties) {
    add_fact(alert, "Title", plain_text(first_told(properties, {"title", "defaultLanguageTitle"})));
    add_fact(alert, "Incident type", told(properties, "incidentType"));
    add_fact(alert, "Stage", told(properties, "stage"));
    add_fact(alert, "Service", told(properties, "service"));
    add_fact(alert, "Region", told(properties, "region"));
    add_fact(alert, "Tracking id", told(properties, "trackingId"));
    add_fact(alert, "Impact start", told(properties, "impactStartTime"));
    add_fact(alert, "Impact mitigation", told(properties, "impactMitigationTime"));
    add_fact(alert, "Impacted services", impacted_services(json::member(properties, "impactedServices")));
    add_fact(alert, "Communication",
             plain_text(first_told(properties, {"communication", "defaultLanguageContent"}, 8 * most_value)));
}

void read_resource_health(Alert& alert, const Json::Value& properties) {
    add_fact(alert, "Title", plain_text(told(properties, "title")));
    add_fact(alert, "Health", told(properties, "currentHealthStatus"));
    add_fact(alert, "Health before", told(properties, "previousHealthStatus"));
    add_fact(alert, "Type", told(properties, "type"));
    add_fact(alert, "Cause", told(properties, "cause"));
    add_fact(alert, "Details", plain_text(told(properties, "details", 8 * most_value)));
}

// Policy, Security, Autoscale, Recommendation and whatever comes: scalars under their own names.
void read_other_properties(Alert& alert, const Json::Value& properties) {
    // Said elsewhere, or of no use to a reader.
    static constexpr std::array<std::string_view, 8> left_out{"claims",    "httpRequest",   "hierarchy",
                                                              "ancestors", "eventCategory", "activeAutoscaleProfile",
                                                              "policies",  "entity"};
    if (!properties.isObject()) return;
    std::size_t count = 0;
    for (auto it = properties.begin(); it != properties.end() && count < most_other_properties; ++it) {
        const std::string name = it.name();
        if (std::find(left_out.begin(), left_out.end(), name) != left_out.end()) continue;
        const std::string value = plain_text(told(json::scalar(*it), most_other_value));
        if (value.empty()) continue;
        add_fact(alert, name, value);
        if (name == "compromisedEntity") add_computer(alert, value);
        ++count;
    }
}

bool is_service_health(const Json::Value& event, const Json::Value& properties) {
    return same_ignoring_case(told(event, "eventSource", 40), "ServiceHealth") ||
           !json::member(properties, "trackingId").isNull() || !json::member(properties, "incidentType").isNull();
}

std::string status_of(const Json::Value& event) {
    const std::string status = told(event, "status", most_name), more = told(event, "subStatus", most_name);
    return more.empty() || status.empty() ? status + more : status + " (" + more + ")";
}

}  // namespace

void read_activity(Alert& alert, const Json::Value& event) {
    const Json::Value& properties = json::member(event, "properties");
    const std::string operation = told(event, "operationName", most_name);
    const bool resource_health = !json::member(properties, "currentHealthStatus").isNull();
    const bool service_health = !resource_health && is_service_health(event, properties);
    if (service_health) read_service_health(alert, properties);
    if (resource_health) read_resource_health(alert, properties);
    add_fact(alert, "Description",
             plain_text(first_told(event, {"Activity Log Event Description", "description"}, 2 * most_value)));
    add_fact(alert, "Operation", operation);
    add_fact(alert, "Status", status_of(event));
    add_fact(alert, "Level", told(event, "level"));
    add_fact(alert, "Caller", told(event, "caller"));
    add_fact(alert, "Event source", told(event, "eventSource"));
    add_fact(alert, "Event time", told(event, "eventTimestamp"));
    add_fact(alert, "Resource", told(event, "resourceId"));
    add_fact(alert, "Scope", told(event, {"authorization", "scope"}));
    if (!service_health && !resource_health) read_other_properties(alert, properties);
    add_fact(alert, "Correlation id", told(event, "correlationId"));
    add_fact(alert, "Event id", told(event, "eventDataId"));
    if (alert.rule.empty())
        alert.rule = activity_rule(first_told(properties, {"title", "defaultLanguageTitle"}, most_name),
                                   told(event, "description"), operation);
}

}  // namespace secure_export::inbound
