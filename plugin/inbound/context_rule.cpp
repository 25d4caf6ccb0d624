#include "inbound/context_rule.h"

#include <algorithm>

#include "core/text.h"
#include "inbound/fields.h"
#include "inbound/html.h"

namespace secure_export::inbound {
namespace {

// In the order of context_rule_paths(): the members by which read_context() tells contexts apart, those of the kinds
// that come before budgets and name no rule, those of budgets, those of events; then what names a rule.
enum Place {
    context = 0,
    others = 1,
    budgets = 13,
    events = 15,
    budget = 20,
    title,
    usual_title,
    description,
    operation
};

bool any(const std::vector<json::Found>& found, std::size_t from, std::size_t to) {
    return std::any_of(found.begin() + static_cast<std::ptrdiff_t>(from),
                       found.begin() + static_cast<std::ptrdiff_t>(to), [](const json::Found& one) {
                           return one.kind != json::Found::Kind::absent && one.kind != json::Found::Kind::null;
                       });
}

}  // namespace

std::string budget_rule(std::string_view budget_name) {
    const std::string name = one_line(told(budget_name, most_name));
    return name.empty() ? "" : "Budget " + name;
}

std::string activity_rule(std::string_view title, std::string_view description, std::string_view operation) {
    std::string text = plain_text(told(title, most_name));
    if (text.empty()) text = cut(plain_text(told(description)), 200);
    return one_line(text.empty() ? told(operation, most_name) : text);
}

const std::vector<json::Path>& context_rule_paths() {
    static const std::vector<json::Path> paths = [] {
        std::vector<json::Path> all{{"data", "alertContext"}};
        for (const std::string_view name :
             {"condition", "conditionType", "SearchQuery", "SearchResults", "SearchResult", "ResultCount", "expression",
              "ruleGroup", "labels", "DetectionSummary", "SmartDetectorId", "SmartDetectorName", "AlertData",
              "AlertCategory", "eventSource", "operationName", "eventDataId", "eventTimestamp", "operationId"})
            all.push_back({"data", "alertContext", name});
        all.push_back({"data", "alertContext", "AlertData", "BudgetName"});
        all.push_back({"data", "alertContext", "properties", "title"});
        all.push_back({"data", "alertContext", "properties", "defaultLanguageTitle"});
        all.push_back({"data", "alertContext", "description"});
        all.push_back({"data", "alertContext", "operationName"});
        return all;
    }();
    return paths;
}

std::string rule_of_context(const std::vector<json::Found>& found) {
    if (found[context].kind != json::Found::Kind::object || any(found, others, budgets)) return {};
    if (any(found, budgets, events)) return budget_rule(told(found[budget].scalar, most_name));
    if (!any(found, events, budget)) return {};
    const std::string first = told(found[title].scalar, most_name);
    return activity_rule(first.empty() ? told(found[usual_title].scalar, most_name) : first,
                         told(found[description].scalar), told(found[operation].scalar, most_name));
}

}  // namespace secure_export::inbound
