#include "service/snapshot.h"

#include <algorithm>
#include <set>

#include "db/engine/in_transaction.h"
#include "db/store/settings.h"
#include "settings/document.h"

namespace secure_export::service {

const Connection* Snapshot::connection(std::string_view name) const {
    const auto at = std::ranges::find(settings.connections, name, &Connection::name);
    return at == settings.connections.end() ? nullptr : &*at;
}

const DeskSettings* Snapshot::desk(std::string_view name) const {
    const auto at = std::ranges::find(settings.desks, name, &DeskSettings::name);
    return at == settings.desks.end() ? nullptr : &*at;
}

std::vector<db::KeySetId> key_sets_for(const Settings& settings) {
    std::set<db::KeySetId> ids;
    for (const Connection& connection : settings.connections)
        for (int version : {1, 2}) ids.insert({inbound::authority_of(connection), connection.tenant_id, version});
    return {ids.begin(), ids.end()};
}

Milliseconds longest_key_age(const Settings& settings) { return std::chrono::hours(settings.keys_max_age_hours); }

namespace {

// Keys that look too old are checked again, since the clock may have been wrong for a while.
constexpr Milliseconds between_looks_at_old_keys = std::chrono::seconds(10);

// The key sets that may verify tokens: those that are not too old.  Also bounds how long the snapshot is valid.
std::vector<inbound::KeySetSource> sources_of(std::vector<db::KeySetRow> rows, const db::KeySets& key_sets,
                                              const Moment& now, Milliseconds uptime, Snapshot& snapshot) {
    const Milliseconds longest = longest_key_age(snapshot.settings);
    std::vector<inbound::KeySetSource> sources;
    for (db::KeySetRow& row : rows) {
        const auto age = key_sets.age(row, now);
        if (age && *age < longest) {
            sources.push_back({row.id.authority, row.id.tenant, row.id.version, row.issuer, std::move(row.jwks)});
            snapshot.good_until_uptime = std::min(snapshot.good_until_uptime, uptime + (longest - *age));
            snapshot.good_until = std::min(snapshot.good_until, *row.fetched_at + longest);
        } else if (age) {
            snapshot.good_until_uptime = std::min(snapshot.good_until_uptime, uptime + between_looks_at_old_keys);
        }
        row.jwks.clear();
        snapshot.key_sets.emplace(row.id, row);
    }
    return sources;
}

}  // namespace

Snapshots::Snapshots(db::Database& database, const Environment& env) : database_(database), env_(env) {}

std::shared_ptr<const Snapshot> Snapshots::last() const {
    const std::scoped_lock lock(mutex_);
    return last_;
}

Result<std::shared_ptr<const Snapshot>> Snapshots::current() {
    return db::in_reading(database_, [&](db::Transaction& tx) { return current_in(tx); });
}

Result<std::shared_ptr<const Snapshot>> Snapshots::current_in(db::Transaction& tx) {
    const std::int64_t settings_version = db::SettingsStore(tx).version(), keys_revision = db::KeySets(tx).revision();
    const std::scoped_lock lock(mutex_);
    if (last_ && last_->settings_version == settings_version && last_->keys_revision == keys_revision &&
        env_.clock.uptime().since < last_->good_until_uptime && env_.clock.now() < last_->good_until)
        return last_;

    auto fresh = std::make_shared<Snapshot>();
    fresh->settings_version = settings_version;
    fresh->keys_revision = keys_revision;
    if (settings_version > 0) {
        auto settings = settings::read_settings(db::SettingsStore(tx).current().document, env_.desk_kinds);
        if (!settings)  // saved by a newer version, or by hand: fail closed
            return Error{Fault::unavailable, "the saved settings cannot be read", settings.error().message};
        fresh->settings = std::move(*settings);
    }
    db::KeySets key_sets(tx);
    const auto sources =
        sources_of(key_sets.all(), key_sets, db::now(tx, env_.clock), env_.clock.uptime().since, *fresh);
    fresh->authorizer = std::make_unique<inbound::Authorizer>(fresh->settings.connections, sources);
    last_ = fresh;
    return last_;
}

}  // namespace secure_export::service
