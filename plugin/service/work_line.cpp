#include "service/work_line.h"

#include <algorithm>

#include "core/ci_ladder.h"
#include "db/store/desk_lines.h"
#include "db/store/story.h"
#include "inbound/notice.h"
#include "service/create_intent.h"
#include "service/desk_acts.h"
#include "service/known.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {

// Longer than the slowest item: two minutes of look-ups, a search and an order, each within an operation's 90 s.  A
// worker that dies is known at once, so nothing waits for this but what a stuck one holds.
constexpr Milliseconds lease = std::chrono::minutes(15);
constexpr Milliseconds first_pause = std::chrono::seconds(5);
constexpr Milliseconds first_duplicate_look = std::chrono::minutes(1);

Milliseconds pause_after(int attempt, Milliseconds longest) {
    return std::min(longest, first_pause * (1 << std::min(attempt - 1, 6)));
}

// How long the item itself waits: no less than the desk asked for.
Milliseconds pause_of(const Job& job, const Error& why) {
    const Milliseconds asked_for = why.again_after.value_or(Milliseconds(0));
    const Milliseconds longest = job.desk ? longest_wait(*job.desk) : std::chrono::minutes(5);
    return std::max(pause_after(job.item.attempt, longest), std::min(asked_for, db::longest_again_after));
}

// Every attempt at first, then ever fewer: an outage of hours must not fill the story.
bool worth_telling(int attempt) { return (attempt & (attempt - 1)) == 0; }

// Only times that were told count; the end of an alert is known by its arrival, too.
void remember_times(Job& job) {
    job.row.last_fired = newest(job.row.last_fired, job.plan.fired);
    if (job.alert.condition == Condition::resolved)
        job.row.last_resolved = job.plan.resolved.value_or(job.item.received_at);
}

// What people see of the alert is what its Fired told.
void describe(Job& job) {
    job.row.correlation_key = job.plan.happening;
    if (job.alert.condition == Condition::resolved && job.row.id) return;
    job.row.alert_id = job.alert.alert_id;
    job.row.rule = job.alert.rule;
    job.row.severity = job.alert.severity_text;
    job.row.resource = unbound_resource(job.alert);
    job.row.monitoring_service = job.alert.monitoring_service;
    job.row.first_target = first_target(job.alert);
}

void tell(db::Transaction& tx, const Job& job, Time now) {
    for (const StoryLine& line : job.story)
        db::Story(tx).add(
            {now, job.row.connection, job.row.alert_key, job.item.delivery, job.incident.id, line.what, line.detail});
}

}  // namespace

WorkLine::WorkLine(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, Unwritten& unwritten,
                   const Environment& env)
    : database_(database), snapshots_(snapshots), desks_(desks), unwritten_(unwritten), env_(env) {}

WorkLine::Begun WorkLine::decide(db::Transaction& tx, Job& job, Result<Alert> alert) {
    const Moment moment = db::now(tx, env_.clock);
    const Time now = moment.wall;
    const auto settle_with = [&](std::string what, std::string detail) {
        job.story.push_back({std::move(what), std::move(detail)});
        tell(tx, job, now);
        db::Inbox(tx).settle(job.item);
        return Begun::settled;
    };
    const auto park_with = [&](const std::string& why, bool aside = false) {
        job.story.push_back({"parked", why});
        tell(tx, job, now);
        aside ? db::Inbox(tx).park_aside(job.item, now, why) : db::Inbox(tx).park(job.item, now, why);
        env_.log.write(Level::warning, "delivery " + std::to_string(job.item.delivery) + " is parked: " + why);
        return Begun::settled;
    };
    db::Alerts alerts(tx);
    job.row = alerts.load(job.item.connection, job.item.alert_key);
    if (!alert) return park_with("the body cannot be read: " + alert.error().say);
    job.alert = std::move(*alert);
    job.alert.key = job.item.alert_key;  // the one under which it was accepted, whatever is read in its body by now
    job.connection = job.snapshot->connection(job.item.connection);
    if (!job.connection)
        return park_with("connection \"" + job.item.connection +
                         "\" is not in the settings any more: add it again and retry, or drop");
    const Rows rows{
        job.row, job.row.incident ? alerts.incident(job.row.incident).value_or(db::IncidentRow{}) : db::IncidentRow{}};
    job.plan = plan(job.alert, known_of(rows, job.item.confirmed), *job.connection, job.item.received_at);
    if (job.plan.act == Act::park) return park_with(job.plan.why, true);
    if (job.plan.act == Act::nothing) {
        if (job.row.alert_id.empty()) describe(job);  // a Resolved whose Fired never came is found by its id too
        job.row.state = job.plan.next;
        const bool late = job.plan.event == Event::late;
        if (!late) remember_times(job);
        alerts.save(job.row, now);
        return settle_with(late ? "late" : "nothing_to_do", job.plan.why);
    }
    // A route or an incident of before says so, or the settings have changed since it came.  It is not worked on at
    // once: that desk has a limit and a pause of its own.
    if (job.plan.desk != job.item.desk) {
        db::Inbox(tx).move(job.item, job.plan.desk, moment.tick);
        return Begun::settled;
    }
    describe(job);
    job.incident = rows.incident;
    if (job.plan.new_incident) {
        job.incident = {};
        job.incident.correlation_key = job.row.correlation_key;
        job.incident.connection = job.row.connection;
        job.incident.desk = job.plan.desk;
        job.incident.resource = job.row.resource;
    }
    job.desk = job.snapshot->desk(job.incident.desk);  // the one it was opened in, whatever is configured since
    if (job.plan.act == Act::resolve_if_found) return Begun::to_do;  // nothing is intended yet
    if (job.plan.new_incident) next_generation(job);
    switch (job.plan.act) {
        case Act::open_incident: job.incident.status = db::IncidentStatus::opening; break;
        case Act::resolve_incident: job.incident.status = db::IncidentStatus::resolving; break;
        case Act::reopen_incident: job.incident.status = db::IncidentStatus::reopening; break;
        default: break;
    }
    job.row.state = job.plan.next;
    alerts.save(job.incident, now);
    job.row.incident = job.incident.id;
    alerts.save(job.row, now);
    return Begun::to_do;
}

