#include "service/intake.h"

#include "core/lifecycle.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "db/engine/in_transaction.h"
#include "db/store/inbox.h"
#include "inbound/digest.h"
#include "inbound/notice.h"
#include "service/keep.h"
#include "service/limits.h"
#include "service/replies.h"
#include "service/without_connections.h"

namespace secure_export::service {

namespace {

// Unknown kids cause at most one fetch from the authority in this time, over all processes (CONTRACT.md 1.4).
constexpr Milliseconds between_key_requests = std::chrono::minutes(5);

std::string accepted(const db::Put& put) {
    return std::string(R"({"status":")") + (put.kept ? "accepted" : "duplicate") + R"(","delivery":")" +
           std::to_string(put.delivery) + "\"}";
}

db::Refusal refusal(Time now, int status, std::string check, const Request& request, std::string detail) {
    db::Refusal r;
    r.at = now;
    r.status = status;
    r.check = std::move(check);
    r.peer = cut(one_line(request.peer), max_peer_bytes);
    r.detail = std::move(detail);
    return r;
}

bool is_encoded(const Request& request) {
    for (std::string_view value : header_values(request.headers, "Content-Encoding"))
        if (!value.empty() && !same_ignoring_case(value, "identity")) return true;
    return false;
}

}  // namespace

struct Intake::Batch {
    struct Kept {
        std::size_t index;
        db::Delivery delivery;
        const Connection* connection = nullptr;  // of the snapshot
        db::Put put{};                           // once stored
        db::Cap over = db::Cap::none;            // the cap that refused it
    };
    std::vector<Kept> kept;
    std::vector<std::pair<std::size_t, Reply>> replies;
    std::vector<db::KeySetId> wanted_keys;
    // The current time on the database's timeline; nullopt when it cannot be read.  Needed for unknown keys only.
    std::optional<Tick> tick(db::Database& database, const Environment& env) {
        if (!tick_) {
            if (const auto now = db::now(database, env.clock)) tick_ = now->tick;
        }
        return tick_;
    }

private:
    std::optional<Tick> tick_;
};

Intake::Intake(db::Database& database, Snapshots& snapshots, RefusalLog& refusals, DatabaseProbe& probe,
               WallClock& wall, const Environment& env)
    : database_(database),
      snapshots_(snapshots),
      refusals_(refusals),
      probe_(probe),
      wall_(wall),
      env_(env),
      accepted_(env) {}

Reply Intake::denied(const inbound::Denied& denied, const Request& request, const Snapshot& snapshot, Time now,
                     Batch& batch) {
    int status = denied.status;
    std::string detail = denied.detail;
    // If our own clock is known to be behind, the token may be valid.
    const bool by_our_clock = denied.too_early && wall_.is_behind();
    if (by_our_clock) {
        status = 503;
        detail += "; the database has newer records, so it is this machine's clock that is behind";
        wall_.turned_away();
    }
    if (denied.check == inbound::Check::key || denied.check == inbound::Check::key_set) {
        const Connection* connection = snapshot.connection(denied.connection);
        const db::KeySetId id{denied.authority, connection ? connection->tenant_id : "", denied.token_version};
        const auto row = snapshot.key_sets.find(id);
        const bool asked_lately = row != snapshot.key_sets.end() && row->second.asked && batch.tick(database_, env_) &&
                                  *batch.tick(database_, env_) - *row->second.asked < between_key_requests;
        const bool answered = asked_lately && row->second.fetched && *row->second.fetched >= *row->second.asked;
        // Azure retries after 503, never after 401: let the work line fetch the keys first.  Without usable keys the
        // token can be neither accepted nor rejected.
        if (!answered || denied.check == inbound::Check::key_set) status = 503;
        if (denied.check == inbound::Check::key_set && row != snapshot.key_sets.end() && row->second.fetched_at)
            detail = "the keys of tenant " + id.tenant + " (v" + std::to_string(id.version) + ") were fetched from " +
                     id.authority + " last at " + iso(*row->second.fetched_at) +
                     ", longer ago than keys_max_age_hours (" + std::to_string(snapshot.settings.keys_max_age_hours) +
                     "): they are not used any more; the screen Health says why they cannot be fetched anew";
        if (!asked_lately) batch.wanted_keys.push_back(id);
    }
    db::Refusal r = refusal(now, status, inbound::name_of(denied.check), request, std::move(detail));
    r.connection = denied.connection;
    r.tenant = denied.tenant;
    r.caller = denied.caller;
    refusals_.add(std::move(r));
    if (by_our_clock) return try_again("the clock of this service is behind");
    if (status == 503) return try_again("signing keys are being fetched");
    if (status == 403) return error_reply({Fault::forbidden, "not allowed", ""});
    return unauthenticated();
}

void Intake::admit(std::span<const Request> heads, const Answer& refuse) {
    const Time now = env_.clock.now();
    // Senders that the cached settings and keys accept proceed without a read of the database.  Nobody is refused by
    // the cache: settings and keys may have changed.
    const auto known = snapshots_.last();
    std::vector<std::size_t> doubtful;
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const auto verdict = known ? known->authorizer->authorize(heads[i].headers, now) : inbound::Denied{};
        const auto* caller = std::get_if<inbound::Caller>(&verdict);
        if (!caller || caps_.over(*caller->connection, known->settings_version, now) != db::Cap::none)
            doubtful.push_back(i);
    }
    if (doubtful.empty()) return;

