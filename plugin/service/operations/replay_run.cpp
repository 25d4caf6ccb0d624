#include "service/operations/replay_run.h"

#include <algorithm>
#include <utility>

#include "core/by_condition.h"
#include "core/ci_candidates.h"
#include "core/happening.h"
#include "core/maintenance.h"
#include "core/subscription_bounds.h"
#include "db/engine/in_transaction.h"
#include "db/store/bindings.h"
#include "inbound/authorize.h"
#include "inbound/notice.h"
#include "service/operations/limits.h"

namespace secure_export::service::operations {
namespace {

constexpr Milliseconds between_lines = std::chrono::seconds(2);
// Work that begins later than this after the arrival counts as late.
constexpr Milliseconds prompt = std::chrono::seconds(1);

// What planning does not look at: texts for people, which are most of an alert.
Alert without_texts(Alert alert) {
    alert.description.clear();
    alert.portal.clear();
    alert.facts.clear();
    alert.links.clear();
    alert.actions.clear();
    alert.notes.clear();
    alert.row_machines.clear();
    alert.other_ids.clear();
    alert.happened.clear();
    return alert;
}

}  // namespace

ReplayRun::ReplayRun(db::Database& database, const Environment& env, std::shared_ptr<const Snapshot> settings,
                     std::shared_ptr<const Snapshot> in_force)
    : database_(database), env_(env), settings_(std::move(settings)), in_force_(std::move(in_force)) {}

Outcome ReplayRun::run(const admin::ReplayOrder& order, Time settings_since, admin::Replay& result) {
    result_ = &result;
    from_ = result.since - replay_run_in;
    if (Outcome done = choose_deliveries(order); !done) return done;
    if (Outcome done = add_run_in(order.connection); !done) return done;
    if (Outcome done = read_events(); !done) return done;
    if (Outcome done = play(); !done) return done;
    finish();
    ledger_.compare(result, settings_since, static_cast<std::size_t>(order.listed));
    return describe_differences();
}

Outcome ReplayRun::play() {
    std::vector<db::StoredDelivery> slice;
    for (std::size_t at = 0; at < ids_.size();) {
        slice.clear();
        Outcome read = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
            const std::size_t count = std::min(slice_of_deliveries, ids_.size() - at);
            at += History(tx).read(std::span(ids_).subspan(at, count), slice_of_bodies_bytes, slice);
            return {};
        });
        if (!read) return read;
        for (db::StoredDelivery& one : slice) play_one(std::move(one));
        tell_progress(at);
    }
    return {};
}

ReplayRun::Played* ReplayRun::played(const std::string& name) {
    const auto [known, is_new] = played_.try_emplace(name);
    Played& played = known->second;
    if (!is_new) return played.connection ? &played : nullptr;
    played.connection = settings_->connection(name);
    if (!played.connection) return nullptr;
    const Connection* const before = in_force_->connection(name);
    played.keys_as_accepted = !before || before->one_incident_for == played.connection->one_incident_for;
    const TimeZones& zones = env_.zones;
    played.simulation = std::make_unique<Simulation>(
        *played.connection,
        [&zones](const RoutePolicies& policies, Time now) { return maintenance_ends(policies, now, zones); },
        [this](const std::string& desk, const Alert& alert) { return remembered_ci(desk, alert); },
        [this, name](const Simulated& simulated) { report(name, simulated); });
    played.simulation->name_incidents_by([this](std::int64_t delivery) {
        const auto opened = opened_by_.find(delivery);
        if (opened == opened_by_.end() || opened->second.empty()) return std::string();
        const std::int32_t incident = opened->second.front();
        opened->second.erase(opened->second.begin());
        return ledger_.names.name(incident);
    });
    return &played;
}

void ReplayRun::play_one(db::StoredDelivery&& delivery) {
    const bool counts = delivery.received_at >= result_->since;
    Played* const is = played(delivery.connection);
    auto alert = is ? inbound::read_alert(delivery.body)
                    : Result<Alert>(Error{Fault::invalid, "its connection is not in the settings", ""});
    if (!alert) {
        result_->skipped += counts;
        return;
    }
    ++(counts ? result_->deliveries : result_->run_in);
    if (is->keys_as_accepted) {
        if (delivery.alert_key == alert->happening_key)
            count_by_happening(*alert);
        else if (delivery.alert_key == alert->condition_key)
            count_by_condition(*alert);
        alert->key = delivery.alert_key;
    } else {
        count_by_happening(*alert);
        if (!is_of_happening(*alert) && is->connection->one_incident_for == OneIncidentFor::condition)
            count_by_condition(*alert);
    }
    const bool refused = inbound::not_allowed(*is->connection, alert->subscriptions).has_value();
    keep_within(*alert, is->connection->allowed_subscriptions);
    if (const Time began = ledger_.first_at(delivery.id); began - delivery.received_at > prompt)
        ledger_.worked_late(delivery.id);
    const bool unfinished = delivery.state == "parked" || (delivery.state == "waiting" && !delivery.task);
    if (counts)
        ledger_.compare_also(
            {delivery.id, alert_hash(delivery.connection, delivery.alert_key), delivery.received_at, unfinished});
    now_ = std::max(now_, delivery.received_at);
    close_by_people(now_);
    if (refused) {
        ledger_.replayed({delivery.id, ledger_.names.number_of("refused"), 0, 0});
        if (counts) ++row(day_of(now_), delivery.connection, "").refused;
        return;
    }
    if (const auto closed = closed_before_.find(delivery.id); closed != closed_before_.end()) {
        is->simulation->run_until({now_, Tick(now_.time_since_epoch())});
        for (const auto& [incident, can_reopen] : closed->second)
            is->simulation->people_closed(ledger_.names.name(incident), can_reopen);
    }
    is->simulation->message(without_texts(std::move(*alert)), {now_, Tick(now_.time_since_epoch())}, delivery.id);
}

