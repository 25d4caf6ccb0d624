#include <algorithm>

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/readable_values.h"

// Log search V1: flat, with the first rows of the result.  The alertContext of "Log Analytics" and "Application
// Insights", and the legacy forms, which spell some names differently.  CONTRACT.md, sections 3.3 and 4.

namespace secure_export::inbound {
namespace {

std::string joined(const std::string& first, const std::string& between, const std::string& second) {
    return first.empty() || second.empty() ? first + second : first + between + second;
}

// Lower is better: the order in which the configuration item is taken from a row (CONTRACT.md 3.4).
int rank(std::string_view column) {
    const std::string name = lower(column);
    if (name == "_resourceid") return 0;
    if (name.ends_with("resourceid")) return 1;
    if (name == "resource") return 2;
    return name.starts_with("cluster") ? 4 : 3;
}

// A row may have fewer cells than there are columns.
void read_row(Alert& alert, const std::vector<std::string>& columns, const json::View& row, bool shown) {
    std::vector<std::pair<std::string, std::string>> cells;
    std::string text;
    const std::vector<json::View> all = row.elements(columns.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string value = clean_text(all[i].scalar(), max_row);
        if (value.empty()) continue;
        if (text.size() < max_row) text += (text.empty() ? "" : ", ") + columns[i] + " = " + value;
        cells.emplace_back(columns[i], std::move(value));
    }
    std::stable_sort(cells.begin(), cells.end(),
                     [](const auto& a, const auto& b) { return rank(a.first) < rank(b.first); });
    bool named_machine = false;
    for (const auto& [column, value] : cells) {
        const bool machine = note_computer(alert, column, value);
        if (machine && !named_machine) add_row_machine(alert, value);
        named_machine = named_machine || machine;
    }
    if (shown) add_fact(alert, "Result", cut(text, max_row));
}

void read_results(Alert& alert, const json::View& results) {
    const json::View tables = results.member("tables");
    std::size_t rows_read = 0;
    for (const json::View& table : tables.elements(max_rows)) {
        std::vector<std::string> columns;
        for (const json::View& named : table.member("columns").elements(max_columns))
            columns.push_back(string_field(named, "name", 200));
        for (const json::View& row : table.member("rows").elements(max_rows - rows_read))
            read_row(alert, columns, row, rows_read++ < max_rows_shown);
    }
}

// Minutes, or seconds in the legacy forms.
std::string interval(const json::View& search) {
    if (const std::string minutes =
            first_string_field(search, {"SearchIntervalDurationMin", "SearchIntervalInMinutes"}, 40);
        !minutes.empty()) {
        return minutes_in_words(minutes);
    }
    const std::string seconds = string_field(search, "SearchIntervalInSeconds", 40);
    return seconds.empty() ? "" : seconds_in_words(seconds);
}

}  // namespace

void read_log_search(Alert& alert, const json::View& search) {
    const std::string limit =
        joined(operator_in_words(first_string_field(search, {"Operator", "AlertThresholdOperator"}, max_name)), " ",
               number_in_words(first_string_field(search, {"Threshold", "AlertThresholdValue"}, max_name)));
    const std::string kind = string_field(search, "AlertType", max_name), window = interval(search);
    const std::string count = number_in_words(string_field(search, "ResultCount"));
    const bool measures = lower(kind).find("metric") != std::string::npos;
    alert.threshold = limit;
    alert.metric_value = measures ? "" : count;
    alert.happened = count.empty() ? "The query's result is beyond its limit"
                                   : "The query found " + count + (count == "1" ? " row" : " rows");
    if (!limit.empty()) alert.happened += (measures ? "; a measured value is " : "; limit ") + limit;
    if (!window.empty()) alert.happened += ", over " + window;
    add_fact(alert, "Condition", joined(kind, ": ", limit));
    add_fact(alert, "Result count", count);
    add_fact(alert, "Window", window);
    add_fact(alert, "Evaluated over",
             joined(time_in_words(string_field(search, "SearchIntervalStartTimeUtc", max_name)), " to ",
                    time_in_words(first_string_field(search, {"SearchIntervalEndtimeUtc", "SearchIntervalEndTimeUtc"},
                                                     max_name))));
    add_dimensions(alert, "Dimensions", search.member("Dimensions"));
    for (const std::string& item : texts(search.member("AffectedConfigurationItems"))) add_item(alert, item);
    read_results(alert, search.member("SearchResults"));
    read_results(alert, search.member("SearchResult"));
    add_fact(alert, "Query", string_field(search, "SearchQuery"));
    add_fact(alert, "Severity of the rule", string_field(search, "SeverityDescription"));
    add_fact(alert, "Workspace", string_field(search, "WorkspaceId"));
    add_fact(alert, "Application", string_field(search, "ApplicationId"));
    for (const char* name : {"LinkToFilteredSearchResultsUI", "LinkToFilteredSearchResultsUi"})
        add_link(alert, "Search results", search.member(name).scalar());
    add_link(alert, "All search results", search.member("LinkToSearchResults").scalar());
}

}  // namespace secure_export::inbound