Result<WorkLine::Begun> WorkLine::begin(const std::string& holder, Job& job) {
    auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    job.snapshot = *snapshot;
    // Bodies are read outside of the write lock: a large one takes tens of milliseconds.
    std::optional<db::Item> expected;
    {
        auto tx = database_.read();  // most calls find nothing due: no write lock for them
        if (!tx) return tx.error();
        expected = db::Inbox(*tx).peek(db::now(*tx, env_.clock).tick);
        if (!expected) return Begun::nothing_due;
    }
    auto alert = inbound::read_alert(expected->body);
    {
        auto tx = database_.write();
        if (!tx) return tx.error();
        auto item = db::Inbox(*tx).claim(db::now(*tx, env_.clock).tick, lease, holder);
        if (!item) return Begun::nothing_due;
        job.item = std::move(*item);
        const bool as_expected = job.item.delivery == expected->delivery;
        const Begun begun = as_expected ? decide(*tx, job, std::move(alert)) : Begun::to_do;
        if (const Outcome committed = tx->commit(); !committed) return committed.error();
        if (as_expected) return begun;
    }
    // Another worker was quicker, and this is the next one.
    alert = inbound::read_alert(job.item.body);
    auto tx = database_.write();
    if (!tx) return tx.error();
    if (!db::Inbox(*tx).holds(job.item)) return Begun::settled;
    const Begun begun = decide(*tx, job, std::move(alert));
    if (const Outcome committed = tx->commit(); !committed) return committed.error();
    return begun;
}

Outcome WorkLine::finish(Job& job, const Effects& effects) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Moment moment = db::now(*tx, env_.clock);
    const Time now = moment.wall;
    report(*tx, job, moment);
    db::Inbox inbox(*tx);
    const bool ours =
        effects.decide_again ? inbox.put_back(job.item, moment.tick, "decided again") : inbox.settle(job.item);
    if (!ours) return record_anyway(*tx, job, moment);
    job.row.state = effects.next;
    if (!effects.decide_again) remember_times(job);
    db::Alerts alerts(*tx);
    if (!job.incident.desk.empty()) {
        alerts.save(job.incident, now);
        alerts.save_intent(job.incident.id, job.incident.create);
        if (effects.look_for_duplicates) alerts.look_at(job.incident.id, moment.tick + first_duplicate_look, 0);
    }
    alerts.save(job.row, now);
    if (effects.binding) db::Bindings(*tx).save(*effects.binding, now);
    if (effects.unbound) db::Bindings(*tx).save_unbound(*effects.unbound, moment, std::chrono::minutes(5));
    tell(*tx, job, now);
    return tx->commit();
}

// The claim is lost, and with it the right to decide; what the desk has made is a fact all the same.
Outcome WorkLine::record_anyway(db::Transaction& tx, const Job& job, const Moment& moment) {
    const Time now = moment.wall;
    const db::IncidentRow& made = job.incident;
    std::string also;
    if (made.id && !made.desk_id.empty() && job.plan.act == Act::open_incident) {
        db::Alerts alerts(tx);
        if (!alerts.record_number(made.id, made.desk_id, made.number, made.url, now))
            if (const auto known = alerts.incident(made.id); known && known->desk_id != made.desk_id)
                also = ", and " + made.number + " is looked at as a duplicate of " + known->number;
        alerts.look_at(made.id, moment.tick, 0);
        db::Story(tx).add({now, job.row.connection, job.row.alert_key, job.item.delivery, made.id, "lease_lost",
                           "a worker that had lost this alert to another one had opened " + made.number + also});
    }
    env_.log.write(Level::warning, "delivery " + std::to_string(job.item.delivery) +
                                       " went to another worker meanwhile: its outcome counts" + also);
    return tx.commit();
}

