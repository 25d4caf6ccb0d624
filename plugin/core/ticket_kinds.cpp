#include "core/ticket_kinds.h"

#include <algorithm>

namespace secure_export {
namespace {

// The first screen: what happened, how bad, since when, what to do, where to look.
#define HAPPENED        \
    "{{happened}}\n"    \
    "{{description}}\n" \
    "\n"
#define HOW_BAD                                  \
    "Severity: {{severity}} {{severity_name}}\n" \
    "Resource: {{resource}} {{kept_in}}\n"       \
    "Series: {{series}}\n"                       \
    "Also concerned: {{other_resources}}\n"
#define SINCE                     \
    "Fired: {{fired_at}}\n"       \
    "Resolved: {{resolved_at}}\n" \
    "\n"
#define WHAT_TO_DO "What to do: {{recommended_action}}\n\n"
#define WHERE_TO_LOOK \
    "{{links}}\n"     \
    "\n"
#define RULE                           \
    "Rule: {{rule}}\n"                 \
    "Source: {{monitoring_service}}\n" \
    "\n"
#define FACTS     \
    "{{facts}}\n" \
    "\n"
#define CUSTOM                \
    "{{custom_properties}}\n" \
    "\n"
#define IDS                  \
    "{{remarks}}\n"          \
    "\n"                     \
    "Rule id: {{rule_id}}\n" \
    "Azure alert id: {{alert_id}}\n"

constexpr const char* measured = HAPPENED HOW_BAD SINCE WHAT_TO_DO WHERE_TO_LOOK RULE FACTS CUSTOM IDS;
// The event's own text comes before its ids.
constexpr const char* reported_by_azure = HAPPENED HOW_BAD SINCE WHAT_TO_DO WHERE_TO_LOOK FACTS RULE CUSTOM IDS;
// The customer cannot repair it: Microsoft's own text is the information that matters.
constexpr const char* told_by_microsoft = HAPPENED HOW_BAD SINCE
    "Communication: {{communication}}\n\n" WHAT_TO_DO WHERE_TO_LOOK "{{further_facts}}\n\n" RULE CUSTOM IDS;
constexpr const char* of_cost =
    HAPPENED "Severity: {{severity}} {{severity_name}}\n" SINCE WHAT_TO_DO FACTS WHERE_TO_LOOK
             "Rule: {{rule}}\nSource: {{monitoring_service}}\n\n" CUSTOM IDS;
constexpr const char* of_whatever = HAPPENED HOW_BAD SINCE WHAT_TO_DO FACTS CUSTOM WHERE_TO_LOOK RULE IDS;

#undef HAPPENED
#undef HOW_BAD
#undef SINCE
#undef WHAT_TO_DO
#undef WHERE_TO_LOOK
#undef RULE
#undef FACTS
#undef CUSTOM
#undef IDS

}  // namespace

const std::vector<TicketKindRow>& ticket_kinds() {
    using K = TicketKind;
    static const std::vector<TicketKindRow> rows{
        {K::metric, "metric", "metric alerts", measured},
        {K::log, "log", "log search alerts, old and new", measured},
        {K::prometheus, "prometheus", "Prometheus rules", measured},
        {K::availability, "availability", "availability tests of Application Insights", measured},
        {K::smart_detection, "smart_detection", "smart detection", measured},
        {K::service_health, "service_health", "Azure Service Health", told_by_microsoft},
        {K::resource_health, "resource_health", "Azure Resource Health", reported_by_azure},
        {K::activity, "activity", "other events of the activity log", reported_by_azure},
        {K::advisor, "advisor", "recommendations of Azure Advisor", reported_by_azure},
        {K::backup, "backup", "Azure Backup", reported_by_azure},
        {K::budget, "budget", "budgets", of_cost},
        {K::autoscale, "autoscale", "notifications of autoscale", reported_by_azure},
        {K::other, "other", "whatever is none of these", of_whatever},
    };
    return rows;
}

const TicketKindRow& row_of(TicketKind kind) {
    const auto at = std::ranges::find(ticket_kinds(), kind, &TicketKindRow::kind);
    return at == ticket_kinds().end() ? ticket_kinds().back() : *at;
}

const TicketKindRow* ticket_kind_named(std::string_view name) {
    const auto at =
        std::ranges::find(ticket_kinds(), name, [](const TicketKindRow& row) { return std::string_view(row.name); });
    return at == ticket_kinds().end() ? nullptr : &*at;
}

}  // namespace secure_export