void ReplayRun::close_by_people(Time until) {
    for (; next_closing_ < closings_.size() && closings_[next_closing_].at <= until; ++next_closing_) {
        const Closing& one = closings_[next_closing_];
        Played* const is = played(one.connection);
        if (!is) continue;
        const Time just_before = one.at - Milliseconds(1);
        is->simulation->run_until({just_before, Tick(just_before.time_since_epoch())});
        is->simulation->people_closed(ledger_.names.name(one.incident), one.can_reopen);
    }
}

// What is due after the last message, until now; of a part of the period, until its end.
void ReplayRun::finish() {
    if (result_->complete)
        now_ = std::max(now_, result_->until);
    else
        result_->until = now_;
    close_by_people(now_);
    for (auto& [name, one] : played_) {
        if (!one.simulation) continue;
        one.simulation->run_until({now_, Tick(now_.time_since_epoch())});
    }
    for (auto& [key, counts] : rows_) {
        const auto& [day, connection, route] = key;
        result_->rows.push_back({day, connection, route, counts});
        admin::ReplayCounts& all = result_->total;
        all.messages += counts.messages;
        all.opened += counts.opened;
        all.reopened += counts.reopened;
        all.grouped += counts.grouped;
        all.held += counts.held;
        all.never_opened += counts.never_opened;
        all.summary += counts.summary;
        all.resolved += counts.resolved;
        all.refused += counts.refused;
    }
    for (auto& [name, one] : days_) result_->days.push_back(std::move(one));
}

void ReplayRun::tell_progress(std::size_t done) {
    const Milliseconds now = env_.clock.uptime().since;
    if (now - told_at_ < between_lines && done < ids_.size()) return;
    told_at_ = now;
    env_.log.write(Level::info,
                   "replay: " + std::to_string(done) + " of " + std::to_string(ids_.size()) + " deliveries are played");
}

// As the last look-up left it: the replay does not ask desks.
std::optional<ConfigurationItem> ReplayRun::remembered_ci(const std::string& desk, const Alert& alert) {
    for (const CiCandidate& candidate : ci_candidates(alert)) {
        const std::string key = desk + '\n' + candidate.resource;
        auto known = cis_.find(key);
        if (known == cis_.end()) {
            const auto found =
                db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<ConfigurationItem>> {
                    auto binding = db::Bindings(tx).find(desk, candidate.resource);
                    return binding ? std::optional(std::move(binding->ci)) : std::nullopt;
                });
            if (cis_.size() >= max_replay_items) cis_.clear();
            known = cis_.emplace(key, found ? *found : std::nullopt).first;
        }
        if (known->second) return known->second;
    }
    return std::nullopt;
}

Outcome ReplayRun::describe_differences() {
    std::vector<std::int64_t> ids;
    for (const admin::ReplayDifference& one : result_->differences) ids.push_back(one.delivery);
    auto difference = result_->differences.begin();
    std::vector<db::StoredDelivery> slice;
    for (std::size_t at = 0; at < ids.size();) {
        slice.clear();
        Outcome read = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
            const std::size_t count = std::min(slice_of_deliveries, ids.size() - at);
            at += History(tx).read(std::span(ids).subspan(at, count), slice_of_bodies_bytes, slice);
            return {};
        });
        if (!read) return read;
        for (db::StoredDelivery& one : slice) {
            while (difference->delivery != one.id) ++difference;
            difference->connection = std::move(one.connection);
            difference->alert_key = std::move(one.alert_key);
            difference->rule = std::move(one.rule);
            difference->resource = std::move(one.resource);
            if (const auto why = whys_.find(one.id); why != whys_.end()) difference->why = why->second;
        }
    }
    return {};
}

}  // namespace secure_export::service::operations
