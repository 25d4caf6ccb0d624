#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/limits.h"

// Metric alerts and Log Alerts V2 (also "Simple Log Alert"): conditionType, condition {windowSize, allOf [...]}.
// Contract section 3.3.

namespace secure_export::inbound {
namespace {

std::string with_space(const std::string& before, const std::string& text) {
    return before.empty() || text.empty() ? before + text : before + " " + text;
}

// "4 of 5"
std::string failing_periods(const json::View& periods) {
    const std::string least = told(periods, "minFailingPeriodsToAlert", most_word);
    const std::string all = told(periods, "numberOfEvaluationPeriods", most_word);
    return least.empty() || all.empty() ? least + all : least + " of " + all;
}

// "2026-01-01T10:00:00Z to 2026-01-01T10:05:00Z"
std::string span(const std::string& from, const std::string& to) {
    return from.empty() || to.empty() ? from + to : from + " to " + to;
}

void read_events(Alert& alert, const json::View& events, const std::string& nth) {
    for (const json::View& event : events.elements(most_rows_shown))
        add_fact(alert, "Event" + nth, read_dimensions(alert, event));
}

void read_criterion(Alert& alert, const json::View& criterion, const std::string& nth) {
    const std::string query = told(criterion, "searchQuery");
    const std::string metric = told(criterion, "metricName", most_name);
    const std::string measure = first_told(criterion, {"metricMeasureColumn", "metricMeasure"}, most_name);
    const std::string aggregation = told(criterion, "timeAggregation", most_name);
    std::string what = !metric.empty() ? metric : measure;
    if (what.empty()) {
        what = aggregation;
    } else if (!aggregation.empty()) {
        what += " (" + aggregation + ")";
    }
    const std::string limit =
        with_space(told(criterion, "operator", most_name), told(criterion, "threshold", most_name));
    add_fact(alert, "Condition" + nth, with_space(what, limit));
    add_fact(alert, (query.empty() ? "Measured value" : "Query result") + nth, told(criterion, "metricValue"));
    add_fact(alert, "Web test" + nth, told(criterion, "webTestName"));
    add_fact(alert, "Dimensions" + nth, read_dimensions(alert, criterion.member("dimensions")));
    add_fact(alert, "Query" + nth, query);
    read_events(alert, criterion.member("event"), nth);
    add_fact(alert, "Metric namespace" + nth, told(criterion, "metricNamespace"));
    add_fact(alert, "Target resource types" + nth, told(criterion, "targetResourceTypes"));
    add_fact(alert, "Sensitivity" + nth, told(criterion, "alertSensitivity"));
    add_fact(alert, "Failing periods" + nth, failing_periods(criterion.member("failingPeriods")));
    add_fact(alert, "Data ignored before" + nth, told(criterion, "ignoreDataBefore"));
    add_link(alert, "Search results" + nth, told(criterion, "linkToFilteredSearchResultsUI", 2 * most_value));
    add_link(alert, "All search results" + nth, told(criterion, "linkToSearchResultsUI", 2 * most_value));
}

}  // namespace

void read_condition(Alert& alert, const json::View& context) {
    const json::View condition = context.member("condition");
    const json::View criteria = condition.member("allOf");
    if (criteria.is_array()) {
        const std::vector<json::View> all = criteria.elements(most_conditions);
        for (std::size_t i = 0; i < all.size(); ++i)
            read_criterion(alert, all[i], all.size() > 1 ? " " + std::to_string(i + 1) : "");
    } else {
        read_criterion(alert, criteria.is_object() ? criteria : condition, "");  // classic alerts have no list
    }
    add_fact(alert, "Window", told(condition, "windowSize"));
    add_fact(alert, "Evaluated over", span(told(condition, "windowStartTime"), told(condition, "windowEndTime")));
    add_fact(alert, "Failing periods", failing_periods(condition.member("staticThresholdFailingPeriods")));
    add_fact(alert, "Kind of condition", told(context, "conditionType"));
    add_properties(alert, context.member("properties"));
}

}  // namespace secure_export::inbound
