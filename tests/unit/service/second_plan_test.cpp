// People end an incident in the desk, and the work line finds out when its alert fires again: a second plan is made and
// carried out under the same claim.

#include "json/json.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

const std::string later_firing = "2026-01-01T10:05:00Z";

// A fixture whose incident of alert a1 people have closed, and a new firing of it.
struct Closed : ServiceFixture {
    explicit Closed(const std::string& refire = "new", IncidentState by_people = IncidentState::closed) {
        configure(refire);
        post(alert("a1", "Fired"));
        work();
        people().set_state(ask("SELECT desk_id FROM incident"), by_people);
        post(alert("a1", "Fired", later_firing));
    }
    // Words of the story of the latest delivery, in order.
    std::string audit_trail() {
        return ask(
            "SELECT group_concat(what, ' ') FROM (SELECT what FROM story WHERE delivery = "
            "(SELECT max(id) FROM delivery) ORDER BY id)");
    }
};

}  // namespace

class SecondPlanTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SecondPlanTest);
    CPPUNIT_TEST(a_new_incident_is_opened_under_the_same_claim);
    CPPUNIT_TEST(the_policy_to_reopen_is_followed_and_what_cannot_be_reopened_is_opened_anew);
    CPPUNIT_TEST(a_second_plan_for_another_desk_goes_into_the_line_of_that_desk);
    CPPUNIT_TEST(the_intent_of_the_second_plan_is_committed_before_the_desk_is_told);
    CPPUNIT_TEST(a_second_plan_that_the_mapping_refuses_is_parked);
    CPPUNIT_TEST_SUITE_END();

    void a_new_incident_is_opened_under_the_same_claim() {
        Closed fixture;
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("over opened unbound"), fixture.audit_trail());
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT max(attempt) FROM inbox"));
        CPPUNIT_ASSERT_EQUAL(std::string("closed open"), statuses(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.ask("SELECT generation FROM alert"));
    }

    void the_policy_to_reopen_is_followed_and_what_cannot_be_reopened_is_opened_anew() {
        Closed resolved("reopen", IncidentState::resolved);
        resolved.work();
        CPPUNIT_ASSERT_EQUAL(std::string("over reopened"), resolved.audit_trail());
        CPPUNIT_ASSERT_EQUAL(std::string("open"), statuses(resolved));
        Closed closed("reopen", IncidentState::closed);
        closed.work();
        CPPUNIT_ASSERT_EQUAL(std::string("over not_reopened opened unbound"), closed.audit_trail());
        CPPUNIT_ASSERT_EQUAL(std::string("closed open"), statuses(closed));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), closed.ask("SELECT max(attempt) FROM inbox"));
    }

    void a_second_plan_for_another_desk_goes_into_the_line_of_that_desk() {
        Closed fixture;
        Json::Value document = *json::read_strict(fixture.ask_api("GET", "/api/v1/settings").body);
        document["desks"].append(*json::read_strict(R"({"name": "second", "kind": "local"})"));
        document["connections"][0]["desk"] = "second";
        CPPUNIT_ASSERT_EQUAL(200, fixture.ask_api("PUT", "/api/v1/settings", json::write(document)).status);
        fixture.change("UPDATE desk_line SET paused_until_tick = 1 << 60 WHERE desk = 'second'");
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), statuses(fixture));  // found out, and written down
        CPPUNIT_ASSERT_EQUAL(std::string("over"), fixture.audit_trail());
        CPPUNIT_ASSERT_EQUAL(std::string("second waiting 0"),
                             fixture.ask("SELECT desk || ' ' || state || ' ' || attempt FROM inbox "
                                         "ORDER BY delivery DESC LIMIT 1"));
        fixture.change("UPDATE desk_line SET paused_until_tick = 0");
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("closed open"), statuses(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("second"), fixture.ask("SELECT desk FROM incident ORDER BY id DESC LIMIT 1"));
    }

    // Each answer is lost once, that to the create of the second plan too: its second try finds the incident by the key
    // that was committed.
    void the_intent_of_the_second_plan_is_committed_before_the_desk_is_told() {
        Closed fixture;
        fixture.desk.lose_each_once();
        bool intended = false;
        for (int i = 0; i < 10; ++i) {
            fixture.work();
            intended = intended || statuses(fixture) == "closed opening";
            fixture.later(std::chrono::seconds(30));
        }
        CPPUNIT_ASSERT(intended);
        CPPUNIT_ASSERT_EQUAL(std::string("closed open"), statuses(fixture));
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), fixture.people().incidents());
    }

    void a_second_plan_that_the_mapping_refuses_is_parked() {
        Closed fixture;
        fixture.change("CREATE TRIGGER no_more BEFORE INSERT ON incident BEGIN SELECT RAISE(ABORT, 'no more'); END");
        fixture.work();
        const std::string reason = fixture.ask("SELECT reason FROM parked");
        CPPUNIT_ASSERT_MESSAGE(reason,
                               reason.starts_with("cannot be worked on: a constraint of the mapping forbids it"));
        CPPUNIT_ASSERT_EQUAL(std::string("open"), statuses(fixture));  // nothing of it was written
        fixture.change("DROP TRIGGER no_more");
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("POST", "/api/v1/parked/retry").status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("closed open"), statuses(fixture));
    }

    static std::string statuses(ServiceFixture& fixture) {
        return fixture.ask("SELECT group_concat(status, ' ') FROM (SELECT status FROM incident ORDER BY id)");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecondPlanTest);
