#include "service/operations.h"

#include "adapters/desks/local/register.h"
#include "db/alerts.h"
#include "db/bindings.h"
#include "db/inbox.h"
#include "db/settings.h"
#include "db/story.h"
#include "inbound/notice.h"

namespace secure_export::service {

namespace {

Error not_parked(std::int64_t delivery) {
    return {Fault::invalid,
            "delivery " + std::to_string(delivery) + " is not parked; `secure-export parked` lists those that are", ""};
}

}  // namespace

Operations::Operations(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
    : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

Result<std::int64_t> Operations::save_settings(const std::string& document, const std::string& who) {
    const auto settings = admin::read_settings(document);
    if (!settings) return settings.error();
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Time now = env_.clock.now();
    const std::int64_t version = db::SettingsStore(*tx).save(admin::write_settings(*settings), who, now);
    db::KeySets(*tx).keep(key_sets_for(*settings), now);
    if (const Outcome done = tx->commit(); !done) return done.error();
    return version;
}

Outcome Operations::retry(std::int64_t delivery, const std::string& who) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const auto item = db::Inbox(*tx).parked(delivery);
    if (!item || !db::Inbox(*tx).retry(delivery, env_.clock.now())) return not_parked(delivery);
    db::Story(*tx).add({env_.clock.now(), item->connection, item->alert_key, delivery, 0, "retried", "by " + who});
    return tx->commit();
}

Result<int> Operations::retry_all(const std::string& who) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const int count = db::Inbox(*tx).retry_all(env_.clock.now());
    if (const Outcome done = tx->commit(); !done) return done.error();
    env_.log.write(Level::info, std::to_string(count) + " parked items are tried again, by " + who);
    return count;
}

Outcome Operations::drop(std::int64_t delivery, const std::string& who, const std::string& why) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Time now = env_.clock.now();
    const auto item = db::Inbox(*tx).parked(delivery);
    if (!item || !db::Inbox(*tx).drop(delivery, now, who, why)) return not_parked(delivery);
    db::Alerts alerts(*tx);
    db::AlertRow row = alerts.load(item->connection, item->alert_key);
    if (row.id) {
        const State next = dropped(row.state);
        if (next != row.state && row.incident)
            if (auto incident = alerts.incident(row.incident)) {
                incident->status = next == State::open ? db::IncidentStatus::open : db::IncidentStatus::closed;
                alerts.save(*incident, now);
            }
        row.state = next;
        alerts.save(row, now);
    }
    db::Story(*tx).add(
        {now, item->connection, item->alert_key, delivery, row.incident, "dropped", "by " + who + ": " + why});
    return tx->commit();
}

Result<admin::ImportReport> Operations::import_cis(const std::string& desk, std::string_view csv,
                                                   const std::string& who) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    auto found = desks_.get(**snapshot, desk);
    if (!found) return found.error();
    auto* local = dynamic_cast<desks::LocalDesk*>(found->get());
    if (!local)
        return Error{Fault::invalid,
                     "desk \"" + desk + "\" keeps its configuration items itself: import them there, not here", ""};
    const auto imported = local->import_cis(csv);
    if (!imported) return imported.error();
    admin::ImportReport report{imported->added, imported->changed, imported->unchanged, {}};
    for (const desks::CsvProblem& problem : imported->problems)
        report.problems.push_back("line " + std::to_string(problem.line) + ", column " +
                                  std::to_string(problem.column) + ": " + problem.what);
    if (report.problems.empty()) {
        auto tx = database_.write();
        if (!tx) return tx.error();
        db::Bindings(*tx).look_again_now(desk, env_.clock.now());
        if (const Outcome done = tx->commit(); !done) return done.error();
        env_.log.write(Level::info, "configuration items of desk \"" + desk + "\" were imported by " + who);
    }
    return report;
}

Result<DeskCheck> Operations::test_desk(const std::string& desk) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    auto found = desks_.get(**snapshot, desk);
    if (!found) return found.error();
    return (*found)->check();
}

}  // namespace secure_export::service
