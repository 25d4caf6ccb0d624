#include "service/service.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <string>

#include "admin/api.h"
#include "admin/assets.h"
#include "db/engine/in_transaction.h"
#include "db/store/alerts.h"
#include "db/store/desk_queues.h"
#include "db/store/happenings.h"
#include "db/store/inbox.h"
#include "db/store/schema.h"
#include "service/carry_over.h"
#include "service/duplicate_look.h"
#include "service/health.h"
#include "service/intake.h"
#include "service/key_refresh.h"
#include "service/operations/alert_memory.h"
#include "service/operations/ci_bindings.h"
#include "service/operations/cmdb.h"
#include "service/operations/desk_secrets.h"
#include "service/operations/desk_tester.h"
#include "service/operations/dry_runner.h"
#include "service/operations/parked_items.h"
#include "service/operations/replayer.h"
#include "service/operations/settings_writer.h"
#include "service/rebinding.h"
#include "service/replies.h"
#include "service/secret_store.h"
#include "service/unwritten.h"
#include "service/without_connections.h"
#include "service/work_line.h"
#include "service/worker_presence.h"

namespace secure_export::service {

namespace {

enum Number : std::uint32_t { alerts = 1, health = 2, admin_get = 3, admin_put = 4, admin_post = 5, admin_screens = 6 };

constexpr std::array all_endpoints{
    Endpoint{alerts, "POST", "/azure-monitor/alerts", false},
    Endpoint{health, "GET", "/azure-monitor/health", false},
    Endpoint{admin_get, "GET", "/api/v1/*", true},
    Endpoint{admin_put, "PUT", "/api/v1/*", true},
    Endpoint{admin_post, "POST", "/api/v1/*", true},
    Endpoint{admin_screens, "GET", "/ui/*", true},
};

// When an idle worker checks for work again: other processes may have accepted alerts.
constexpr Milliseconds idle_pause{1000};

constexpr int woken_at_once = 100;

}  // namespace

struct Service::Parts {
    const Environment env;
    db::Database database;
    // A separate database connection for authorization: a refusal must not wait for the commit of other alerts.
    db::Database door;
    db::Database screens;
    Snapshots snapshots;
    RefusalLog refusals;
    DatabaseProbe probe;
    WallClock wall;
    Intake intake;
    SecretStore secrets;
    std::atomic<bool> looked_at{false};
    DeskDirectory desks;
    KeyRefresh keys;
    Unwritten unwritten;
    CarryOver carry_over;
    WorkLine work;
    Rebinding rebinding;
    DuplicateLook duplicates;
    WorkerPresence presence;
    Health health;
    operations::SettingsWriter settings_writer;
    operations::DeskTester desk_tester;
    operations::ParkedItems parked_items;
    operations::AlertMemory alert_memory;
    operations::Cmdb cmdb;
    operations::CiBindings ci_bindings;
    operations::DryRunner dry_runner;
    operations::Replayer replayer;
    operations::DeskSecrets desk_secrets;
    admin::Api api;

    explicit Parts(const Environment& given)
        : env(given),
          database(env.data_dir / "secure-export.sqlite", db::mapping_options()),
          door(env.data_dir / "secure-export.sqlite", db::mapping_options()),
          screens(env.data_dir / "secure-export.sqlite", db::screen_options()),
          snapshots(door, env),
          refusals(database, env),
          probe(database, env),
          wall(door, env),
          intake(database, snapshots, refusals, probe, wall, env),
          secrets(database, env),
          desks(env, secrets),
          keys(database, env),
          unwritten(database, env),
          carry_over(database, env),
          work(database, snapshots, desks, unwritten, env),
          rebinding(database, snapshots, desks, env),
          duplicates(database, snapshots, desks, env),
          presence(env.data_dir / "workers", env),
          health(door, snapshots, probe, wall, presence, env),
          settings_writer(database, env.desk_kinds, env.clock, env.zones),
          desk_tester(snapshots, desks),
          parked_items(database, snapshots, desks, env),
          alert_memory(database, env.clock),
          cmdb(database, snapshots, desks, env),
          ci_bindings(database, snapshots, env),
          dry_runner(database, snapshots, desks, env),
          replayer(screens, snapshots, env),
          desk_secrets(database, snapshots, secrets, env),
          api(screens,
              {settings_writer, desk_tester, parked_items, alert_memory, cmdb, ci_bindings, dry_runner, replayer,
               desk_secrets, env.addresses, env.zones},
              env.desk_kinds, env.clock) {}

    // Does one piece of due work, the most urgent first: without keys no alert is accepted.
    Result<bool> once() {
        if (auto did = keys.once(); !did || *did) return did;
        if (auto did = carry_over.once(); !did || *did) return did;
        if (auto did = wake_happenings(); !did || *did) return did;
        if (auto did = work.once(presence.name()); !did || *did) return did;
        if (auto did = rebinding.once(presence.name()); !did || *did) return did;
        return duplicates.once(presence.name());
    }

