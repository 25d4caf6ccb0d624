#include "service/operations.h"

#include "core/resource_id.h"
#include "db/engine/in_transaction.h"
#include "db/store/alerts.h"
#include "db/store/bindings.h"
#include "db/store/desk_lines.h"
#include "db/store/inbox.h"
#include "db/store/settings.h"
#include "db/store/story.h"
#include "inbound/notice.h"
#include "service/dry_run.h"
#include "service/secret_rules.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {

Error not_parked(std::int64_t delivery) {
    return {Fault::invalid,
            "delivery " + std::to_string(delivery) + " is not parked; `secure-export parked` lists those that are", ""};
}

}  // namespace

Operations::Operations(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const SecretStore& secrets,
                       const Environment& env)
    : database_(database), snapshots_(snapshots), desks_(desks), secrets_(secrets), env_(env) {}

namespace {

// Saves, and makes what else the database keeps fit the settings.
Result<admin::SettingsSaved> save(db::Transaction& tx, const Settings& settings, const std::string& who,
                                  const Moment& now) {
    db::SettingsStore store(tx);
    admin::SettingsSaved saved;
    const std::int64_t before = store.version();
    saved.version = store.save(settings::write_settings(settings), who, now.wall);
    saved.changed = saved.version != before;
    db::KeySets(tx).keep(key_sets_for(settings), now.tick);
    db::DeskLines lines(tx);
    lines.start_over();
    for (const DeskSettings& desk : settings.desks) lines.configure(desk.name, at_once(desk));
    return saved;
}

admin::SettingsSaved not_saved(const db::SavedSettings& in_force) {
    return {false, false, in_force.version, in_force.changed_by, in_force.changed_at};
}

}  // namespace

Result<admin::SettingsSaved> Operations::save_settings(const std::string& document, const std::string& who,
                                                       std::optional<std::int64_t> only_over) {
    const auto settings = settings::read_settings(document, env_.desk_kinds);
    if (!settings) return settings.error();
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<admin::SettingsSaved> {
        const db::SavedSettings in_force = db::SettingsStore(tx).current();
        if (only_over && *only_over != in_force.version) return not_saved(in_force);
        return save(tx, *settings, who, db::now(tx, env_.clock));
    });
}

Result<admin::SettingsSaved> Operations::undo_settings(std::int64_t version, const std::string& who) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<admin::SettingsSaved> {
        db::SettingsStore store(tx);
        const db::SavedSettings in_force = store.current();
        if (version != in_force.version || version == 0) return not_saved(in_force);
        const db::SavedSettings before = store.version_of(version - 1);
        if (before.version == 0)
            return Error{Fault::invalid, "there is nothing before the first version: change the settings instead", ""};
        const auto settings = settings::read_settings(before.document, env_.desk_kinds);
        if (!settings)
            return Error{Fault::invalid, "the settings before cannot be used any more: " + settings.error().say, ""};
        return save(tx, *settings, who, db::now(tx, env_.clock));
    });
}

std::vector<admin::DeskTest> Operations::try_desks(const Settings& settings) {
    constexpr auto longest = std::chrono::seconds(30);
    const auto end = std::chrono::steady_clock::now() + longest;
    const auto snapshot = snapshots_.current();
    std::vector<admin::DeskTest> tests;
    for (const DeskSettings& desk : settings.desks) {
        if (!is_remote(desk)) continue;
        const DeskSettings* known = snapshot ? (*snapshot)->desk(desk.name) : nullptr;
        if (known && known->kind == desk.kind && known->options == desk.options) continue;
        admin::DeskTest test{desk.name, {}};
        if (std::chrono::steady_clock::now() >= end) {
            test.check.lines.push_back({false, "not tested: others took too long", "use `secure-export desk test`"});
        } else if (auto made = desks_.make(desk); !made) {
            test.check.lines.push_back({false, made.error().say, "change the settings"});
        } else if (auto check = (*made)->check(); !check) {
            test.check.lines.push_back({false, check.error().say, "see the message"});
        } else {
            test.check = std::move(*check);
        }
        tests.push_back(std::move(test));
    }
    return tests;
}

Outcome Operations::retry(std::int64_t delivery, const std::string& who) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        const auto item = db::Inbox(tx).parked(delivery);
        if (!item || !db::Inbox(tx).retry(delivery, db::now(tx, env_.clock))) return not_parked(delivery);
        db::DeskLines(tx).end_pauses();
        db::Story(tx).add({env_.clock.now(), item->connection, item->alert_key, delivery, 0, "retried", "by " + who});
        return {};
    });
}

