#include "db/store/bindings.h"
#include "db/store/key_sets.h"
#include "db/store/probe.h"
#include "db/store/settings.h"
#include "support.h"
#include "tests/support/hand_moved_clock.h"

namespace secure_export::db {
namespace {

IncidentRow incident_for(std::string correlation_key) {
    IncidentRow incident;
    incident.correlation_key = std::move(correlation_key);
    incident.connection = "contoso";
    incident.desk = "local";
    incident.desk_key = "azm-1";
    incident.resource = "/r1";
    return incident;
}

class MappingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MappingTest);
    CPPUNIT_TEST(an_alert_is_loaded_as_it_was_saved);
    CPPUNIT_TEST(an_incident_is_loaded_as_it_was_saved);
    CPPUNIT_TEST(a_second_open_incident_of_one_correlation_key_is_refused_until_the_first_is_closed);
    CPPUNIT_TEST(only_open_incidents_without_a_ci_wait_for_one);
    CPPUNIT_TEST(setting_the_ci_changes_nothing_else);
    CPPUNIT_TEST(a_binding_takes_its_resource_off_the_unbound_list);
    CPPUNIT_TEST(what_an_administrator_pinned_only_an_administrator_changes);
    CPPUNIT_TEST(an_unbound_resource_is_looked_up_again_when_due_and_an_incident_waits);
    CPPUNIT_TEST(key_sets_follow_the_connections);
    CPPUNIT_TEST(a_key_set_is_fetched_by_one_at_a_time);
    CPPUNIT_TEST(a_refresh_is_asked_for_once_in_a_while);
    CPPUNIT_TEST(a_failed_fetch_keeps_the_last_good_keys);
    CPPUNIT_TEST(settings_get_a_new_version_only_when_they_change);
    CPPUNIT_TEST(the_probe_tells_whether_the_database_takes_writes);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    void saved(IncidentRow& incident) {
        in_write(database_, [&](Transaction& tx) { Alerts(tx).save(incident, at(0)); });
    }

public:
    void an_alert_is_loaded_as_it_was_saved() {
        in_write(database_, [](Transaction& tx) {
            AlertRow alert = Alerts(tx).load("contoso", "a1");
            CPPUNIT_ASSERT(alert.id == 0 && alert.state == State::unknown && alert.alert_key == "a1");
            alert.correlation_key = "contoso/a1";
            alert.state = State::opening;
            alert.generation = 1;
            alert.last_fired = at(5);
            alert.rule = "CPU";
            Alerts(tx).save(alert, at(6));
            CPPUNIT_ASSERT(alert.id != 0);
            const auto id = alert.id;
            alert.state = State::open;
            alert.last_resolved = at(7);
            Alerts(tx).save(alert, at(8));
            CPPUNIT_ASSERT_EQUAL(id, alert.id);
        });
        in_write(database_, [](Transaction& tx) {
            const AlertRow alert = Alerts(tx).load("contoso", "a1");
            CPPUNIT_ASSERT(alert.state == State::open && alert.generation == 1 && alert.incident == 0);
            CPPUNIT_ASSERT(alert.last_fired == at(5) && alert.last_resolved == at(7) && alert.rule == "CPU");
            CPPUNIT_ASSERT(Alerts(tx).load("fabrikam", "a1").id == 0);
        });
    }

    void an_incident_is_loaded_as_it_was_saved() {
        IncidentRow incident = incident_for("k");
        saved(incident);
        incident.status = IncidentStatus::open;
        incident.desk_id = "42";
        incident.number = "INC0000042";
        incident.ci_reason = "none found";
        saved(incident);
        in_write(database_, [&](Transaction& tx) {
            const auto same = Alerts(tx).incident(incident.id);
            CPPUNIT_ASSERT(same && same->status == IncidentStatus::open && same->number == "INC0000042");
            CPPUNIT_ASSERT(same->desk_key == "azm-1" && same->resource == "/r1" && same->ci_reason == "none found");
            CPPUNIT_ASSERT(!Alerts(tx).incident(incident.id + 1));
            IncidentRow absent = *same;
            absent.id = 99;
            CPPUNIT_ASSERT_THROW(Alerts(tx).save(absent, at(0)), StorageError);
        });
    }