    const auto snapshot = snapshots_.current();
    if (!snapshot) {
        env_.log.write(Level::error, "alerts answered 503: " + snapshot.error().for_log());
        for (const std::size_t i : doubtful) refuse(i, try_again("the database cannot be read at the moment"));
        return;
    }
    Batch batch;
    for (const std::size_t i : doubtful) {
        if ((*snapshot)->settings.connections.empty()) {
            batch.replies.emplace_back(i, unconfigured(heads[i], now));
            continue;
        }
        const auto verdict = (*snapshot)->authorizer->authorize(heads[i].headers, now);
        if (const auto* no = std::get_if<inbound::Denied>(&verdict)) {
            batch.replies.emplace_back(i, denied(*no, heads[i], **snapshot, now, batch));
            continue;
        }
        const auto& caller = std::get<inbound::Caller>(verdict);
        const db::Cap over = caps_.over(*caller.connection, (*snapshot)->settings_version, now);
        if (over != db::Cap::none)
            batch.replies.emplace_back(i, capped(*caller.connection, over, caller.app_id, heads[i], now));
    }
    if (!batch.wanted_keys.empty()) {
        if (const Outcome asked = store(batch, **snapshot, now); !asked)
            env_.log.write(Level::error, "could not request signing keys: " + asked.error().for_log());
    }
    for (const auto& [index, reply] : batch.replies) refuse(index, reply);
}

void Intake::sort_out(const Request& request, std::size_t index, const Snapshot& snapshot, Time now, Batch& batch) {
    const auto turn_away = [&](Reply reply) { batch.replies.emplace_back(index, std::move(reply)); };
    if (snapshot.settings.connections.empty()) return turn_away(unconfigured(request, now));
    const auto verdict = snapshot.authorizer->authorize(request.headers, now);
    if (const auto* no = std::get_if<inbound::Denied>(&verdict))
        return turn_away(denied(*no, request, snapshot, now, batch));

    const auto& caller = std::get<inbound::Caller>(verdict);
    const auto refuse = [&](const char* check, Reply reply, std::string detail) {
        db::Refusal r = refusal(now, reply.status, check, request, std::move(detail));
        r.connection = caller.connection->name;
        r.tenant = caller.tenant;
        r.caller = caller.app_id;
        refusals_.add(std::move(r));
        turn_away(std::move(reply));
    };
    if (is_encoded(request)) {
        Reply reply = error_reply({Fault::invalid, "the body must not be compressed", ""});
        reply.status = 415;
        return refuse("content_encoding", std::move(reply), "Content-Encoding other than identity");
    }
    auto notice = inbound::read_notice(request.body, caller.connection->one_incident_for);
    if (!notice) {
        const std::string what = std::to_string(request.body.size()) + " bytes: " + notice.error().message;
        return refuse("malformed_json", error_reply(notice.error()), what);
    }
    if (const auto why = inbound::not_allowed(*caller.connection, notice->subscriptions))
        return refuse(notice->subscriptions.empty() ? "no_subscription" : "subscription",
                      error_reply({Fault::forbidden, "not allowed", ""}), *why);

    db::Delivery d;
    d.connection = caller.connection->name;
    d.alert_key = std::move(notice->key);
    d.condition = notice->condition;
    d.fired_at = std::move(notice->fired_at);
    d.message_mark = std::move(notice->message_mark);
    if (!believable(notice->time, now)) d.body_mark = inbound::sha256_hex(request.body).substr(0, 32);
    d.alert_id = std::move(notice->alert_id);
    d.form = name_of(notice->form);
    d.rule = std::move(notice->rule);
    d.resource = std::move(notice->resource);
    d.severity = std::move(notice->severity_text);
    d.severity_level = notice->severity ? static_cast<int>(*notice->severity) : db::no_severity;
    d.body = request.body;
    d.peer = cut(one_line(request.peer), max_peer_bytes);
    d.caller = caller.app_id;
    d.checks = caller.checks;
    // With routes the desk is known only once the body is read.  Until then no desk's pause may delay the delivery.
    if (caller.connection->routes.empty()) d.desk = caller.connection->desk;
    d.received_at = now;
    batch.kept.push_back({index, std::move(d), caller.connection});
}

