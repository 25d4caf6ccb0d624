#include "inbound/context.h"

#include <algorithm>
#include <array>

#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/fields.h"
#include "inbound/limits.h"
#include "json/json.h"

namespace secure_export::inbound {
namespace {

bool has_any(const json::View& object, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return !object.member(name).is_null(); });
}

}  // namespace

ContextKind kind_of(const json::View& context) {
    if (!context.is_object()) return ContextKind::unknown;
    if (has_any(context, {"condition", "conditionType"})) return ContextKind::condition;
    if (has_any(context, {"SearchQuery", "SearchResults", "SearchResult", "ResultCount"}))
        return ContextKind::log_search;
    if (has_any(context, {"expression", "ruleGroup", "labels"})) return ContextKind::prometheus;
    if (has_any(context, {"DetectionSummary", "SmartDetectorId", "SmartDetectorName"}))
        return ContextKind::smart_detection;
    if (has_any(context, {"AlertData", "AlertCategory"})) return ContextKind::budget;
    if (has_any(context, {"eventSource", "operationName", "eventDataId", "eventTimestamp", "operationId"}))
        return ContextKind::activity;
    return ContextKind::unknown;
}

void read_context(Alert& alert, const json::View& context) {
    const std::size_t before = alert.facts.size();
    if (context.is_object()) note_concerned(alert, context);
    switch (kind_of(context)) {
        case ContextKind::condition: read_condition(alert, context); break;
        case ContextKind::log_search: read_log_search(alert, context); break;
        case ContextKind::prometheus: read_prometheus(alert, context); break;
        case ContextKind::smart_detection: read_smart_detection(alert, context); break;
        case ContextKind::budget: read_budget(alert, context.member("AlertData")); break;
        case ContextKind::activity: read_activity(alert, context); break;
        case ContextKind::unknown: break;
    }
    if (alert.facts.size() == before) read_unknown_context(alert, context);
}

void read_unknown_context(Alert& alert, const json::View& context) {
    if (context.is_object() || context.is_array()) {
        Json::Value shown = context.tree();
        if (shown.empty()) return;
        if (shown.isObject()) shown.removeMember("claims");  // a person's token claims have no place in a ticket
        add_fact(alert, "Context", json::write_indented(shown));
    } else {
        add_fact(alert, "Context", context.scalar());
    }
}

void read_prometheus(Alert& alert, const json::View& context) {
    const json::View annotations = context.member("annotations");
    add_fact(alert, "Summary", told(annotations, "summary"));
    add_fact(alert, "Description", told(annotations, "description"));
    add_fact(alert, "Expression", told(context, "expression"));
    add_fact(alert, "Value", told(context, "expressionValue"));
    add_fact(alert, "For", told(context, "for"));
    add_fact(alert, "Evaluated every", told(context, "interval"));
    add_fact(alert, "Labels", read_dimensions(alert, context.member("labels")));
    if (annotations.is_object()) {
        for (const auto& [name, value] : annotations.members()) {
            if (name != "summary" && name != "description") add_fact(alert, std::string(name), told(value.scalar()));
        }
    }
    add_fact(alert, "Rule group", told(context, "ruleGroup"));
}

void read_smart_detection(Alert& alert, const json::View& context) {
    add_fact(alert, "Summary", told(context, "DetectionSummary"));
    add_fact(alert, "Detected value", told(context, "DetectedValue"));
    add_fact(alert, "Normal value", told(context, "NormalValue"));
    add_fact(alert, "Occurred", told(context, "FormattedOccurrenceTime"));
    add_fact(alert, "Analysed", told(context, "AnalysisTimestamp"));
    add_fact(alert, "Detector", first_told(context, {"SmartDetectorName", "SmartDetectorId"}));
}

void read_budget(Alert& alert, const json::View& data) {
    const std::string budget = one_line(told(data, "BudgetName", most_name));
    const std::string unit = told(data, "Unit", most_word);
    const auto amount = [&](std::initializer_list<const char*> names) {
        const std::string text = first_told(data, names, most_name);
        const bool bare = !text.empty() && unit.size() && text.find_first_not_of("0123456789.,-") == std::string::npos;
        return bare ? text + " " + unit : text;
    };
    add_fact(alert, "Budget", budget);
    add_fact(alert, "Spent", amount({"SpentAmount", "SpendingAmount"}));
    add_fact(alert, "Threshold", amount({"NotificationThresholdAmount"}));
    add_fact(alert, "Threshold type", told(data, "ThresholdType"));
    add_fact(alert, "Budget amount", amount({"BudgetThreshold", "Budget"}));
    add_fact(alert, "Forecast for the period", amount({"ForecastedTotalForPeriod"}));
    add_fact(alert, "Currency", unit);
    add_fact(alert, "Budget type", told(data, "BudgetType"));
    add_fact(alert, "Scope", told(data, "Scope"));
    add_fact(alert, "Subscription", first_told(data, {"SubscriptionName", "SubscriptionId"}));
    add_fact(alert, "Resource group", told(data, "ResourceGroup"));
    add_fact(alert, "Budget start", told(data, "BudgetStartDate"));
    add_fact(alert, "Budget creator", told(data, "BudgetCreator"));
}

void note_concerned(Alert& alert, const json::View& context) {
    // Of a backup, linkedResourceId is the machine; its sourceId, the protected item, has the machine for a parent.
    for (const char* name : {"linkedResourceId", "resourceId", "ResourceId", "sourceId"})
        add_context_id(alert, told(context, name, most_id));
    add_computer(alert, told(context, "linkedResourceName", most_id));
}

void note_computer(Alert& alert, std::string_view name, std::string_view value) {
    static constexpr std::array<std::string_view, 16> machines{
        "computer", "computername", "hostname", "host",   "host_name",  "machine",        "machinename", "vmname",
        "vm",       "node",         "nodename", "server", "servername", "virtualmachine", "dvchostname", "resource"};
    const std::string key = lower(trimmed(name));
    value = trimmed(value);
    // "_ResourceId", "AccountResourceId": only a whole id says something; elsewhere these hold GUIDs and web addresses.
    if (key.ends_with("resourceid") && looks_like_resource_id(value)) return add_computer(alert, value);
    if (std::find(machines.begin(), machines.end(), key) != machines.end()) add_computer(alert, value);
}

std::string read_dimensions(Alert& alert, const json::View& dimensions) {
    std::string all;
    const auto add = [&](const std::string& name, const std::string& value) {
        if (name.empty() && value.empty()) return;
        all += (all.empty() ? "" : ", ") + name + " = " + value;
        note_computer(alert, name, value);
    };
    if (dimensions.is_array()) {
        for (const json::View& one : dimensions.elements(most_dimensions))
            add(first_told(one, {"name", "Name"}, most_name), first_told(one, {"value", "Value"}, most_id));
    } else if (dimensions.is_object()) {
        std::size_t count = 0;
        for (const auto& [name, value] : dimensions.members()) {
            if (++count > most_dimensions) break;
            add(told(name, most_name), told(value.scalar(), most_id));
        }
    }
    return all;
}

}  // namespace secure_export::inbound
