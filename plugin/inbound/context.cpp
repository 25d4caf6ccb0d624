#include "inbound/context.h"

#include <algorithm>
#include <array>

#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/context_rule.h"
#include "inbound/fields.h"
#include "json/json.h"

namespace secure_export::inbound {
namespace {

constexpr Json::ArrayIndex most_dimensions = 30;

bool has_any(const Json::Value& object, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* name) { return !json::member(object, name).isNull(); });
}

}  // namespace

void read_context(Alert& alert, const Json::Value& context) {
    const std::size_t before = alert.facts.size();
    if (context.isObject()) {
        note_concerned(alert, context);
        if (has_any(context, {"condition", "conditionType"})) {
            read_condition(alert, context);
        } else if (has_any(context, {"SearchQuery", "SearchResults", "SearchResult", "ResultCount"})) {
            read_log_search(alert, context);
        } else if (has_any(context, {"expression", "ruleGroup", "labels"})) {
            read_prometheus(alert, context);
        } else if (has_any(context, {"DetectionSummary", "SmartDetectorId", "SmartDetectorName"})) {
            read_smart_detection(alert, context);
        } else if (has_any(context, {"AlertData", "AlertCategory"})) {
            read_budget(alert, json::member(context, "AlertData"));
        } else if (has_any(context, {"eventSource", "operationName", "eventDataId", "eventTimestamp", "operationId"})) {
            read_activity(alert, context);
        }
    }
    if (alert.facts.size() == before) read_unknown_context(alert, context);
}

void read_unknown_context(Alert& alert, const Json::Value& context) {
    if (context.isObject() || context.isArray()) {
        if (context.empty()) return;
        Json::Value shown = context;
        if (shown.isObject()) shown.removeMember("claims");  // a person's token claims have no place in a ticket
        add_fact(alert, "Context", json::write_indented(shown));
    } else {
        add_fact(alert, "Context", json::scalar(context));
    }
}

void read_prometheus(Alert& alert, const Json::Value& context) {
    const Json::Value& annotations = json::member(context, "annotations");
    add_fact(alert, "Summary", told(annotations, "summary"));
    add_fact(alert, "Description", told(annotations, "description"));
    add_fact(alert, "Expression", told(context, "expression"));
    add_fact(alert, "Value", told(context, "expressionValue"));
    add_fact(alert, "For", told(context, "for"));
    add_fact(alert, "Evaluated every", told(context, "interval"));
    add_fact(alert, "Labels", read_dimensions(alert, json::member(context, "labels")));
    if (annotations.isObject()) {
        for (auto it = annotations.begin(); it != annotations.end(); ++it) {
            const std::string name = it.name();
            if (name != "summary" && name != "description") add_fact(alert, name, told(json::scalar(*it)));
        }
    }
    add_fact(alert, "Rule group", told(context, "ruleGroup"));
}

void read_smart_detection(Alert& alert, const Json::Value& context) {
    add_fact(alert, "Summary", told(context, "DetectionSummary"));
    add_fact(alert, "Detected value", told(context, "DetectedValue"));
    add_fact(alert, "Normal value", told(context, "NormalValue"));
    add_fact(alert, "Occurred", told(context, "FormattedOccurrenceTime"));
    add_fact(alert, "Analysed", told(context, "AnalysisTimestamp"));
    add_fact(alert, "Detector", first_told(context, {"SmartDetectorName", "SmartDetectorId"}));
}

void read_budget(Alert& alert, const Json::Value& data) {
    const std::string budget = one_line(told(data, "BudgetName", most_name));
    if (alert.rule.empty()) alert.rule = budget_rule(told(data, "BudgetName", most_name));
    const std::string unit = told(data, "Unit", 40);
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

void note_concerned(Alert& alert, const Json::Value& context) {
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

std::string read_dimensions(Alert& alert, const Json::Value& dimensions) {
    std::string all;
    const auto add = [&](const std::string& name, const std::string& value) {
        if (name.empty() && value.empty()) return;
        all += (all.empty() ? "" : ", ") + name + " = " + value;
        note_computer(alert, name, value);
    };
    if (dimensions.isArray()) {
        for (Json::ArrayIndex i = 0; i < dimensions.size() && i < most_dimensions; ++i) {
            add(first_told(dimensions[i], {"name", "Name"}, most_name),
                first_told(dimensions[i], {"value", "Value"}, most_id));
        }
    } else if (dimensions.isObject()) {
        Json::ArrayIndex count = 0;
        for (auto it = dimensions.begin(); it != dimensions.end() && count < most_dimensions; ++it, ++count) {
            add(told(it.name(), most_name), told(json::scalar(*it), most_id));
        }
    }
    return all;
}

}  // namespace secure_export::inbound