    void a_second_open_incident_of_one_correlation_key_is_refused_until_the_first_is_closed() {
        IncidentRow first = incident_for("k"), second = incident_for("k"), other = incident_for("another");
        saved(first);
        saved(other);
        for (const auto status :
             {IncidentStatus::opening, IncidentStatus::open, IncidentStatus::resolving, IncidentStatus::reopening}) {
            first.status = status;
            saved(first);
            CPPUNIT_ASSERT_THROW(saved(second), ConstraintError);
        }
        first.status = IncidentStatus::closed;
        saved(first);
        saved(second);
        first.status = IncidentStatus::reopening;  // a closed one cannot come back beside it either
        CPPUNIT_ASSERT_THROW(saved(first), ConstraintError);
    }

    void only_open_incidents_without_a_ci_wait_for_one() {
        IncidentRow waits = incident_for("1"), bound = incident_for("2"), closed = incident_for("3"),
                    elsewhere = incident_for("4");
        waits.status = bound.status = elsewhere.status = IncidentStatus::open;
        closed.status = IncidentStatus::closed;
        bound.ci_id = "ci";
        elsewhere.resource = "/r2";
        for (auto* incident : {&waits, &bound, &closed, &elsewhere}) saved(*incident);
        in_write(database_, [&](Transaction& tx) {
            const auto found = Alerts(tx).open_without_ci("local", "/r1");
            CPPUNIT_ASSERT(found.size() == 1 && found[0].id == waits.id);
            CPPUNIT_ASSERT(Alerts(tx).open_without_ci("helix", "/r1").empty());
        });
    }

    void setting_the_ci_changes_nothing_else() {
        IncidentRow incident = incident_for("k");
        saved(incident);
        in_write(database_, [&](Transaction& tx) { Alerts(tx).set_ci(incident.id, "7", "web1", "by name", at(1)); });
        in_write(database_, [&](Transaction& tx) {
            const auto now = Alerts(tx).incident(incident.id);
            CPPUNIT_ASSERT(now->ci_id == "7" && now->ci_name == "web1" && now->ci_reason == "by name");
            CPPUNIT_ASSERT(now->status == IncidentStatus::opening && now->desk_key == "azm-1");
        });
    }

    void a_binding_takes_its_resource_off_the_unbound_list() {
        in_write(database_, [](Transaction& tx) {
            Bindings bindings(tx);
            bindings.save_unbound({"local", "/r1", "none found", "contoso", "a1", 0}, moment(0), Seconds(60));
            bindings.save_unbound({"local", "/r2", "none found", "contoso", "a1", 0}, moment(0), Seconds(60));
            bindings.save({"local", "/r1", {"7", "web1", "server", "/r1"}, "resource id", ""}, at(1));
            const auto found = bindings.find("local", "/r1");
            CPPUNIT_ASSERT(found && found->ci.id == "7" && found->ci.ci_class == "server");
            CPPUNIT_ASSERT(found->reason == "resource id" && found->pinned_by.empty());
            CPPUNIT_ASSERT(!bindings.find("helix", "/r1"));
            bindings.forget("local", "/r1");
            CPPUNIT_ASSERT(!bindings.find("local", "/r1"));
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database_, "SELECT count(*) FROM unbound"));
    }

