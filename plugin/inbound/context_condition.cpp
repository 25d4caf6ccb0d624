#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/readable_values.h"

// Metric alerts and Log Alerts V2 (also "Simple Log Alert"): conditionType, condition {windowSize, allOf [...]}.
// CONTRACT.md, section 3.3.

namespace secure_export::inbound {
namespace {

std::string with_space(const std::string& before, const std::string& text) {
    return before.empty() || text.empty() ? before + text : before + " " + text;
}

// "4 of 5"; empty if there is only one period.
std::string failing_periods(const json::View& periods) {
    const std::string min = string_field(periods, "minFailingPeriodsToAlert", 40);
    const std::string all = string_field(periods, "numberOfEvaluationPeriods", 40);
    if (min == "0" || (min == "1" && all == "1")) return {};
    return min.empty() || all.empty() ? min + all : min + " of " + all;
}

std::string span(const std::string& from, const std::string& to) {
    const std::string begin = time_in_words(from), end = time_in_words(to);
    return begin.empty() || end.empty() ? begin + end : begin + " to " + end;
}

void read_events(Alert& alert, const json::View& events, const std::string& nth) {
    for (const json::View& event : events.elements(max_rows_shown))
        add_fact(alert, "Event" + nth, read_dimensions(alert, event));
}

// "> 80"; for a dynamic limit "dynamic, high sensitivity".
std::string limit_of(const json::View& criterion) {
    const std::string threshold = number_in_words(string_field(criterion, "threshold", max_name));
    const std::string operation = operator_in_words(string_field(criterion, "operator", max_name));
    const std::string sensitivity = lower(string_field(criterion, "alertSensitivity", 40));
    if (!threshold.empty()) return with_space(operation, threshold);
    // A PromQL rule's {"for": ...} is no period of a dynamic limit.
    const json::View periods = criterion.member("failingPeriods");
    const bool dynamic = !sensitivity.empty() || (periods.is_object() && periods.member("for").is_null());
    if (!dynamic) return operation.empty() ? "" : operation + " a limit that the alert does not tell";
    const std::string side = operation.starts_with('>') ? "above" : operation.starts_with('<') ? "below" : operation;
    return "dynamic" + (sensitivity.empty() ? "" : ", " + sensitivity + " sensitivity") +
           (side.empty() ? "" : " (" + side + " the usual range)");
}

// "Percentage CPU (average)"
std::string measure_of(const json::View& criterion) {
    const std::string name =
        first_string_field(criterion, {"metricName", "metricMeasureColumn", "metricMeasure"}, max_name);
    std::string aggregation = duration_in_words(string_field(criterion, "timeAggregation", max_name));
    if (name.empty()) return aggregation;
    return aggregation.empty() ? name : name + " (" + lower(aggregation) + ")";
}

// "Percentage CPU (average) is 91; limit > 80"
std::string outcome_of(const json::View& criterion, const std::string& limit, const std::string& value) {
    const std::string web_test = string_field(criterion, "webTestName", max_name);
    std::string measure = measure_of(criterion);
    const bool query = !first_string_field(criterion, {"searchQuery", "query"}, 8).empty();
    const bool counts = query && same_ignoring_case(measure, "count");
    if (measure.empty() && value.empty() && limit.empty() && web_test.empty()) {
        const std::size_t rows = criterion.member("event").elements(max_rows).size();
        return rows == 0 ? "" : "The query found " + std::to_string(rows) + (rows == 1 ? " row" : " rows");
    }
    const bool column =
        !first_string_field(criterion, {"metricName", "metricMeasureColumn", "metricMeasure"}, 8).empty();
    if (measure.empty() || counts)
        measure = query ? "The query's result" : "It";
    else if (query && !column)
        measure = "The query's result (" + lower(measure) + ")";
    if (!web_test.empty()) measure = "Web test " + web_test + ": " + measure;
    if (counts && !value.empty())
        measure = "The query found " + value + (value == "1" ? " row" : " rows");
    else
        measure += value.empty() ? ": no value was sent" : " is " + value;
    const std::string how_long = duration_in_words(string_field(criterion, {"failingPeriods", "for"}, max_name));
    return measure + (limit.empty() ? "" : "; limit " + limit) + (how_long.empty() ? "" : ", for " + how_long);
}

// Queries come last, since they are long.
void add_queries(Alert& alert, const std::vector<json::View>& criteria) {
    for (std::size_t i = 0; i < criteria.size(); ++i)
        add_fact(alert, criteria.size() > 1 ? "Query " + std::to_string(i + 1) : "Query",
                 first_string_field(criteria[i], {"searchQuery", "query"}));
}

void read_criterion(Alert& alert, const json::View& criterion, const std::string& nth) {
    const std::string query = string_field(criterion, "searchQuery");
    const std::string limit = limit_of(criterion), measure = measure_of(criterion);
    const std::string value = number_in_words(string_field(criterion, "metricValue"));
    if (alert.threshold.empty()) alert.threshold = limit;
    if (alert.metric_value.empty()) alert.metric_value = value;
    if (alert.part.empty()) alert.part = one_line(string_field(criterion, "webTestName", max_name));
    // All of a rule's conditions have to hold before it fires, so each of them is part of what happened.
    if (std::string outcome = outcome_of(criterion, limit, value); !outcome.empty()) {
        if (outcome.starts_with("The ") && !alert.happened.empty()) outcome[0] = 't';
        alert.happened += (alert.happened.empty() ? "" : "; and ") + outcome;
    }
    const bool bare =
        !limit.empty() && string_field(criterion, "operator", 40).empty() && limit[0] >= '0' && limit[0] <= '9';
    add_fact(alert, "Condition" + nth, with_space(measure, bare ? "limit " + limit : limit));
    add_fact(alert, (query.empty() ? "Measured value" : "Query result") + nth, value);
    add_fact(alert, "Web test" + nth, string_field(criterion, "webTestName"));
    add_dimensions(alert, "Dimensions" + nth, criterion.member("dimensions"));
    read_events(alert, criterion.member("event"), nth);
    add_fact(alert, "Metric namespace" + nth, string_field(criterion, "metricNamespace"));
    add_fact(alert, "Failing periods" + nth, failing_periods(criterion.member("failingPeriods")));
    add_fact(alert, "Data ignored before" + nth, time_in_words(string_field(criterion, "ignoreDataBefore")));
    add_link(alert, "Search results" + nth, criterion.member("linkToFilteredSearchResultsUI").scalar());
    add_link(alert, "All search results" + nth, criterion.member("linkToSearchResultsUI").scalar());
}

}  // namespace

void read_condition(Alert& alert, const json::View& context) {
    const json::View condition = context.member("condition");
    const json::View criteria = condition.member("allOf");
    const std::string window = duration_in_words(string_field(condition, "windowSize", max_name));
    if (condition.is_text()) {  // a hand-made body says it in a sentence
        alert.happened = one_line(clean_text(condition.scalar(), max_name));
        add_fact(alert, "Condition", condition.scalar());
    } else if (criteria.is_array()) {
        const std::vector<json::View> all = criteria.elements(max_conditions);
        for (std::size_t i = 0; i < all.size(); ++i)
            read_criterion(alert, all[i], all.size() > 1 ? " " + std::to_string(i + 1) : "");
    } else {
        read_criterion(alert, criteria.is_object() ? criteria : condition, "");  // classic alerts have no list
    }
    if (!condition.is_text() && !alert.happened.empty() && !window.empty()) alert.happened += ", over " + window;
    alert.happened = cut(alert.happened, max_name);
    add_fact(alert, "Window", window);
    add_fact(alert, "Evaluated over",
             span(string_field(condition, "windowStartTime"), string_field(condition, "windowEndTime")));
    add_fact(alert, "Failing periods", failing_periods(condition.member("staticThresholdFailingPeriods")));
    if (criteria.is_array())
        add_queries(alert, criteria.elements(max_conditions));
    else
        add_queries(alert, {criteria.is_object() ? criteria : condition});
    add_properties(alert, context.member("properties"));
}

}  // namespace secure_export::inbound
