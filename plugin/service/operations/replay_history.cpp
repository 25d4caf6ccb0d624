// What came, and what became of it as it happened.
#include "service/operations/replay_run.h"

#include <algorithm>
#include <utility>

#include "core/audit_event_types.h"
#include "db/engine/in_transaction.h"
#include "service/operations/limits.h"

namespace secure_export::service::operations {
namespace {

struct FateName {
    AuditEventType of_story;
    AuditEventType what;  // in the comparison
};
// What of the audit trail is the fate of a delivery.
constexpr FateName fates[] = {
    {AuditEventType::opened, AuditEventType::opened},
    {AuditEventType::found, AuditEventType::opened},
    {AuditEventType::reopened, AuditEventType::reopened},
    {AuditEventType::noted, AuditEventType::noted},
    {AuditEventType::note_refused, AuditEventType::noted},
    {AuditEventType::resolved, AuditEventType::resolved},
    {AuditEventType::gone, AuditEventType::resolved},
    {AuditEventType::already_over, AuditEventType::resolved},
    {AuditEventType::left_open, AuditEventType::resolved},
    {AuditEventType::held, AuditEventType::held},
    {AuditEventType::late, AuditEventType::late},
    {AuditEventType::nothing_to_do, AuditEventType::nothing_to_do},
    {AuditEventType::nothing_to_resolve, AuditEventType::resolved},
};

std::string_view fate_of(const std::string& event) {
    for (const FateName& one : fates)
        if (event == name_of(one.of_story)) return name_of(one.what);
    return {};
}

bool is_one_of(std::string_view what, std::initializer_list<AuditEventType> events) {
    return std::any_of(events.begin(), events.end(), [&](AuditEventType one) { return what == name_of(one); });
}

}  // namespace

Outcome ReplayRun::choose_deliveries(const admin::ReplayOrder& order) {
    return db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
        const History history(tx);
        result_->repeats = history.repeats_since(result_->since, order.connection);
        ids_ = history.deliveries_since(result_->since, order.connection, order.limit + 1);
        result_->complete = ids_.size() <= static_cast<std::size_t>(order.limit);
        if (!result_->complete) ids_.pop_back();
        return {};
    });
}

// The messages of the day before, and of the incidents that were open at its beginning.
Outcome ReplayRun::add_run_in(const std::string& connection) {
    std::vector<std::int64_t> earlier;
    std::set<std::pair<std::string, std::string>> alerts;
    std::int64_t after = 0;
    for (bool more = true; more;) {
        Outcome read = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
            const History history(tx);
            const auto incidents = history.open_at(from_, connection, after, slice_of_incidents);
            for (const db::IncidentThen& one : incidents) {
                after = one.id;
                if (earlier.size() >= static_cast<std::size_t>(max_run_in)) break;
                for (const std::int64_t id :
                     history.deliveries_of(one, one.opened - replay_run_in, from_, max_run_in_of_incident))
                    earlier.push_back(id);
                for (const std::string& alert : history.alerts_of(one, max_run_in_of_incident))
                    alerts.emplace(one.connection, alert);
            }
            more = incidents.size() == static_cast<std::size_t>(slice_of_incidents) &&
                   earlier.size() < static_cast<std::size_t>(max_run_in);
            return {};
        });
        if (!read) return read;
    }
    Outcome read = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
        for (const std::int64_t id : History(tx).deliveries_since(from_, connection, max_run_in))
            if (ids_.empty() || id < ids_.front()) earlier.push_back(id);
        return {};
    });
    if (!read) return read;
    ids_.insert(ids_.end(), earlier.begin(), earlier.end());
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    return read_earlier_events(alerts);
}

Outcome ReplayRun::read_earlier_events(const std::set<std::pair<std::string, std::string>>& alerts) {
    for (auto next = alerts.begin(); next != alerts.end();) {
        Outcome read = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
            const History history(tx);
            for (int count = 0; next != alerts.end() && count < slice_of_incidents; ++next, ++count)
                for (const db::StoredEvent& event :
                     history.events_before(next->first, next->second, from_, max_run_in_of_incident))
                    take_event(history, event);
            return {};
        });
        if (!read) return read;
    }
    return {};
}

Outcome ReplayRun::read_events() {
    db::StoredEvent last;
    for (bool more = true; more;) {
        Outcome read = db::in_reading(database_, [&](db::Transaction& tx) -> Outcome {
            const History history(tx);
            auto events = history.events(from_, last, slice_of_events);
            for (const db::StoredEvent& event : events) take_event(history, event);
            more = events.size() == static_cast<std::size_t>(slice_of_events);
            if (more) last = std::move(events.back());
            return {};
        });
        if (!read) return read;
    }
    ledger_.sort_history();
    std::stable_sort(closings_.begin(), closings_.end(),
                     [](const Closing& a, const Closing& b) { return a.at < b.at; });
    return {};
}

std::int32_t ReplayRun::incident_of(const History& history, const db::StoredEvent& event) {
    if (!event.incident) return 0;
    const auto [known, is_new] = incidents_.try_emplace(event.incident, 0);
    if (is_new) known->second = ledger_.names.number_of(history.incident_name(event.incident));
    return known->second;
}

void ReplayRun::take_event(const History& history, const db::StoredEvent& event) {
    if (event.at > result_->until) return;
    const std::uint64_t alert = alert_hash(event.connection, event.alert_key);
    if (is_one_of(event.what, {AuditEventType::dropped, AuditEventType::forgotten})) ledger_.by_operator(alert);
    if (!event.delivery || !std::binary_search(ids_.begin(), ids_.end(), event.delivery)) return;
    if (is_one_of(event.what,
                  {AuditEventType::waiting, AuditEventType::settling, AuditEventType::parked, AuditEventType::retried}))
        ledger_.worked_late(event.delivery);
    const std::int32_t incident = incident_of(history, event);
    if (event.what == name_of(AuditEventType::over) || event.what == name_of(AuditEventType::not_reopened)) {
        const auto can_reopen =
            event.what == name_of(AuditEventType::over) ? Simulation::CanReopen::yes : Simulation::CanReopen::no;
        if (acted_.contains(event.delivery))
            closings_.push_back({event.at, event.connection, incident, can_reopen});
        else
            closed_before_[event.delivery].emplace_back(incident, can_reopen);
        return;
    }
    const std::string_view what = fate_of(event.what);
    if (what.empty()) return;
    if (event.what == name_of(AuditEventType::left_open)) ledger_.left_by_people(incident);
    std::vector<std::int32_t>* opened = nullptr;
    if (what == name_of(AuditEventType::opened)) {
        opened = &opened_by_[event.delivery];
        // name_of(AuditEventType::found) may follow the name_of(AuditEventType::opened) of an earlier try.
        if (std::find(opened->begin(), opened->end(), incident) != opened->end()) return;
        opened->push_back(incident);
    }
    acted_.insert(event.delivery);
    const bool nothing = is_one_of(what, {AuditEventType::held, AuditEventType::late, AuditEventType::nothing_to_do});
    ledger_.happened({event.delivery, ledger_.names.number_of(std::string(what)), nothing ? 0 : incident,
                      nothing ? same_words(event.detail) : 0},
                     event.at);
    if (event.at < result_->since) return;
    admin::ReplayDay& of_day = day(event.at);
    if (what == name_of(AuditEventType::opened)) ++of_day.opened_then;
    if (what == name_of(AuditEventType::resolved)) ++of_day.resolved_then;
    if (what == name_of(AuditEventType::noted)) ++of_day.notes_then;
}

}  // namespace secure_export::service::operations