    // Puts what the policies of routes wait for into the inbox.
    Result<bool> wake_happenings() {
        auto due = db::in_reading(database, [&](db::Transaction& tx) -> Result<bool> {
            const auto next = db::Happenings(tx).next_due();
            return next && *next <= db::now(tx, env.clock).tick;
        });
        if (!due || !*due) return due;
        return db::in_transaction(database, [&](db::Transaction& tx) -> Result<bool> {
            return db::Happenings(tx).wake(db::now(tx, env.clock), woken_at_once);
        });
    }

    // Logs problems that an operator must know at start-up: it may take weeks until an alert reveals them.
    void look_at_once() {
        if (const auto lost = secrets.what_is_lost()) env.log.write(Level::error, *lost);
        const auto snapshot = snapshots.current();
        if (!snapshot) return;  // reported by whatever needs the database
        if (const auto nobody = nobody_gets_in(**snapshot, env.data_dir)) env.log.write(Level::warning, *nobody);
    }

    void checkpoint() {
        if (const Outcome done = database.checkpoint(); !done)
            env.log.write(Level::warning, "could not empty the write-ahead log: " + done.error().for_log());
    }

    void release_the_dead() {
        for (const std::string& lease_owner : presence.take_dead()) {
            const auto count = db::in_transaction(database, [&](db::Transaction& tx) -> Result<int> {
                db::DeskQueues(tx).release(lease_owner);
                return db::Inbox(tx).release(lease_owner);
            });
            if (!count) return;
            presence.forget(lease_owner);
            if (*count)
                env.log.write(Level::warning,
                              "a worker has died: its " + std::to_string(*count) + " items are due again");
        }
    }

    Milliseconds until_next() {
        const auto wait = db::in_reading(database, [&](db::Transaction& tx) -> Result<Milliseconds> {
            const Tick now = db::now(tx, env.clock).tick;
            Tick next = now + idle_pause;
            for (const std::optional<Tick>& due :
                 {db::Inbox(tx).next_due(now), db::KeySets(tx).next_due(), db::Bindings(tx).next_due(now),
                  db::Alerts(tx).next_look(now), db::Happenings(tx).next_due()})
                if (due) next = std::min(next, *due);
            return std::max(Milliseconds(0), next - now);
        });
        return wait ? *wait : idle_pause;
    }
};

Service::Service(const Environment& env) : parts_(std::make_unique<Parts>(env)) {}

Service::~Service() {
    try {
        parts_->refusals.write_all();
    } catch (...) {  // an exception out of a destructor would end the host's process
    }
}

Outcome Service::may_open(const std::filesystem::path& data_dir) { return secrets::KeyFile(data_dir).check(); }

std::span<const Endpoint> Service::endpoints() { return all_endpoints; }

void Service::authorize(std::span<const Request> heads, const Answer& refuse) {
    std::vector<Request> arriving;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < heads.size(); ++i)
        if (heads[i].endpoint == alerts) {
            arriving.push_back(heads[i]);
            places.push_back(i);
        }
    if (!arriving.empty())
        parts_->intake.admit(arriving, [&](std::size_t index, const Reply& reply) { refuse(places[index], reply); });
}

void Service::handle(std::span<const Request> requests, const Answer& answer) {
    std::vector<Request> arriving;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        switch (requests[i].endpoint) {
            case alerts:
                arriving.push_back(requests[i]);
                places.push_back(i);
                break;
            case health: answer(i, parts_->health.report()); break;
            case admin_get:
            case admin_put:
            case admin_post: answer(i, parts_->api.answer(requests[i])); break;
            case admin_screens: answer(i, admin::answer_screens(requests[i])); break;
            default: {
                Reply unknown = error_reply({Fault::invalid, "no such endpoint", ""});
                unknown.status = 404;
                answer(i, unknown);
            }
        }
    }
    if (!arriving.empty())
        parts_->intake.take(arriving, [&](std::size_t index, const Reply& reply) { answer(places[index], reply); });
}

Milliseconds Service::pump(std::uint32_t max, Milliseconds budget) {
    const Milliseconds end = parts_->env.clock.uptime().since + budget;
    if (!parts_->looked_at.exchange(true)) parts_->look_at_once();
    parts_->refusals.write_if_due();
    parts_->intake.write_if_due();
    parts_->unwritten.give_back();
    parts_->release_the_dead();
    parts_->checkpoint();
    for (std::uint32_t done = 0; done < max; ++done) {
        const auto did = parts_->once();
        if (!did) {
            parts_->env.log.write(Level::error, "work waits: " + did.error().for_log());
            return idle_pause;
        }
        if (!*did) return parts_->until_next();
        if (parts_->env.clock.uptime().since >= end) break;
    }
    return Milliseconds(0);
}

}  // namespace secure_export::service
