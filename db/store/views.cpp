#include "db/store/views.h"

#include "core/timestamps.h"

namespace secure_export::db {
namespace {

constexpr View all_views[] = {
    {"open_incidents", "incidents that are not over, with the alert and the configuration item they stand for",
     "opened_at", "number,status,severity,opened_at,ci,rule"},
    {"alert_history", "what happened to each alert, one line for each thing that happened", "at",
     "at,what,incident,rule,detail"},
    {"ci_bindings", "which configuration item stands for which Azure resource, and why", "changed_at",
     "ci,reason,open_incidents,resource"},
    {"unbound_resources", "Azure resources that alerts came for and no configuration item stands for", "last_seen_at",
     "last_seen_at,open_incidents,why,resource"},
    {"parked", "deliveries that wait for an operator: retry them or drop them", "since",
     "delivery,since,severity,rule,reason"},
    {"desk_states",
     "what waits for each desk, and whether the desk answers; '(not known yet)': what waits for its route to be read",
     nullptr, "desk,waiting,in_progress,parked,paused_until,failures,last_error"},
    {"happenings", "what routes with policies hold back, group or wait for", "changed_at",
     "what,state,alerts,incident,held,due_at,route"},
    {"rejected_callers", "requests that were refused, counted by hour and kind", "last_at",
     "last_at,status,failed_check,count,peer,last_detail"},
    {"deliveries_per_hour", "what was accepted, by hour and connection", "hour", nullptr},
};

// Tables that operators' statements must not read, not even through a view.
constexpr std::string_view denied_tables[] = {"secret"};

}  // namespace

std::span<const View> views() { return all_views; }

Outcome query_view(Database& db, std::string_view view, std::string_view where, const TimeSpan& when, int max,
                   const RowSink& row) {
    const View* known = nullptr;
    std::string names;
    for (const View& one : all_views) {
        if (view == one.name) known = &one;
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    if (!known) return Error{Fault::invalid, "no view \"" + std::string(view) + "\"; there are " + names, ""};
    if ((when.since || when.until) && !known->time_column) {
        return Error{Fault::invalid,
                     "view " + std::string(view) +
                         " tells how things stand now and has no time to compare: leave out " +
                         (when.since ? "since" : "until"),
                     ""};
    }
    std::string sql = "SELECT * FROM " + std::string(known->name) + " WHERE 1 = 1";
    // The line break ends a comment that `where` may contain.
    if (!where.empty()) sql += " AND (" + std::string(where) + "\n)";
    // A row of hourly figures counts if its hour overlaps the period.
    const bool hours = known->time_column && std::string_view(known->time_column) == "hour";
    std::vector<std::string> times;
    const auto compare = [&](const std::optional<Time>& time, const char* how) {
        if (!time) return;
        times.push_back(iso(hours && *how == '>' ? Time(std::chrono::floor<std::chrono::hours>(*time)) : *time));
        sql += " AND " + std::string(known->time_column) + " " + how + std::to_string(times.size());
    };
    compare(when.since, ">= ?");
    compare(when.until, "< ?");
    // The newest rows, if there are more than `max`.
    if (known->time_column) sql += " ORDER BY " + std::string(known->time_column) + " DESC";
    return read_rows(db, {sql, times, denied_tables, max}, row);
}

Outcome query_sql(Database& db, std::string_view sql, int max, const RowSink& row) {
    return read_rows(db, {sql, {}, denied_tables, max}, row);
}

}  // namespace secure_export::db
