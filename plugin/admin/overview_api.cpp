#include "admin/overview_api.h"

#include "admin/paging.h"
#include "admin/reading.h"
#include "core/timestamps.h"
#include "db/store/key_sets.h"
#include "db/store/overview.h"
#include "db/store/settings.h"
#include "db/store/usage.h"
#include "settings/document.h"

namespace secure_export::admin {
namespace {

constexpr int hours_shown = 24;
constexpr Milliseconds checks_shown = std::chrono::hours(7 * 24);

Json::Value first_or_null(const db::Page& page) { return page.rows.empty() ? Json::Value() : row_json(page, 0); }

Json::Value rows_of(const db::Page& page) {
    Json::Value rows(Json::arrayValue);
    for (std::size_t i = 0; i < page.rows.size(); ++i) rows.append(row_json(page, i));
    return rows;
}

Json::Value hours_json(const std::vector<db::HourCount>& hours, Time now) {
    const auto hour = std::chrono::floor<std::chrono::hours>(now) - std::chrono::hours(hours_shown - 1);
    Json::Value rows(Json::arrayValue);
    for (std::size_t i = 0; i < hours.size(); ++i) {
        Json::Value row(Json::objectValue);
        row["hour"] = iso(Time(hour + std::chrono::hours(i)));
        row["accepted"] = Json::Int64(hours[i].accepted);
        row["repeats"] = Json::Int64(hours[i].repeats);
        row["refused"] = Json::Int64(hours[i].refused);
        row["worked"] = Json::Int64(hours[i].worked);
        rows.append(row);
    }
    return rows;
}

Json::Value keys_json(db::Transaction& tx) {
    Json::Value rows(Json::arrayValue);
    for (const db::KeySetRow& key : db::KeySets(tx).all()) {
        Json::Value row(Json::objectValue);
        row["tenant"] = key.id.tenant;
        row["version"] = key.id.version;
        row["fetched_at"] = key.fetched_at ? Json::Value(iso(*key.fetched_at)) : Json::Value();
        row["failures"] = key.failures;
        row["last_error"] = key.last_error;
        rows.append(row);
    }
    return rows;
}

// A desk of the settings for which nothing has ever waited has no row yet.
Json::Value desks_json(db::Transaction& tx, const DeskKinds& kinds) {
    Json::Value rows = rows_of(db::Overview(tx).desks());
    const auto settings = settings::read_settings(db::SettingsStore(tx).current().document, kinds);
    for (Json::Value& row : rows) {
        row["kind"] = "";
        if (settings)
            for (const DeskSettings& desk : settings->desks)
                if (desk.name == row["desk"].asString()) row["kind"] = desk.kind;
    }
    return rows;
}

// Caps that refused alerts recently.
Json::Value caps_json(db::Transaction& tx, Time now) {
    Json::Value rows(Json::arrayValue);
    for (const db::Usage::Bite& bite : db::Usage(tx).biting(now)) {
        Json::Value row(Json::objectValue);
        row["connection"] = bite.connection;
        row["cap"] = bite.cap == db::Cap::alerts_per_minute ? "max_alerts_per_minute" : "max_bytes_per_day";
        row["last"] = iso(bite.last);
        rows.append(row);
    }
    return rows;
}

// The host's URLs; entries without a valid scheme and port are left out.
Json::Value addresses_json(const std::string& document) {
    Json::Value rows(Json::arrayValue);
    const auto read = json::read_strict(document);
    if (!read || !read->isArray()) return rows;
    for (const Json::Value& one : *read) {
        const std::string scheme = json::text(one, "scheme");
        const Json::Value& port = json::member(one, "port");
        if ((scheme != "http" && scheme != "https") || !port.isInt() || port.asInt() < 1 || port.asInt() > 65535)
            continue;
        Json::Value row(Json::objectValue);
        row["scheme"] = scheme;
        row["host"] = json::text(one, "host");
        row["port"] = port.asInt();
        row["prefix"] = json::text(one, "prefix");
        rows.append(row);
    }
    return rows;
}

}  // namespace

Response status_reply(const Request& request, db::Database& database, const PublicAddresses* addresses, Time now) {
    return reading(database, [&](db::Transaction& tx) -> Response {
        Json::Value body(Json::objectValue);
        body["user"] = std::string(request.user);
        body["version"] = SECURE_EXPORT_VERSION;
        body["settings_version"] = Json::Int64(db::SettingsStore(tx).version());
        body["now"] = iso(now);
        body["alerts_path"] = "/azure-monitor/alerts";
        body["public"] = addresses_json(addresses ? addresses->list() : std::string());
        return body;
    });
}

Response overview_reply(db::Database& database, const DeskKinds& kinds, Time now) {
    return reading(database, [&](db::Transaction& tx) -> Response {
        db::Overview overview(tx);
        const db::Totals totals = overview.totals();
        Json::Value body(Json::objectValue);
        body["hours"] = hours_json(overview.hours(now, hours_shown), now);
        body["waiting"] = Json::Int64(totals.waiting);
        body["parked"] = Json::Int64(totals.parked);
        body["oldest_waiting"] = first_or_null(overview.oldest_waiting());
        body["keys"] = keys_json(tx);
        body["desks"] = desks_json(tx, kinds);
        body["caps"] = caps_json(tx, now);
        body["outside_subscriptions"] = rows_of(overview.outside_subscriptions(now - std::chrono::hours(hours_shown)));
        body["database"]["bytes"] = Json::Int64(totals.bytes);
        body["database"]["deliveries"] = Json::Int64(totals.deliveries);
        body["database"]["incidents"] = Json::Int64(totals.incidents);
        return body;
    });
}

Response connection_checks_reply(db::Database& database, const std::string& connection, Time now) {
    return reading(database, [&](db::Transaction& tx) -> Response {
        db::Overview overview(tx);
        Json::Value body(Json::objectValue);
        body["last_accepted"] = first_or_null(overview.last_accepted(connection));
        body["refused"] = rows_of(overview.refused(connection, now - checks_shown));
        return body;
    });
}

}  // namespace secure_export::admin
