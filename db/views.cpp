#include "db/views.h"

#include "db/reader.h"

namespace secure_export::db {
namespace {

constexpr View all_views[] = {
    {"open_incidents", "incidents that are not over, with the alert and the configuration item they stand for",
     "opened_at"},
    {"alert_history", "what happened to each alert, one line for each thing that happened", "at"},
    {"ci_bindings", "which configuration item stands for which Azure resource, and why", "changed_at"},
    {"unbound_resources", "Azure resources that alerts came for and no configuration item stands for", "last_seen_at"},
    {"parked", "deliveries that wait for an operator: retry them or drop them", "since"},
    {"desk_states", "what waits for each desk, and whether the desk answers", nullptr},
    {"rejected_callers", "requests that were turned away, counted by hour and kind", "last_at"},
    {"deliveries_per_hour", "what was accepted, by hour and connection", "hour"},
};

}  // namespace

std::span<const View> views() { return all_views; }

Outcome query_view(Database& db, std::string_view view, std::string_view where, std::string_view since, int most,
                   const RowSink& row) {
    const View* known = nullptr;
    std::string names;
    for (const View& one : all_views) {
        if (view == one.name) known = &one;
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    if (!known) return Error{Fault::invalid, "no view \"" + std::string(view) + "\"; there are " + names, ""};
    if (!since.empty() && !known->time_column) {
        return Error{Fault::invalid, "view " + std::string(view) + " has no time to compare", ""};
    }
    std::string sql = "SELECT * FROM " + std::string(known->name) + " WHERE 1 = 1";
    // The line break ends a comment that the operator may have written.
    if (!where.empty()) sql += " AND (" + std::string(where) + "\n)";
    if (!since.empty()) sql += " AND " + std::string(known->time_column) + " >= ?1";
    // The newest rows, where there are more than fit.
    if (known->time_column) sql += " ORDER BY " + std::string(known->time_column) + " DESC";
    return read_rows(db, sql, since, most, row);
}

Outcome query_sql(Database& db, std::string_view sql, int most, const RowSink& row) {
    return read_rows(db, sql, "", most, row);
}

}  // namespace secure_export::db