Reply Intake::unconfigured(const Request& request, Time now) {
    refusals_.add(refusal(now, 503, "no_connection", request,
                          "no connection is configured: " + what_to_do_without_connections(env_.data_dir)));
    return try_again("no connection is configured");
}

Reply Intake::capped(const Connection& connection, db::Cap cap, const std::string& caller, const Request& request,
                     Time now) {
    db::Refusal r = refusal(now, 503, "cap", request, Caps::why(connection, cap));
    r.connection = connection.name;
    r.tenant = connection.tenant_id;
    r.caller = caller;
    refusals_.add(std::move(r));
    return Caps::refusal(cap, now);
}

Outcome Intake::store(Batch& batch, const Snapshot& snapshot, Time now) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        const Tick tick = db::now(tx, env_.clock).tick;
        for (Batch::Kept& kept : batch.kept) {
            const Connection& connection = *kept.connection;
            if (connection.max_alerts_per_minute > 0 || connection.max_bytes_per_day > 0)
                kept.over = db::Usage(tx).take(connection.name, static_cast<std::int64_t>(kept.delivery.body.size()),
                                               connection.max_alerts_per_minute, connection.max_bytes_per_day, now);
            if (kept.over == db::Cap::none)
                kept.put = keep(tx, kept.delivery, tick);
            else
                caps_.used_up(connection, kept.over, snapshot.settings_version, now);
        }
        for (const db::KeySetId& id : batch.wanted_keys) db::KeySets(tx).ask(id, tick, between_key_requests);
        return {};
    });
}

// Health must agree with what happened to real alerts, whatever a probe found.
void Intake::tell_health(const Batch& batch, const Outcome& stored) {
    if (batch.kept.empty()) return;
    std::size_t bytes = 0;
    for (const Batch::Kept& kept : batch.kept) bytes += kept.delivery.body.size();
    if (stored)
        probe_.stored();
    else
        probe_.not_stored(bytes, stored.error());
    wall_.let_in();
}

void Intake::take(std::span<const Request> requests, const Answer& answer) {
    const auto all_later = [&](const Error& error) {
        env_.log.write(Level::error, "alerts answered 503: " + error.for_log());
        for (std::size_t i = 0; i < requests.size(); ++i)
            answer(i, try_again("the database cannot be written at the moment"));
    };
    auto snapshot = snapshots_.current();
    if (!snapshot) return all_later(snapshot.error());

    const Time now = env_.clock.now();
    Batch batch;
    for (std::size_t i = 0; i < requests.size(); ++i) sort_out(requests[i], i, **snapshot, now, batch);

    if (!batch.kept.empty() || !batch.wanted_keys.empty()) {
        const Outcome stored = store(batch, **snapshot, now);
        tell_health(batch, stored);
        if (!stored) env_.log.write(Level::error, "alerts answered 503: " + stored.error().for_log());
        for (const Batch::Kept& kept : batch.kept) {
            if (!stored)
                answer(kept.index, try_again("the database cannot be written at the moment"));
            else if (kept.over != db::Cap::none)
                answer(kept.index,
                       capped(*kept.connection, kept.over, kept.delivery.caller, requests[kept.index], now));
            else
                answer(kept.index, json_reply(202, accepted(kept.put)));
        }
        for (const Batch::Kept& kept : batch.kept)
            if (stored && kept.over == db::Cap::none) accepted_.add(kept.delivery, kept.put);
    }
    for (const auto& [index, reply] : batch.replies) answer(index, reply);
    refusals_.write_if_due();
}

}  // namespace secure_export::service
