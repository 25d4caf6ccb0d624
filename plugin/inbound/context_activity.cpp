#include <algorithm>
#include <array>

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/html.h"
#include "inbound/limits.h"

// An event of the activity log: the alertContext of all "Activity Log - ..." services, of Service Health and Resource
// Health, and data.context.activityLog of the legacy form.  Contract section 3.3.

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

void read_service_health(Alert& alert, const json::View& properties) {
    add_fact(alert, "Title", plain_text(first_told(properties, {"title", "defaultLanguageTitle"})));
    add_fact(alert, "Incident type", told(properties, "incidentType"));
    add_fact(alert, "Stage", told(properties, "stage"));
    add_fact(alert, "Service", told(properties, "service"));
    add_fact(alert, "Region", told(properties, "region"));
    add_fact(alert, "Tracking id", told(properties, "trackingId"));
    add_fact(alert, "Impact start", told(properties, "impactStartTime"));
    add_fact(alert, "Impact mitigation", told(properties, "impactMitigationTime"));
    add_fact(alert, "Impacted services", impacted_services(properties.member("impactedServices")));
    add_fact(alert, "Communication",
             plain_text(first_told(properties, {"communication", "defaultLanguageContent"}, 8 * most_value)));
}

void read_resource_health(Alert& alert, const json::View& properties) {
    add_fact(alert, "Title", plain_text(told(properties, "title")));
    add_fact(alert, "Health", told(properties, "currentHealthStatus"));
    add_fact(alert, "Health before", told(properties, "previousHealthStatus"));
    add_fact(alert, "Type", told(properties, "type"));
    add_fact(alert, "Cause", told(properties, "cause"));
    add_fact(alert, "Details", plain_text(told(properties, "details", 8 * most_value)));
}

// Policy, Security, Autoscale, Recommendation and whatever comes: scalars under their own names.
void read_other_properties(Alert& alert, const json::View& properties) {
    // Said elsewhere, or of no use to a reader.
    static constexpr std::array<std::string_view, 8> left_out{"claims",    "httpRequest",   "hierarchy",
                                                              "ancestors", "eventCategory", "activeAutoscaleProfile",
                                                              "policies",  "entity"};
    if (!properties.is_object()) return;
    std::size_t count = 0;
    for (const auto& [name, scalar] : properties.members()) {
        if (count >= most_other_properties) break;
        if (std::find(left_out.begin(), left_out.end(), name) != left_out.end()) continue;
        const std::string value = plain_text(told(scalar.scalar(), most_other_value));
        if (value.empty()) continue;
        add_fact(alert, std::string(name), value);
        if (name == "compromisedEntity") add_computer(alert, value);
        ++count;
    }
}

bool is_service_health(const json::View& event, const json::View& properties) {
    return same_ignoring_case(told(event, "eventSource", most_word), "ServiceHealth") ||
           !properties.member("trackingId").is_null() || !properties.member("incidentType").is_null();
}

std::string status_of(const json::View& event) {
    const std::string status = told(event, "status", most_name), more = told(event, "subStatus", most_name);
    return more.empty() || status.empty() ? status + more : status + " (" + more + ")";
}

}  // namespace

void read_activity(Alert& alert, const json::View& event) {
    const json::View properties = event.member("properties");
    const std::string operation = told(event, "operationName", most_name);
    const bool resource_health = !properties.member("currentHealthStatus").is_null();
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
}

}  // namespace secure_export::inbound
