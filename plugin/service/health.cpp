#include "service/health.h"

#include <algorithm>
#include <map>
#include <set>

#include "db/engine/in_transaction.h"
#include "db/store/settings.h"
#include "db/store/usage.h"
#include "db/store/work_due.h"
#include "json/json.h"
#include "service/replies.h"
#include "settings/document.h"

namespace secure_export::service {

namespace {

// Keys are fetched hourly: after a day without success an operator should find out why.
constexpr Milliseconds old_keys = std::chrono::hours(24);
// Workers check for work every second.
constexpr Milliseconds patience_with_workers = std::chrono::seconds(10);
// Room for the longest body and its rows, twice: in the write-ahead log and in the database.
constexpr std::uint64_t little_space = 2 * 1024 * 1024;

}  // namespace

struct Health::Report {
    // The reasons in a report, in order; their names are part of the API.
    enum class Reason { database, disk, settings, keys, connections, clock, worker };

    void degraded(Reason reason, const std::string& text) { reasons.try_emplace(reason, text); }
    void down(Reason reason, std::string text) {
        reasons.insert_or_assign(reason, std::move(text));
        nothing_is_taken = true;
    }

    static const char* name_of(Reason reason) {
        switch (reason) {
            case Reason::database: return "database";
            case Reason::disk: return "disk";
            case Reason::settings: return "settings";
            case Reason::keys: return "keys";
            case Reason::connections: return "connections";
            case Reason::clock: return "clock";
            case Reason::worker: return "worker";
        }
        return "";
    }

