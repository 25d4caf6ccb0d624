// A mapping of the version before, which had an incident for each message: what is open is given to its happening.

#include "tests/unit/service/happening_bodies.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class CarryOverTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CarryOverTest);
    CPPUNIT_TEST(the_end_resolves_an_incident_that_the_version_before_opened);
    CPPUNIT_TEST(a_message_that_waits_is_worked_on_afterwards);
    CPPUNIT_TEST(of_several_open_incidents_the_oldest_counts_and_the_others_stay);
    CPPUNIT_TEST(what_is_over_and_what_began_nothing_stays);
    CPPUNIT_TEST(it_goes_on_where_it_stood_and_ends_for_good);
    CPPUNIT_TEST_SUITE_END();

    const std::string key =
        "resource-health:/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourcegroups/rg/providers/"
        "microsoft.compute/virtualmachines/vm-1";

    std::string ask(const std::string& sql) { return fixture_->ask(sql); }

    // Opens an incident for it as the version before did: under a key of its own, and the next message opens another.
    void opened_before(const std::string& text, const std::string& name) {
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(text).status);
        fixture_->change("UPDATE delivery SET condition = 'fired', body_mark = '', alert_key = '" + name +
                         "' WHERE id = (SELECT max(id) FROM delivery)");
        fixture_->change("UPDATE inbox SET alert_key = '" + name + "' WHERE delivery = (SELECT max(id) FROM delivery)");
        fixture_->work();
    }
    // The program before knew nothing of it.
    void upgrade() {
        fixture_->change("DELETE FROM revision WHERE name = 'carry_over'");
        fixture_->restart();
    }
    void take(const std::string& text) {
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(text).status);
        fixture_->work();
    }
    void are(const char* all, const char* still_open) {
        CPPUNIT_ASSERT_EQUAL(std::string(all), ask("SELECT count(*) FROM incident"));
        CPPUNIT_ASSERT_EQUAL(std::string(still_open), ask("SELECT count(*) FROM incident WHERE status <> 'closed'"));
        CPPUNIT_ASSERT_EQUAL(std::string(still_open), ask("SELECT count(*) FROM open_incidents"));
    }

    void the_end_resolves_an_incident_that_the_version_before_opened() {
        opened_before(health_message("a", 10, "Activated", "Unavailable", "Available"), "old-a");
        const std::string desk_key = ask("SELECT desk_key FROM incident");
        upgrade();
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(key, ask("SELECT alert_key FROM alert"));
        CPPUNIT_ASSERT_EQUAL(ask("SELECT correlation_key FROM incident"), ask("SELECT correlation_key FROM alert"));
        CPPUNIT_ASSERT(ask("SELECT detail FROM story WHERE what = 'carried_over'")
                           .find("old-a; it stands for the "
                                 "happening now: Resource "
                                 "Health of vm-1") != std::string::npos);
        take(health_message("b", 20, "Updated", "Degraded", "Unavailable"));
        are("1", "1");
        CPPUNIT_ASSERT_EQUAL(desk_key, ask("SELECT desk_key FROM incident"));
        take(health_message("c", 30, "Resolved", "Available", "Degraded"));
        are("1", "0");
        take(health_message("d", 40, "Activated", "Unavailable", "Available"));
        are("2", "1");
    }

    void a_message_that_waits_is_worked_on_afterwards() {
        opened_before(health_message("a", 10, "Activated", "Unavailable", "Available"), "old-a");
        upgrade();
        take(health_message("c", 30, "Resolved", "Available", "Unavailable"));
        are("1", "0");
    }

    void of_several_open_incidents_the_oldest_counts_and_the_others_stay() {
        opened_before(service_message("a", 10, "ABC-1", "Active", 1), "old-a");
        opened_before(service_message("b", 20, "ABC-1", "InProgress", 2), "old-b");
        are("2", "2");
        upgrade();
        take(service_message("c", 30, "ABC-1", "Resolved", 3));
        are("2", "1");
        CPPUNIT_ASSERT_EQUAL(std::string("old-b"), ask("SELECT alert_key FROM open_incidents"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), ask("SELECT count(*) FROM inbox WHERE state <> 'done'"));
    }

    void what_is_over_and_what_began_nothing_stays() {
        opened_before(health_message("a", 10, "Activated", "Unavailable", "Available"), "old-a");
        fixture_->people().set_state(ask("SELECT desk_id FROM incident"), IncidentState::closed);
        fixture_->change("UPDATE incident SET status = 'closed'");
        fixture_->change("UPDATE alert SET state = 'closed'");
        opened_before(health_message("b", 20, "Updated", "Available", "Available", "vm-2"), "old-b");
        fixture_->change("UPDATE delivery SET body = replace(body, 'Activated', 'Updated')");
        upgrade();
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(std::string("0"),
                             ask("SELECT count(*) FROM alert WHERE alert_key LIKE 'resource-health:%'"));
    }

    void it_goes_on_where_it_stood_and_ends_for_good() {
        opened_before(health_message("a", 10, "Activated", "Unavailable", "Available", "vm-1"), "old-a");
        opened_before(health_message("b", 10, "Activated", "Unavailable", "Available", "vm-2"), "old-b");
        fixture_->change(
            "INSERT INTO revision (name, value) SELECT 'carry_over', min(id) FROM incident WHERE true "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        fixture_->restart();
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(std::string("old-a"), ask("SELECT alert_key FROM alert ORDER BY id"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"),
                             ask("SELECT count(*) FROM alert WHERE alert_key LIKE 'resource-health:%'"));
        fixture_->restart();  // all were looked at: the first is not looked at again
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(std::string("old-a"), ask("SELECT alert_key FROM alert ORDER BY id"));
    }

    std::unique_ptr<ServiceFixture> fixture_;

public:
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure();
        fixture_->work();  // fetches the keys
    }
    void tearDown() override { fixture_.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CarryOverTest);
