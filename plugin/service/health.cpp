#include "service/health.h"

#include "db/store/probe.h"
#include "json/json.h"
#include "service/replies.h"

namespace secure_export::service {

namespace {
constexpr Milliseconds between_probes = std::chrono::seconds(5);
}

Health::Health(db::Database& database, Snapshots& snapshots, const Environment& env)
    : database_(database), snapshots_(snapshots), env_(env) {}

bool Health::database_takes_writes() {
    const Milliseconds now = env_.clock.uptime().since;  // a wall clock set back would keep the last result for as long
    {
        const std::scoped_lock lock(mutex_);
        if (probed_ && now < *probed_ + between_probes) return writable_;
        probed_ = now;  // others are told the last result while this one finds out
    }
    const bool good = static_cast<bool>(db::probe(database_, env_.clock.now()));
    const std::scoped_lock lock(mutex_);
    return writable_ = good;
}

Reply Health::report() {
    Json::Value body(Json::objectValue);
    const bool writable = database_takes_writes();
    body["database"] = writable ? "writable" : "not writable";
    bool keys_good = true;
    Json::Value keys(Json::objectValue);
    keys["sets"] = keys["missing"] = 0;
    keys["oldest_age_seconds"] = Json::Value();
    if (const auto snapshot = snapshots_.current()) {
        std::optional<Time> oldest;
        int present = 0, missing = 0;
        for (const auto& [id, row] : (*snapshot)->key_sets) {
            ++(row.fetched_at ? present : missing);
            if (row.fetched_at && (!oldest || *row.fetched_at < *oldest)) oldest = row.fetched_at;
        }
        keys["sets"] = present;
        keys["missing"] = missing;
        if (oldest) keys["oldest_age_seconds"] = Json::Int64((env_.clock.now() - *oldest).count() / 1000);
        keys_good = missing == 0;
        body["connections"] = (*snapshot)->settings.connections.empty() ? "none" : "configured";
    }
    body["keys"] = keys;
    body["status"] = !writable ? "down" : keys_good ? "ok" : "degraded";
    Reply reply = json_reply(writable ? 200 : 503, json::write(body));
    if (!writable) reply.headers.emplace_back("Retry-After", "5");
    return reply;
}

}  // namespace secure_export::service