Outcome WorkLine::wait(Job& job, const Effects::Wait& wait) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Moment moment = db::now(*tx, env_.clock);
    const Time now = moment.wall;
    job.story.clear();
    report(*tx, job, moment);
    if (!db::Inbox(*tx).put_back(job.item, moment.tick + wait.for_how_long, wait.why)) return tx->commit();
    if (worth_telling(job.item.attempt)) {
        job.story.push_back({"settling", wait.why});
        env_.log.write(Level::info, "delivery " + std::to_string(job.item.delivery) + " waits: " + wait.why);
    }
    tell(*tx, job, now);
    return tx->commit();
}

Outcome WorkLine::give_back(Job& job, const Error& why) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Moment moment = db::now(*tx, env_.clock);
    const Time now = moment.wall;
    const std::string delivery = "delivery " + std::to_string(job.item.delivery);
    job.story.clear();
    report(*tx, job, moment);
    if (job.incident.id && job.plan.act == Act::open_incident && db::Inbox(*tx).holds(job.item))
        db::Alerts(*tx).save_intent(job.incident.id, job.incident.create);
    if (must_wait(why.fault)) {
        if (!db::Inbox(*tx).put_back(job.item, moment.tick + pause_of(job, why), why.say)) return tx->commit();
        if (worth_telling(job.item.attempt)) {
            const std::string attempt = "attempt " + std::to_string(job.item.attempt) + ": " + why.say;
            job.story.insert(job.story.begin(), {"waiting", attempt});
            // A desk that is paused has its one line in the log, not one for each of its alerts.
            if (!(job.contact.away && job.desk && can_be_paused(*job.desk)))
                env_.log.write(Level::warning, delivery + " waits, " + attempt);
        }
    } else {
        if (!db::Inbox(*tx).park(job.item, now, why.say)) return tx->commit();
        job.story.push_back({"parked", why.say});
        env_.log.write(Level::error,
                       delivery + " is parked: " + why.say + (why.detail.empty() ? "" : " (" + why.detail + ")"));
    }
    tell(*tx, job, now);
    return tx->commit();
}

void WorkLine::report(db::Transaction& tx, Job& job, const Moment& now) {
    if (!job.desk) return;
    note_speed(tx, job);
    if (auto line = report_contact(tx, *job.desk, job.contact, now, env_.log)) job.story.push_back(std::move(*line));
}

Outcome WorkLine::park_unworkable(const std::string& holder, std::int64_t delivery, const std::string& why) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Moment moment = db::now(*tx, env_.clock);
    const Time now = moment.wall;
    const auto item = db::Inbox(*tx).claim(moment.tick, lease, holder);
    if (!item || item->delivery != delivery) return {};  // another worker was quicker and will see for itself
    const std::string reason = "cannot be worked on: " + why;
    db::Inbox(*tx).park(*item, now, reason);
    db::Story(*tx).add({now, item->connection, item->alert_key, item->delivery, 0, "parked", reason});
    env_.log.write(Level::error, "delivery " + std::to_string(delivery) + " is parked: " + reason);
    return tx->commit();
}

Result<Effects> WorkLine::act(Job& job) try {
    auto desk = desks_.get(*job.snapshot, job.incident.desk);
    if (!desk) return desk.error();
    WatchedDesk watched(**desk, job.contact);
    return carry_out(job, {watched, database_, env_});
} catch (const db::StorageError& e) {
    return Error{Fault::unavailable, "the database is away", e.what()};
} catch (const std::exception& e) {
    return Error{Fault::broken, "desk \"" + job.incident.desk + "\" failed in a way that is not foreseen", e.what()};
}

Outcome WorkLine::record(Job& job, const Result<Effects>& effects) try {
    if (!effects) return give_back(job, effects.error());
    return effects->wait ? wait(job, *effects->wait) : finish(job, *effects);
} catch (const db::StorageError& e) {
    return Error{Fault::unavailable,
                 "the database does not take what became of delivery " + std::to_string(job.item.delivery), e.what()};
}

Result<bool> WorkLine::once(const std::string& holder) {
    Job job;
    Result<Begun> begun = Begun::nothing_due;
    std::string unworkable;
    try {
        begun = begin(holder, job);
    } catch (const db::ConstraintError& e) {
        unworkable = std::string("the mapping does not allow it (") + e.what() + ")";
    } catch (const db::StorageError& e) {
        return Error{Fault::unavailable, "the database is away", e.what()};
    } catch (const std::exception& e) {
        unworkable = e.what();
    }
    if (!unworkable.empty()) {
        if (const Outcome parked = park_unworkable(holder, job.item.delivery, unworkable); !parked)
            return parked.error();
        return true;
    }
    if (!begun) return begun.error();
    if (*begun == Begun::nothing_due) return false;
    if (*begun == Begun::settled) return true;

    if (const Outcome recorded = record(job, act(job)); !recorded) {
        unwritten_.remember(job.item);
        return recorded.error();
    }
    return true;
}

}  // namespace secure_export::service