    void what_an_administrator_pinned_only_an_administrator_changes() {
        in_write(database_, [](Transaction& tx) {
            Bindings bindings(tx);
            Binding binding{"local", "/r1", {"7", "web1", "", ""}, "resource id", ""};
            bindings.save(binding, at(0));
            binding.ci.id = "8";
            bindings.save(binding, at(0));
            CPPUNIT_ASSERT(bindings.find("local", "/r1")->ci.id == "8");
            binding.ci.id = "9";
            binding.pinned_by = "ada";
            bindings.save(binding, at(0));
            binding.ci.id = "10";
            binding.pinned_by = "";
            bindings.save(binding, at(0));
            CPPUNIT_ASSERT(bindings.find("local", "/r1")->ci.id == "9");
            binding.pinned_by = "grace";
            bindings.save(binding, at(0));
            CPPUNIT_ASSERT(bindings.find("local", "/r1")->ci.id == "10");
        });
    }

    void an_unbound_resource_is_looked_up_again_when_due_and_an_incident_waits() {
        IncidentRow incident = incident_for("k");
        incident.status = IncidentStatus::open;
        in_write(database_, [](Transaction& tx) {
            Bindings(tx).save_unbound({"local", "/r1", "none found", "contoso", "a1", 0}, moment(0), Seconds(60));
            CPPUNIT_ASSERT(!Bindings(tx).next_due(tick(0)));  // no incident waits
            CPPUNIT_ASSERT(!Bindings(tx).claim_unbound(moment(60), Seconds(60)));
        });
        saved(incident);
        in_write(database_, [](Transaction& tx) {
            Bindings bindings(tx);
            CPPUNIT_ASSERT(bindings.next_due(tick(0)) == tick(60));
            CPPUNIT_ASSERT(!bindings.claim_unbound(moment(59), Seconds(61)));
            const auto due = bindings.claim_unbound(moment(60), Seconds(60));
            CPPUNIT_ASSERT(due && due->resource == "/r1" && due->alert_key == "a1" && due->why == "none found");
            CPPUNIT_ASSERT(!bindings.claim_unbound(moment(60), Seconds(60)));
            bindings.look_up_now("helix", moment(61));
            CPPUNIT_ASSERT(!bindings.claim_unbound(moment(61), Seconds(59)));
            bindings.look_up_now("local", moment(61));
            CPPUNIT_ASSERT(bindings.claim_unbound(moment(61), Seconds(59)));
            bindings.no_longer_unbound("local", "/r1");
            CPPUNIT_ASSERT(!bindings.next_due(tick(0)));
        });
    }

    void key_sets_follow_the_connections() {
        const KeySetId one{"https://a", "t", 1}, two{"https://a", "t", 2};
        in_write(database_, [&](Transaction& tx) {
            KeySets sets(tx);
            CPPUNIT_ASSERT(!sets.next_due());
            sets.keep({one, two}, tick(0));
            const auto revision = sets.revision();
            sets.keep({two, one}, tick(1));
            CPPUNIT_ASSERT_EQUAL(revision, sets.revision());
            CPPUNIT_ASSERT(sets.next_due() == tick(0));
            sets.keep({two}, tick(2));
            CPPUNIT_ASSERT_EQUAL(revision + 1, sets.revision());
            const auto all = sets.all();
            CPPUNIT_ASSERT(all.size() == 1 && all[0].id == two && !all[0].fetched_at && all[0].jwks.empty());
        });
    }

    void a_key_set_is_fetched_by_one_at_a_time() {
        const KeySetId id{"https://a", "t", 1};
        in_write(database_, [&](Transaction& tx) {
            KeySets sets(tx);
            sets.keep({id}, tick(0));
            CPPUNIT_ASSERT(sets.claim(tick(0), Seconds(30)));
            CPPUNIT_ASSERT(!sets.claim(tick(29), Seconds(30)));
            CPPUNIT_ASSERT(sets.next_due() == tick(30));
            CPPUNIT_ASSERT(sets.claim(tick(30), Seconds(30)));  // the first one died
            const auto before = sets.revision();
            sets.fetched(id, "iss", "{}", moment(31), Seconds(3569));
            CPPUNIT_ASSERT(sets.revision() > before);
            CPPUNIT_ASSERT(!sets.claim(tick(3599), Seconds(30)));
            const auto due = sets.claim(tick(3600), Seconds(30));
            CPPUNIT_ASSERT(due && due->issuer == "iss" && due->jwks == "{}" && due->fetched_at == at(31));
        });
    }

