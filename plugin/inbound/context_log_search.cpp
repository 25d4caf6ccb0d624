#include <algorithm>

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "json/json.h"

// Log search V1: flat, with the first rows of the result.  The alertContext of "Log Analytics" and "Application
// Insights", and the legacy forms, which spell some names differently.  Contract sections 3.3 and 4.

namespace secure_export::inbound {
namespace {

constexpr std::size_t most_columns = 100;
constexpr std::size_t most_row = 1024;  // bytes of one row in a fact

std::string joined(const std::string& first, const std::string& between, const std::string& second) {
    return first.empty() || second.empty() ? first + second : first + between + second;
}

// Lower is better: the order in which the configuration item is taken from a row (contract section 3.4).
int rank(std::string_view column) {
    const std::string name = lower(column);
    if (name == "_resourceid") return 0;
    if (name.ends_with("resourceid")) return 1;
    if (name == "resource") return 2;
    return 3;
}

// A row may have fewer cells than there are columns.
void read_row(Alert& alert, const std::vector<std::string>& columns, const Json::Value& row, bool shown) {
    std::vector<std::pair<std::string, std::string>> cells;
    std::string text;
    for (Json::ArrayIndex i = 0; row.isArray() && i < row.size() && i < columns.size(); ++i) {
        std::string value = told(json::scalar(row[i]), most_row);
        if (value.empty()) continue;
        if (text.size() < most_row) text += (text.empty() ? "" : ", ") + columns[i] + " = " + value;
        cells.emplace_back(columns[i], std::move(value));
    }
    std::stable_sort(cells.begin(), cells.end(),
                     [](const auto& a, const auto& b) { return rank(a.first) < rank(b.first); });
    for (const auto& [column, value] : cells) note_computer(alert, column, value);
    if (shown) add_fact(alert, "Result", cut(text, most_row));
}

void read_results(Alert& alert, const Json::Value& results) {
    const Json::Value& tables = json::member(results, "tables");
    std::size_t rows_read = 0;
    for (Json::ArrayIndex t = 0; tables.isArray() && t < tables.size() && t < most_rows; ++t) {
        const Json::Value& named = json::member(tables[t], "columns");
        std::vector<std::string> columns;
        for (Json::ArrayIndex i = 0; named.isArray() && i < named.size() && i < most_columns; ++i) {
            columns.push_back(told(named[i], "name", 200));
        }
        const Json::Value& rows = json::member(tables[t], "rows");
        for (Json::ArrayIndex i = 0; rows.isArray() && i < rows.size() && rows_read < most_rows; ++i, ++rows_read) {
            read_row(alert, columns, rows[i], rows_read < most_rows_shown);
        }
    }
}

// Minutes, or seconds in the legacy forms.
std::string interval(const Json::Value& search) {
    if (const std::string minutes = first_told(search, {"SearchIntervalDurationMin", "SearchIntervalInMinutes"}, 40);
        !minutes.empty()) {
        return minutes + " min";
    }
    const std::string seconds = told(search, "SearchIntervalInSeconds", 40);
    return seconds.empty() ? "" : seconds + " s";
}

}  // namespace

void read_log_search(Alert& alert, const Json::Value& search) {
    const std::string threshold = joined(first_told(search, {"Operator", "AlertThresholdOperator"}, most_name), " ",
                                         first_told(search, {"Threshold", "AlertThresholdValue"}, most_name));
    add_fact(alert, "Condition", joined(told(search, "AlertType", most_name), ": ", threshold));
    add_fact(alert, "Result count", told(search, "ResultCount"));
    add_fact(alert, "Window", interval(search));
    add_fact(alert, "Evaluated over",
             joined(told(search, "SearchIntervalStartTimeUtc", most_name), " to ",
                    first_told(search, {"SearchIntervalEndtimeUtc", "SearchIntervalEndTimeUtc"}, most_name)));
    add_fact(alert, "Dimensions", read_dimensions(alert, json::member(search, "Dimensions")));
    add_fact(alert, "Query", told(search, "SearchQuery"));
    for (const std::string& item : texts(json::member(search, "AffectedConfigurationItems"))) add_item(alert, item);
    read_results(alert, json::member(search, "SearchResults"));
    read_results(alert, json::member(search, "SearchResult"));
    add_fact(alert, "Severity of the rule", told(search, "SeverityDescription"));
    add_fact(alert, "Workspace", told(search, "WorkspaceId"));
    add_fact(alert, "Application", told(search, "ApplicationId"));
    add_link(alert, "Search results",
             first_told(search, {"LinkToFilteredSearchResultsUI", "LinkToFilteredSearchResultsUi"}, 2 * most_value));
    add_link(alert, "All search results", told(search, "LinkToSearchResults", 2 * most_value));
}

}  // namespace secure_export::inbound