Result<int> Operations::retry_all(const std::string& who) {
    const auto count = db::in_transaction(database_, [&](db::Transaction& tx) -> Result<int> {
        db::DeskLines(tx).end_pauses();
        return db::Inbox(tx).retry_all(db::now(tx, env_.clock));
    });
    if (count) env_.log.write(Level::info, std::to_string(*count) + " parked items are tried again, by " + who);
    return count;
}

// An incident whose opening was never confirmed may be there all the same: who drops its Fired has to know.
Result<std::optional<DeskIncident>> Operations::opened_after_all(const db::Item& item) {
    using Found = std::optional<DeskIncident>;
    using Row = std::optional<db::IncidentRow>;
    const auto unconfirmed = db::in_reading(database_, [&](db::Transaction& tx) -> Result<Row> {
        db::Alerts alerts(tx);
        const db::AlertRow row = alerts.load(item.connection, item.alert_key);
        if (row.state != State::opening || !row.incident) return Row();
        return alerts.incident(row.incident);
    });
    if (!unconfirmed) return unconfirmed.error();
    if (!*unconfirmed || !(*unconfirmed)->desk_id.empty()) return Found();
    const db::IncidentRow& incident = **unconfirmed;
    const auto desk = desk_named(incident.desk);
    if (!desk) return Found();  // not in the settings any more: nobody can look
    const auto all = (*desk)->find_all(incident.desk_key);
    if (!all)
        return Error{Fault::unavailable,
                     "nothing was dropped: whether desk \"" + incident.desk +
                         "\" has an incident of this alert could not be found out (" + all.error().say +
                         "). Try again later, or drop without looking",
                     all.error().detail};
    auto one = that_counts(*all);
    return one && one->state == IncidentState::open ? one : Found();
}

Result<std::string> Operations::drop(std::int64_t delivery, const std::string& who, const std::string& why,
                                     bool look_first) {
    const auto item = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<db::Item>> {
        return db::Inbox(tx).parked(delivery);
    });
    if (!item) return item.error();
    if (!*item) return not_parked(delivery);
    const auto there = look_first ? opened_after_all(**item) : std::optional<DeskIncident>();
    if (!there) return there.error();
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<std::string> {
        if (!db::Inbox(tx).drop(delivery, env_.clock.now(), who, why)) return not_parked(delivery);
        return close_dropped(tx, **item, *there, "by " + who + ": " + why);
    });
}

// What becomes of the alert, whose incident is open after all where it is `there`; told to the operator, else empty.
std::string Operations::close_dropped(db::Transaction& tx, const db::Item& item,
                                      const std::optional<DeskIncident>& there, const std::string& why) {
    const Time now = env_.clock.now();
    db::Alerts alerts(tx);
    db::AlertRow row = alerts.load(item.connection, item.alert_key);
    std::string told;
    if (row.id) {
        const State next = there ? State::open : dropped(row.state);
        if (next != row.state && row.incident)
            if (auto incident = alerts.incident(row.incident)) {
                incident->status = next == State::open ? db::IncidentStatus::open : db::IncidentStatus::closed;
                if (there) {
                    incident->desk_id = there->id;
                    incident->number = there->number;
                    incident->url = there->url;
                    told = "incident " + incident->number + " is open in desk \"" + incident->desk +
                           "\": its opening had succeeded. The mapping keeps it, and its Resolved will resolve it";
                }
                alerts.save(*incident, now);
            }
        row.state = next;
        alerts.save(row, now);
    }
    db::Story story(tx);
    story.add({now, item.connection, item.alert_key, item.delivery, row.incident, "dropped", why});
    if (!told.empty()) story.add({now, item.connection, item.alert_key, item.delivery, row.incident, "found", told});
    return told;
}

Result<int> Operations::forget(const std::string& alert, const std::string& who) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<int> {
        int count = 0;
        for (const auto& [connection, alert_key] : db::Story(tx).alerts_named(alert)) {
            if (!db::Alerts(tx).forget(connection, alert_key)) continue;
            ++count;
            db::Story(tx).add(
                {env_.clock.now(), connection, alert_key, 0, 0, "forgotten",
                 "by " + who + ": when it fired and resolved counts no more, so its next news is no late news"});
        }
        return count;
    });
}

Result<std::shared_ptr<Desk>> Operations::desk_named(const std::string& name) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    return desks_.get(**snapshot, name);
}