    void a_refresh_is_asked_for_once_in_a_while() {
        const KeySetId id{"https://a", "t", 1};
        in_write(database_, [&](Transaction& tx) {
            KeySets sets(tx);
            sets.keep({id}, tick(0));
            sets.fetched(id, "iss", "{}", moment(10), Seconds(3590));
            const auto before = sets.revision();
            CPPUNIT_ASSERT(sets.ask(id, tick(11), Seconds(300)));  // right after a scheduled fetch, too
            CPPUNIT_ASSERT(sets.revision() > before);
            CPPUNIT_ASSERT(!sets.ask(id, tick(12), Seconds(300)));
            const auto due = sets.claim(tick(12), Seconds(30));
            CPPUNIT_ASSERT(due && due->asked == tick(11));
            sets.fetched(id, "iss", "{}", moment(13), Seconds(3587));
            CPPUNIT_ASSERT(sets.all()[0].asked == tick(11));
            CPPUNIT_ASSERT(!sets.ask(id, tick(310), Seconds(300)));
            CPPUNIT_ASSERT(sets.ask(id, tick(311), Seconds(300)));
            CPPUNIT_ASSERT(!sets.ask({"https://other", "t", 1}, tick(311), Seconds(300)));
        });
    }

    void a_failed_fetch_keeps_the_last_good_keys() {
        const KeySetId id{"https://a", "t", 1};
        in_write(database_, [&](Transaction& tx) {
            KeySets sets(tx);
            sets.keep({id}, tick(0));
            sets.fetched(id, "iss", "{}", moment(1), Seconds(1));
            sets.claim(tick(2), Seconds(30));
            sets.failed(id, "connect timed out", tick(3), Seconds(57));
            sets.claim(tick(60), Seconds(30));
            sets.failed(id, "connect timed out", tick(61), Seconds(59));
            const auto set = sets.all().at(0);
            CPPUNIT_ASSERT(set.issuer == "iss" && set.jwks == "{}" && set.fetched_at == at(1));
            CPPUNIT_ASSERT(set.failures == 2 && set.tried == tick(61) && set.last_error == "connect timed out");
            CPPUNIT_ASSERT(sets.next_due() == tick(120));
            sets.fetched(id, "iss", "{}", moment(121), Seconds(79));
            CPPUNIT_ASSERT(sets.all().at(0).failures == 0 && sets.all().at(0).last_error.empty());
        });
    }

    void settings_get_a_new_version_only_when_they_change() {
        in_write(database_, [](Transaction& tx) {
            SettingsStore store(tx);
            CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store.version());
            CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store.current().version);
            CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store.save("{}", "ada", at(0)));
            CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store.save("{}", "grace", at(1)));
            CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, store.save("{\"a\":1}", "grace", at(2)));
            const SavedSettings now = store.current();
            CPPUNIT_ASSERT(now.version == 2 && now.document == "{\"a\":1}" && now.changed_by == "grace");
            CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, store.save("{}", "ada", at(3)));  // back again is a change
        });
    }

    void the_probe_tells_whether_the_database_takes_writes() {
        test::HandMovedClock clock;
        need(probe(database_, clock, 100));
        need(probe(database_, clock, 100'000));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database_, "SELECT count(*) FROM probe"));
        in_write(database_, [](Transaction& tx) { tx.prepare_once("DROP TABLE probe").run(); });
        CPPUNIT_ASSERT(!probe(database_, clock, 100));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MappingTest);

}  // namespace
}  // namespace secure_export::db