    Json::Value body{Json::objectValue};
    std::map<Reason, std::string> reasons;
    bool nothing_is_taken = false;
};

Health::Health(db::Database& database, Snapshots& snapshots, DatabaseProbe& probe, WallClock& wall,
               WorkerPresence& workers, const Environment& env)
    : database_(database), snapshots_(snapshots), probe_(probe), wall_(wall), workers_(workers), env_(env) {}

void Health::look_at_database(Report& report) {
    const auto trouble = probe_.look();
    report.body["database"] = trouble ? "not writable" : "writable";
    if (trouble == db::Trouble::disk)
        report.down(Report::Reason::disk,
                    "the disk is full or fails to read or write; free space in the data directory, check the disk");
    else if (trouble)
        report.down(Report::Reason::database,
                    "the database cannot be read or written: locked, damaged, write-protected, or written by a newer "
                    "version; the log has the reason");
    const auto free = db::free_bytes(database_.file());
    if (free && *free < little_space)
        report.degraded(Report::Reason::disk,
                        "less than 2 MiB are free in the data directory: large alerts may not fit");
}

// A snapshot that failed is due to the settings if the database itself can be read.
bool Health::settings_are_the_trouble() {
    const auto unreadable = db::in_reading(database_, [&](db::Transaction& tx) -> Result<bool> {
        db::SettingsStore settings(tx);
        return settings.version() > 0 && !settings::read_settings(settings.current().document, env_.desk_kinds);
    });
    return unreadable && *unreadable;
}

void Health::look_at_keys(Report& report, const Snapshot& snapshot, db::Transaction& tx, const Moment& now) const {
    const Milliseconds longest = longest_key_age(snapshot.settings);
    const std::string limit = std::to_string(snapshot.settings.keys_max_age_hours) + " hours (keys_max_age_hours)";
    std::optional<Milliseconds> oldest;
    int sets = 0, missing = 0;
    std::set<db::KeySetId> usable, fresh;
    for (const auto& [id, row] : snapshot.key_sets) {
        const auto age = db::KeySets(tx).age(row, now);
        ++(age ? sets : missing);
        if (!age) continue;
        oldest = std::max(oldest.value_or(*age), *age);
        if (*age < longest) usable.insert(id);
        if (*age < std::min(old_keys, longest)) fresh.insert(id);
    }
    report.body["keys"]["sets"] = sets;
    report.body["keys"]["missing"] = missing;
    if (oldest) report.body["keys"]["oldest_age_seconds"] = Json::Int64(oldest->count() / 1000);

    bool anybody = false, all_fetched = true, all_usable = true, all_fresh = true;
    for (const Connection& connection : snapshot.settings.connections) {
        if (!connection.enabled) continue;
        for (int version : {1, 2}) {
            const db::KeySetId id{inbound::authority_of(connection), connection.tenant_id, version};
            const auto row = snapshot.key_sets.find(id);
            all_fetched = all_fetched && row != snapshot.key_sets.end() && row->second.fetched_at;
            anybody = anybody || usable.contains(id);
            all_usable = all_usable && usable.contains(id);
            all_fresh = all_fresh && fresh.contains(id);
        }
    }
    if (!anybody)
        report.down(Report::Reason::keys,
                    std::string("no signing keys ") +
                        (all_fetched ? "were fetched within " + limit : "could be fetched yet") +
                        ": tokens cannot be checked; the screen Health and the log have the reason");
    else if (!all_fetched)
        report.degraded(Report::Reason::keys,
                        "some signing keys could not be fetched yet: their tokens are answered 503");
    else if (!all_usable)
        report.degraded(Report::Reason::keys,
                        "some signing keys were not fetched within " + limit + ": their tokens are answered 503");
    else if (!all_fresh)
        report.degraded(Report::Reason::keys,
                        "some signing keys could not be fetched for more than 24 hours; they are used "
                        "for " +
                            limit + " since they were fetched");
}

void Health::look_at_connections(Report& report, const Snapshot& snapshot, db::Transaction& tx,
                                 const Moment& now) const {
    const auto& connections = snapshot.settings.connections;
    report.body["connections"] = connections.empty() ? "none" : "configured";
    if (connections.empty())
        return report.down(Report::Reason::connections,
                           "no connection is configured: every alert is answered 503; add one, or look whether the "
                           "right data directory is in use");
    if (std::ranges::none_of(connections, &Connection::enabled))
        return report.down(
            Report::Reason::connections,
            "every connection is switched off: every alert is answered 403; enable one on the screen Connections");
    for (const db::Usage::Bite& bite : db::Usage(tx).biting(now.wall)) {
        const Connection* connection = snapshot.connection(bite.connection);
        if (connection && (bite.cap == db::Cap::alerts_per_minute ? connection->max_alerts_per_minute
                                                                  : connection->max_bytes_per_day) > 0)
            report.degraded(Report::Reason::connections,
                            "a connection has sent more than its cap allows: further alerts are answered 503; the "
                            "screen Health names the connection");
    }
}

void Health::look_at_work(Report& report, db::Transaction& tx, const Moment& now) {
    if (db::work_is_due(tx, now.tick - patience_with_workers) && !workers_.anybody())
        report.degraded(Report::Reason::worker,
                        "work is waiting and no worker is running: alerts are accepted, but no incident is opened and "
                        "no key is fetched; start the worker");
}

void Health::look_at_settings(Report& report) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) {
        if (settings_are_the_trouble())
            report.down(Report::Reason::settings,
                        "this version cannot read the saved settings: a newer version or a manual change saved them; "
                        "import settings, or install the newer version again");
        else
            report.down(Report::Reason::database, "the database cannot be read; the log has the reason");
        return;
    }
    const auto looked = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
        const Moment now = db::now(tx, env_.clock);
        look_at_connections(report, **snapshot, tx, now);
        if (std::ranges::any_of((*snapshot)->settings.connections, &Connection::enabled))
            look_at_keys(report, **snapshot, tx, now);
        if (wall_.is_behind(tx)) {
            const std::string text =
                "this machine's clock shows an earlier time than the database has recorded: it is behind, or was ahead "
                "before; while it is behind, valid tokens look not yet valid and are answered 503; set the clock";
            wall_.turns_away() ? report.down(Report::Reason::clock, text)
                               : report.degraded(Report::Reason::clock, text);
        }
        look_at_work(report, tx, now);
        return {};
    });
    if (looked) return;
    env_.log.write(Level::warning, "asked about health: " + looked.error().for_log());
    report.down(Report::Reason::database, "the database cannot be read; the log has the reason");
}

Reply Health::report() {
    Report report;
    report.body["keys"]["sets"] = report.body["keys"]["missing"] = 0;
    report.body["keys"]["oldest_age_seconds"] = Json::Value();
    look_at_database(report);
    look_at_settings(report);
    report.body["status"] = report.nothing_is_taken ? "down" : report.reasons.empty() ? "ok" : "degraded";
    report.body["reasons"] = Json::Value(Json::arrayValue);
    report.body["texts"] = Json::Value(Json::objectValue);
    for (const auto& [reason, text] : report.reasons) {
        report.body["reasons"].append(Report::name_of(reason));
        report.body["texts"][Report::name_of(reason)] = text;
    }
    Reply reply = json_reply(report.nothing_is_taken ? 503 : 200, json::write(report.body));
    if (report.nothing_is_taken) reply.headers.emplace_back("Retry-After", "5");
    return reply;
}

}  // namespace secure_export::service
