#include "service/key_refresh.h"

#include "core/back_off.h"
#include "core/guid.h"
#include "db/engine/in_transaction.h"
#include "db/store/settings.h"
#include "inbound/authorize.h"
#include "inbound/issuer.h"
#include "inbound/limits.h"
#include "settings/document.h"

namespace secure_export::service {

namespace {

// About hourly, as plugin/inbound/CONTRACT.md 1.4 demands.
constexpr Milliseconds between_fetches = std::chrono::hours(1);
// Longer than the two HTTP calls of at most 10 s each, so that no other process starts the same fetch.
constexpr Milliseconds fetch_lease = std::chrono::seconds(30);

Result<std::string> get(const HttpClient& http, const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "application/json"}};
    request.max_bytes = inbound::max_key_set_bytes;
    auto response = http.call(request);
    if (!response) return response.error();
    if (response->status != 200)
        return Error{Fault::unavailable, url + " answered " + std::to_string(response->status), ""};
    return std::move(response->body);
}

struct Fetched {
    std::string issuer;
    inbound::FetchedKeys keys;
};

Result<Fetched> fetch(const HttpClient& http, const db::KeySetId& id, const inbound::KeySources& sources) {
    auto document = get(http, inbound::metadata_url(id.authority, id.tenant, id.version));
    if (!document) return document.error();
    auto metadata = inbound::read_metadata(*document, sources);
    if (!metadata) return metadata.error();
    const auto jwks = get(http, metadata->jwks_uri);
    if (!jwks) return jwks.error();
    auto keys = inbound::read_fetched_keys(*jwks, metadata->cloud);
    if (!keys) return keys.error();
    return Fetched{std::move(metadata->issuer), std::move(*keys)};
}

// The sources allowed by all connections of the tenant together, since they share its keys.  Settings that cannot be
// parsed allow none beyond the authority.
inbound::KeySources sources_for(const db::KeySetId& id, std::string_view document, const DeskKinds& kinds) {
    inbound::KeySources sources{id.authority, id.tenant, {}, {}};
    const auto settings = settings::read_settings(document, kinds);
    if (!settings) return sources;
    for (const Connection& connection : settings->connections) {
        if (inbound::authority_of(connection) != id.authority || connection.tenant_id != id.tenant) continue;
        sources.hosts.insert(sources.hosts.end(), connection.key_hosts.begin(), connection.key_hosts.end());
        for (std::string_view audience : connection.audiences) {
            if (audience.starts_with("api://")) audience.remove_prefix(6);
            if (is_guid(audience)) sources.app_ids.emplace_back(audience);
        }
    }
    return sources;
}

std::string name_of(const db::KeySetId& id) {
    return "signing keys of tenant " + id.tenant + " (v" + std::to_string(id.version) + ") at " + id.authority;
}

}  // namespace

KeyRefresh::KeyRefresh(db::Database& database, const Environment& env) : database_(database), env_(env) {}

void KeyRefresh::tell_skipped(const db::KeySetId& id, const inbound::FetchedKeys& keys) {
    {
        const std::scoped_lock lock(mutex_);
        std::string& reported = told_skipped_[id];
        if (reported == keys.skipped) return;
        reported = keys.skipped;
    }
    if (!keys.skipped.empty())
        env_.log.write(keys.all_usual ? Level::info : Level::warning,
                       name_of(id) + ": " + std::to_string(keys.usable) + " can be used; skipped: " + keys.skipped);
}

// Claims a key set that is due; nullopt when none is.
Result<std::optional<KeyRefresh::Due>> KeyRefresh::claim() {
    using MaybeDue = std::optional<Due>;
    // Most calls find nothing due: check that without a write lock.
    const auto due = db::in_reading(database_, [&](db::Transaction& tx) -> Result<bool> {
        const auto next = db::KeySets(tx).next_due();
        return next && *next <= db::now(tx, env_.clock).tick;
    });
    if (!due) return due.error();
    if (!*due) return MaybeDue();
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<MaybeDue> {
        auto set = db::KeySets(tx).claim(db::now(tx, env_.clock).tick, fetch_lease);
        if (!set) return MaybeDue();
        return MaybeDue(Due{std::move(*set), db::SettingsStore(tx).current().document});
    });
}

Result<bool> KeyRefresh::once() {
    const auto claimed = claim();
    if (!claimed) return claimed.error();
    if (!*claimed) return false;
    const db::KeySetRow& due = (*claimed)->set;
    const auto fetched = fetch(env_.http, due.id, sources_for(due.id, (*claimed)->settings, env_.desk_kinds));
    if (fetched) tell_skipped(due.id, fetched->keys);
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<bool> {
        const Moment now = db::now(tx, env_.clock);
        if (fetched) {
            db::KeySets(tx).fetched(due.id, fetched->issuer, fetched->keys.jwks, now, between_fetches);
            if (!due.fetched_at || due.failures > 0) env_.log.write(Level::info, "fetched " + name_of(due.id));
        } else {
            db::KeySets(tx).failed(due.id, fetched.error().message, now.tick, back_off(due.failures + 1));
            env_.log.write(
                Level::warning,
                "cannot fetch " + name_of(due.id) + ": " + fetched.error().message +
                    (due.fetched_at ? "; the last good set stays in use, until it is older than keys_max_age_hours"
                                    : "; alerts are answered 503 until it is available"));
        }
        return true;
    });
}

}  // namespace secure_export::service
