// A create whose outcome is not known: it may take effect in the desk long after we gave it up.

#include "adapters/desks/host/kind.h"
#include "adapters/desks/itop/kind.h"
#include "adapters/desks/local/kind.h"
#include "service/create_intent.h"
#include "tests/unit/service/memory_desk.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const Error timed_out{Fault::unavailable, "did not answer within its time limit", ""};
const Error not_reached{Fault::unavailable, "connection refused", "", std::nullopt, true};

struct Remote : ServiceFixture {
    Remote() {
        fake_desks["far"] = [this] { return std::make_unique<MemoryDesk>(server); };
        configure_remote({"far"});
        work();
    }
    void fire(const std::string& id = "a1") { post_to("far", alert(id, "Fired", "2026-01-01T09:59:00Z", "")); }
    void resolve(const std::string& id = "a1") { post_to("far", alert(id, "Resolved", "2026-01-01T09:59:00Z", "")); }
    // The caller gives up; the create takes effect when `land()` is called.
    void next_create_is_given_up() {
        server.next_create = [this](std::function<DeskIncident()> landing) -> Result<DeskIncident> {
            land = std::move(landing);
            return timed_out;
        };
    }
    void go_on(Milliseconds by) {
        for (Milliseconds gone(0); gone < by; gone += seconds(5)) {
            later(seconds(5));
            work();
        }
    }
    std::string key() { return ask("SELECT desk_key FROM incident ORDER BY id DESC"); }

    DeskServer server;
    std::function<DeskIncident()> land;
};

}  // namespace

class DoubtfulCreateTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DoubtfulCreateTest);
    CPPUNIT_TEST(a_create_that_lands_while_it_settles_is_found_and_not_repeated);
    CPPUNIT_TEST(nothing_is_created_before_the_settling_time_is_over_and_the_wait_is_told);
    CPPUNIT_TEST(a_process_that_dies_in_a_create_leaves_its_settling_time_to_the_next);
    CPPUNIT_TEST(a_create_that_never_left_needs_no_settling);
    CPPUNIT_TEST(a_create_that_lands_after_the_settling_time_is_found_later_resolved_and_told);
    CPPUNIT_TEST(a_try_that_fails_before_its_create_leaves_the_doubt_of_the_one_before);
    CPPUNIT_TEST(a_late_twin_of_a_resolved_alert_is_resolved_too);
    CPPUNIT_TEST(resolving_acts_on_all_that_carry_the_key);
    CPPUNIT_TEST(an_incident_without_doubt_is_not_looked_at);
    CPPUNIT_TEST(what_is_open_at_an_upgrade_is_looked_at_once);
    CPPUNIT_TEST(creates_that_outlast_the_limit_get_twice_the_time_each_time_up_to_15_minutes);
    CPPUNIT_TEST(a_worker_whose_lease_went_away_creates_nothing_and_records_what_it_made);
    CPPUNIT_TEST(a_refused_create_is_looked_for_once_before_it_parks);
    CPPUNIT_TEST(what_people_closed_before_we_found_it_is_not_opened_again);
    CPPUNIT_TEST(credentials_that_are_not_taken_park_nothing);
    CPPUNIT_TEST_SUITE_END();

    void a_create_that_lands_while_it_settles_is_found_and_not_repeated() {
        Remote fixture;
        fixture.next_create_is_given_up();
        fixture.fire();
        fixture.work();
        fixture.go_on(seconds(20));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.creates);
        fixture.land();
        fixture.go_on(seconds(20));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.creates);
        CPPUNIT_ASSERT_EQUAL(std::string("open M1"), fixture.ask("SELECT status || ' ' || number FROM incident"));
        fixture.resolve();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(0, fixture.server.all_open());
    }

    void nothing_is_created_before_the_settling_time_is_over_and_the_wait_is_told() {
        Remote fixture;
        fixture.next_create_is_given_up();
        fixture.fire();
        fixture.work();
        fixture.go_on(seconds(50));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.creates);
        CPPUNIT_ASSERT(fixture.ask("SELECT why FROM inbox").find("until 2026-01-01 10:01:00 UTC") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) > 0 FROM story WHERE what = 'settling'"));
        fixture.go_on(seconds(30));  // 60 s are over: it never took effect
        CPPUNIT_ASSERT_EQUAL(2, fixture.server.creates);
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.all_open());
        CPPUNIT_ASSERT_EQUAL(std::string("open"), fixture.ask("SELECT status FROM incident"));
    }

    void a_process_that_dies_in_a_create_leaves_its_settling_time_to_the_next() {
        Remote fixture;
        fixture.server.next_create = [&](std::function<DeskIncident()> landing) -> Result<DeskIncident> {
            fixture.land = std::move(landing);
            throw std::runtime_error("killed");
        };
        fixture.fire();
        fixture.work();  // "failed with an unexpected error": parked
        fixture.change(
            "UPDATE inbox SET state = 'waiting', leased = 1, due_tick = due_tick + 300000");  // as a kill leaves it
        fixture.change("UPDATE inbox SET leased = 0, due_tick = 0");                          // as its death frees it
        fixture.work();
        fixture.go_on(seconds(10));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.creates);
        fixture.land();
        fixture.go_on(seconds(20));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.all_open());
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.creates);
        CPPUNIT_ASSERT_EQUAL(std::string("open"), fixture.ask("SELECT status FROM incident"));
    }

    void a_create_that_never_left_needs_no_settling() {
        Remote fixture;
        fixture.server.next_create = [](std::function<DeskIncident()>) -> Result<DeskIncident> { return not_reached; };
        fixture.fire();
        fixture.work();
        fixture.go_on(seconds(10));
        CPPUNIT_ASSERT_EQUAL(2, fixture.server.creates);
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.all_open());
    }

    void a_create_that_lands_after_the_settling_time_is_found_later_resolved_and_told() {
        Remote fixture;
        fixture.next_create_is_given_up();
        fixture.fire();
        fixture.work();
        fixture.go_on(seconds(90));
        CPPUNIT_ASSERT_EQUAL(2, fixture.server.creates);
        const auto late = fixture.land;
        late();
        CPPUNIT_ASSERT_EQUAL(2, fixture.server.all_open());
        fixture.go_on(minutes(3));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.all_open());
        CPPUNIT_ASSERT(fixture.server.incidents.at(0).state == IncidentState::open);  // the one that the mapping knows
        CPPUNIT_ASSERT(fixture.server.incidents.at(1).note.find("duplicate of M1") != std::string::npos);
        CPPUNIT_ASSERT(fixture.ask("SELECT detail FROM story WHERE what = 'duplicate'").find("M2") !=
                       std::string::npos);
        bool logged = false;
        for (const std::string& line : fixture.log.lines) logged = logged || line.find("M2") != std::string::npos;
        CPPUNIT_ASSERT(logged);
    }

    void a_try_that_fails_before_its_create_leaves_the_doubt_of_the_one_before() {
        for (const Error& error : {not_reached, Error{Fault::unauthenticated, "wrong password", ""}}) {
            Remote fixture;
            fixture.next_create_is_given_up();
            fixture.fire();
            fixture.work();
            fixture.server.next_open_fails = error;  // of the try after the settling time
            fixture.go_on(minutes(10));
            CPPUNIT_ASSERT_EQUAL(2, fixture.server.creates);
            fixture.land();
            fixture.go_on(minutes(5));
            CPPUNIT_ASSERT_EQUAL(1, fixture.server.all_open());
        }
    }

    void a_late_twin_of_a_resolved_alert_is_resolved_too() {
        Remote fixture;
        fixture.next_create_is_given_up();
        fixture.fire();
        fixture.work();
        fixture.go_on(seconds(90));
        fixture.resolve();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(0, fixture.server.all_open());
        fixture.land();
        fixture.go_on(minutes(10));
        CPPUNIT_ASSERT_EQUAL(0, fixture.server.all_open());
    }

    void resolving_acts_on_all_that_carry_the_key() {
        Remote fixture;
        fixture.fire();
        fixture.work();
        fixture.server.create(fixture.key());
        fixture.server.create("azm-of-another");
        fixture.resolve();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(0, fixture.server.open(fixture.key()));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.open("azm-of-another"));
        CPPUNIT_ASSERT(fixture.ask("SELECT detail FROM story WHERE what = 'duplicate'").find("M2") !=
                       std::string::npos);
    }

    void an_incident_without_doubt_is_not_looked_at() {
        Remote fixture;
        fixture.fire();
        fixture.work();
        const int finds = fixture.server.finds;
        fixture.go_on(minutes(30));
        CPPUNIT_ASSERT_EQUAL(finds, fixture.server.finds);
    }

    void what_is_open_at_an_upgrade_is_looked_at_once() {
        Remote fixture;
        fixture.fire();
        fixture.work();
        fixture.server.create(fixture.key());                                           // by the program before
        fixture.change("UPDATE incident SET look_due_tick = 0 WHERE status = 'open'");  // as the migration does
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.all_open());
        CPPUNIT_ASSERT(fixture.server.incidents.at(0).state == IncidentState::open);
    }

    void creates_that_outlast_the_limit_get_twice_the_time_each_time_up_to_15_minutes() {
        DeskSettings desk = default_desk("far", desks::itop::kind());
        CPPUNIT_ASSERT(service::settling_time(desk, 0) == minutes(1));
        CPPUNIT_ASSERT(service::settling_time(desk, 1) == minutes(2));
        CPPUNIT_ASSERT(service::settling_time(desk, 3) == minutes(8));
        CPPUNIT_ASSERT(service::settling_time(desk, 8) == minutes(15));
        desk.options["settling_time_s"] = 3600;
        CPPUNIT_ASSERT(service::settling_time(desk, 8) == minutes(60));
        CPPUNIT_ASSERT(service::settling_time(default_desk("here", desks::local::kind()), 8) == Milliseconds(0));
        CPPUNIT_ASSERT(service::settling_time(default_desk("here", desks::host::kind()), 8) == Milliseconds(0));
    }

    void a_worker_whose_lease_went_away_creates_nothing_and_records_what_it_made() {
        Remote fixture;
        // Another worker takes the item over while this one's create is under way.
        fixture.server.next_create = [&](const std::function<DeskIncident()>& landing) -> Result<DeskIncident> {
            fixture.change("UPDATE inbox SET attempt = attempt + 1");
            return landing();
        };
        fixture.fire();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("M1"), fixture.ask("SELECT number FROM incident"));
        CPPUNIT_ASSERT(!fixture.ask("SELECT detail FROM story WHERE what = 'lease_lost'").empty());
    }

    void a_refused_create_is_looked_for_once_before_it_parks() {
        Remote fixture;
        fixture.server.next_create = [](const std::function<DeskIncident()>& landing) -> Result<DeskIncident> {
            landing();
            return Error{Fault::refused, "a unique index says no", ""};
        };
        fixture.fire();
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("open M1"), fixture.ask("SELECT status || ' ' || number FROM incident"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM parked"));
        fixture.server.next_create = [](const std::function<DeskIncident()>&) -> Result<DeskIncident> {
            return Error{Fault::refused, "a mandatory field is missing", ""};
        };
        fixture.fire("a2");
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT count(*) FROM parked"));
    }

    void what_people_closed_before_we_found_it_is_not_opened_again() {
        Remote fixture;
        fixture.next_create_is_given_up();
        fixture.fire();
        fixture.work();
        fixture.land();
        fixture.server.incidents.at(0).state = IncidentState::closed;
        fixture.go_on(minutes(5));
        CPPUNIT_ASSERT_EQUAL(1, fixture.server.creates);
        CPPUNIT_ASSERT_EQUAL(std::string("closed M1"), fixture.ask("SELECT status || ' ' || number FROM incident"));
    }

    void credentials_that_are_not_taken_park_nothing() {
        Remote fixture;
        fixture.server.find_fails = Error{Fault::unauthenticated, "wrong password", ""};
        fixture.fire();
        fixture.fire("a2");
        fixture.work();
        fixture.go_on(minutes(2));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM parked"));
        fixture.server.find_fails.reset();
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/secrets/far/password", "right").status);
        fixture.work();  // at once, whatever each of them had waited for
        CPPUNIT_ASSERT_EQUAL(2, fixture.server.all_open());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DoubtfulCreateTest);
