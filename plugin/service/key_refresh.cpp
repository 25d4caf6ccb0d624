#include "service/key_refresh.h"

#include <algorithm>

#include "inbound/metadata.h"

namespace secure_export::service {

namespace {

// Wire contract section 1.4: in the background about hourly.
constexpr Milliseconds between_fetches = std::chrono::hours(1);
// Two exchanges of 10 s at most; longer than both, so that no other process starts the same fetch.
constexpr Milliseconds lease = std::chrono::seconds(30);
constexpr Milliseconds first_pause = std::chrono::seconds(5);
constexpr Milliseconds longest_pause = std::chrono::minutes(5);
constexpr std::size_t most_key_set_bytes = 256 * 1024;

Result<std::string> get(const HttpClient& http, const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "application/json"}};
    request.most_bytes = most_key_set_bytes;
    auto response = http.call(request);
    if (!response) return response.error();
    if (response->status != 200)
        return Error{Fault::unavailable, url + " answered " + std::to_string(response->status), ""};
    return std::move(response->body);
}

struct Fetched {
    std::string issuer, jwks;
};

Result<Fetched> fetch(const HttpClient& http, const db::KeySetId& id) {
    auto document = get(http, inbound::metadata_url(id.authority, id.tenant, id.version));
    if (!document) return document.error();
    auto metadata = inbound::read_metadata(*document, id.authority, id.tenant);
    if (!metadata) return metadata.error();
    auto jwks = get(http, metadata->jwks_uri);
    if (!jwks) return jwks.error();
    if (const Outcome good = inbound::check_key_set(*jwks); !good) return good.error();
    return Fetched{std::move(metadata->issuer), std::move(*jwks)};
}

std::string name_of(const db::KeySetId& id) {
    return "signing keys of tenant " + id.tenant + " (v" + std::to_string(id.version) + ") at " + id.authority;
}

}  // namespace

KeyRefresh::KeyRefresh(db::Database& database, const Environment& env) : database_(database), env_(env) {}

Result<bool> KeyRefresh::once() {
    std::optional<db::KeySetRow> due;
    {
        auto tx = database_.read();  // most calls find nothing due: no write lock for them
        if (!tx) return tx.error();
        const auto next = db::KeySets(*tx).next_due();
        if (!next || *next > db::now(*tx, env_.clock).tick) return false;
    }
    {
        auto tx = database_.write();
        if (!tx) return tx.error();
        due = db::KeySets(*tx).claim(db::now(*tx, env_.clock).tick, lease);
        if (!due) return false;
        if (const Outcome done = tx->commit(); !done) return done.error();
    }
    auto fetched = fetch(env_.http, due->id);

    auto tx = database_.write();
    if (!tx) return tx.error();
    const Moment now = db::now(*tx, env_.clock);
    if (fetched) {
        db::KeySets(*tx).fetched(due->id, fetched->issuer, fetched->jwks, now, between_fetches);
        if (!due->fetched_at || due->failures > 0) env_.log.write(Level::info, "fetched " + name_of(due->id));
    } else {
        const Milliseconds pause = std::min(longest_pause, first_pause * (1 << std::min(due->failures, 6)));
        db::KeySets(*tx).failed(due->id, fetched.error().say, now.tick, pause);
        env_.log.write(
            Level::warning,
            "cannot fetch " + name_of(due->id) + ": " + fetched.error().say +
                (due->fetched_at ? "; the last good set stays in use, until it is older than keys_max_age_hours"
                                 : "; alerts are answered 503 until it can be had"));
    }
    if (const Outcome done = tx->commit(); !done) return done.error();
    return true;
}

}  // namespace secure_export::service
