#include "admin/replay_api.h"

#include <algorithm>
#include <iterator>

#include "admin/limits.h"
#include "admin/query.h"
#include "core/audit_event_types.h"
#include "core/text.h"
#include "core/timestamps.h"

namespace secure_export::admin {
namespace {

struct Column {
    std::string_view name;
    int ReplayCounts::*count;
};
constexpr Column columns[] = {
    {"messages", &ReplayCounts::messages},
    {name_of(AuditEventType::opened), &ReplayCounts::opened},
    {name_of(AuditEventType::reopened), &ReplayCounts::reopened},
    {"grouped", &ReplayCounts::grouped},
    {name_of(AuditEventType::held), &ReplayCounts::held},
    {"never_opened", &ReplayCounts::never_opened},
    {"summary", &ReplayCounts::summary},
    {name_of(AuditEventType::resolved), &ReplayCounts::resolved},
    {"refused", &ReplayCounts::refused},
};

void add_counts(Json::Value& to, const ReplayCounts& counts) {
    for (const Column& column : columns) to[std::string(column.name)] = counts.*column.count;
}

Json::Value fates_json(const std::vector<ReplayFate>& fates) {
    Json::Value all(Json::arrayValue);
    for (const ReplayFate& fate : fates) {
        Json::Value one(Json::objectValue);
        one["what"] = fate.what;
        one["incident"] = fate.incident;
        all.append(one);
    }
    return all;
}

Json::Value difference_json(const ReplayDifference& difference) {
    Json::Value one(Json::objectValue);
    one["delivery"] = Json::Int64(difference.delivery);
    one["received_at"] = iso(difference.received_at);
    one["connection"] = difference.connection;
    one["alert_key"] = difference.alert_key;
    one["rule"] = difference.rule;
    one["resource"] = difference.resource;
    one["before"] = fates_json(difference.before);
    one["after"] = fates_json(difference.after);
    one["why"] = difference.why;
    one["because"] = difference.because;
    return one;
}

Json::Value day_json(const ReplayDay& day) {
    Json::Value one(Json::objectValue);
    one["day"] = day.day;
    one["opened_then"] = day.opened_then;
    one["opened_now"] = day.opened_now;
    one["resolved_then"] = day.resolved_then;
    one["resolved_now"] = day.resolved_now;
    one["notes_then"] = day.notes_then;
    one["notes_now"] = day.notes_now;
    return one;
}

Json::Value open_json(const ReplayOpenIncident& incident) {
    Json::Value one(Json::objectValue);
    one["connection"] = incident.connection;
    one["route"] = incident.route;
    one["desk"] = incident.desk;
    one["number"] = incident.number;
    one["url"] = incident.url;
    one["title"] = incident.title;
    one["before"] = incident.before;
    one["after"] = incident.after;
    return one;
}

Json::Value replay_json(const Replay& replay) {
    Json::Value body(Json::objectValue);
    body["since"] = iso(replay.since);
    body["until"] = iso(replay.until);
    body["edited"] = replay.edited;
    body["settings_changed_at"] =
        replay.settings_changed_at.empty() ? Json::Value() : Json::Value(replay.settings_changed_at);
    body["deliveries"] = replay.deliveries;
    body["run_in"] = replay.run_in;
    body["repeats"] = Json::Int64(replay.repeats);
    body["unfinished"] = replay.unfinished;
    body["skipped"] = replay.skipped;
    body["complete"] = replay.complete;
    body["same"] = replay.same;
    body["different"] = replay.different;
    body["total"] = Json::Value(Json::objectValue);
    add_counts(body["total"], replay.total);
    body["because"] = Json::Value(Json::objectValue);
    for (const auto& [why, count] : replay.because) body["because"][why] = count;
    for (const char* list : {"rows", "days", "differences", "open"}) body[list] = Json::Value(Json::arrayValue);
    for (const ReplayRow& row : replay.rows) {
        Json::Value one(Json::objectValue);
        one["day"] = row.day;
        one["connection"] = row.connection;
        one["route"] = row.route;
        add_counts(one, row.counts);
        body["rows"].append(one);
    }
    for (const ReplayDay& day : replay.days) body["days"].append(day_json(day));
    for (const ReplayDifference& one : replay.differences) body["differences"].append(difference_json(one));
    body["open_looked_at"] = replay.open_looked_at;
    body["open_different"] = replay.open_different;
    for (const ReplayOpenIncident& one : replay.open) body["open"].append(open_json(one));
    return body;
}

// The counts of each day and route, for a spreadsheet.
Response rows_of(const Replay& replay) {
    Rows rows;
    rows.format = Format::csv;
    rows.columns = {"day", "connection", "route"};
    for (const Column& column : columns) rows.columns.emplace_back(column.name);
    for (const ReplayRow& row : replay.rows) {
        Cells cells{row.day, row.connection, row.route};
        for (const Column& column : columns) cells.emplace_back(std::to_string(row.counts.*column.count));
        rows.rows.push_back(std::move(cells));
    }
    rows.limit = static_cast<int>(rows.rows.size()) + 1;
    return rows;
}

Result<int> number_in(const Json::Value& order, const char* name, int usual, int max) {
    const Json::Value& value = json::member(order, name);
    if (value.isNull()) return usual;
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > max)
        return Error{Fault::invalid, std::string(name) + ": must be a whole number from 1 to " + std::to_string(max),
                     ""};
    return value.asInt();
}

Result<ReplayOrder> order_in(const Request& request) {
    const auto read = json::read_strict(request.body);
    if (!read) return Error{Fault::invalid, read.error().message, ""};
    if (!read->isObject()) return Error{Fault::invalid, "the order must be a JSON object: {\"since\": \"7d\"}", ""};
    static constexpr std::string_view known[] = {"since", "settings", "connection", "limit", "listed"};
    for (const std::string& name : read->getMemberNames())
        if (std::find(std::begin(known), std::end(known), name) == std::end(known))
            return Error{Fault::invalid,
                         "\"" + cut(one_line(name), max_quoted_bytes) +
                             "\" is not known: a replay takes since, settings, connection, limit and listed",
                         ""};
    ReplayOrder order;
    order.since = json::text(*read, "since");
    if (order.since.empty())
        return Error{Fault::invalid, "since is missing: say from when on alerts are replayed, such as \"7d\"", ""};
    order.connection = json::text(*read, "connection");
    if (const Json::Value& settings = json::member(*read, "settings"); !settings.isNull())
        order.settings = json::write(settings);
    const auto limit = number_in(*read, "limit", usual_replayed, max_replayed);
    if (!limit) return limit.error();
    order.limit = *limit;
    const auto listed = number_in(*read, "listed", usual_replay_rows, max_replay_rows);
    if (!listed) return listed.error();
    order.listed = *listed;
    return order;
}

}  // namespace

Response replay_reply(const Request& request, Replayer& replayer) {
    std::optional<Format> format;
    if (const auto name = query_value(request.query, "format")) {
        const auto known = format_named(*name);
        if (!known) return known.error();
        format = *known;
    }
    const auto order = order_in(request);
    if (!order) return order.error();
    const auto replay = replayer.replay(*order);
    if (!replay) return replay.error();
    if (format == Format::csv) return rows_of(*replay);
    return replay_json(*replay);
}

}  // namespace secure_export::admin