namespace {

Result<ItemImporter*> importer_of(Desk& desk, const std::string& name) {
    if (ItemImporter* importer = desk.importer()) return importer;
    return Error{Fault::invalid,
                 "desk \"" + name + "\" keeps its configuration items itself: import them there, not here", ""};
}

Result<admin::ImportReport> report_of(const Result<ItemImport>& imported) {
    if (!imported) return imported.error();
    admin::ImportReport report{imported->added, imported->changed, imported->unchanged, {}};
    for (const ItemImport::Problem& problem : imported->problems)
        report.problems.push_back("line " + std::to_string(problem.line) + ", column " +
                                  std::to_string(problem.column) + ": " + problem.what);
    return report;
}

}  // namespace

Result<admin::ImportReport> Operations::import_cis(const std::string& desk, std::string_view csv,
                                                   const std::string& who) {
    const auto found = desk_named(desk);
    if (!found) return found.error();
    const auto importer = importer_of(**found, desk);
    if (!importer) return importer.error();
    auto report = report_of((*importer)->import_cis(csv));
    if (report && report->problems.empty()) {
        const auto due = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
            db::Bindings(tx).look_again_now(desk, db::now(tx, env_.clock));
            return {};
        });
        if (!due) return due.error();
        env_.log.write(Level::info, "configuration items of desk \"" + desk + "\" were imported by " + who);
    }
    return report;
}

Result<admin::ImportReport> Operations::preview_cis(const std::string& desk, std::string_view csv) {
    const auto found = desk_named(desk);
    if (!found) return found.error();
    const auto importer = importer_of(**found, desk);
    if (!importer) return importer.error();
    return report_of((*importer)->preview_cis(csv));
}

Result<std::vector<ConfigurationItem>> Operations::find_cis(const std::string& desk, const CiQuery& query) {
    const auto found = desk_named(desk);
    if (!found) return found.error();
    CiQuery asked = query;
    if (asked.by == CiQuery::By::resource_id) asked.value = canonical_resource_id(asked.value);
    return (*found)->find_ci(asked);
}

Outcome Operations::pin(const std::string& desk, const std::string& resource, const ConfigurationItem& ci,
                        const std::string& who) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    if (!(*snapshot)->desk(desk)) return Error{Fault::invalid, "there is no desk \"" + desk + "\" in the settings", ""};
    const std::string canonical = canonical_resource_id(resource);  // of a name: lower case
    const auto saved = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        db::Bindings(tx).save({desk, canonical, ci, "pinned by hand", who}, env_.clock.now());
        return {};
    });
    if (!saved) return saved;
    env_.log.write(Level::info, canonical + " was bound to \"" + ci.name + "\" in desk \"" + desk + "\" by " + who);
    return {};
}

Outcome Operations::unpin(const std::string& desk, const std::string& resource, const std::string& who) {
    const auto forgotten = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        if (!db::Bindings(tx).find(desk, resource))
            return Error{Fault::invalid, "nothing is bound to that resource in desk \"" + desk + "\"", ""};
        db::Bindings(tx).forget(desk, resource);
        return {};
    });
    if (!forgotten) return forgotten;
    env_.log.write(Level::info, "the binding of " + resource + " in desk \"" + desk + "\" was forgotten by " + who);
    return {};
}

Result<admin::DryRun> Operations::dry_run(const admin::DryRunOrder& order) {
    return service::dry_run(order, database_, snapshots_, desks_, env_);
}

Result<DeskCheck> Operations::test_desk(const std::string& desk) {
    const auto found = desk_named(desk);
    if (!found) return found.error();
    return (*found)->check();
}

Outcome Operations::set_secret(const std::string& desk, const std::string& field, std::string_view value,
                               const std::string& who) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    if (Outcome known = is_secret_of((*snapshot)->settings, env_.desk_kinds, desk, field); !known) return known;
    if (Outcome fit = can_be_secret(value); !fit) return fit;
    if (Outcome set = secrets_.set(desk, field, value, who); !set) return set;
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        db::DeskLines(tx).end_pauses();
        db::Inbox(tx).hurry(desk, db::now(tx, env_.clock).tick);
        return {};
    });
}

Outcome Operations::remove_secret(const std::string& desk, const std::string& field, const std::string& who) {
    return secrets_.remove(desk, field, who);
}

Result<std::vector<std::string>> Operations::secret_keys() { return secrets_.key_ids(); }

Result<int> Operations::rotate_secret_key(const std::string& who) { return secrets_.rotate_key(who); }

}  // namespace secure_export::service
