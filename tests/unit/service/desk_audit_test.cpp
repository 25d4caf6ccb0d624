// One story through the whole service for every kind of desk: fired, an incident with its CI, a note on the next
// firing, resolved, late news ignored.  The remote desks are reached over TLS, their sessions end in the middle, and in
// the second telling the first answer to every request is lost after the desk has done what it asked for.

#include "adapters/desks/host/desk.h"
#include "core/text.h"
#include "service/watched_desk.h"
#include "tests/contract/helix_harness.h"
#include "tests/contract/itop_contract_harness.h"
#include "tests/contract/servicenow_contract_harness.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using namespace std::chrono_literals;

namespace {

const std::string name = "first";
const std::string resource =
    "/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-web-01";

// What is to be told apart from stand to stand.
struct Telling {
    contract::DeskHarness& harness;
    std::function<std::unique_ptr<Desk>()> desk;
    std::function<void()> lose_answers = [] {};  // from now on
};

std::size_t times(const std::vector<std::string>& notes, const std::string& part) {
    return static_cast<std::size_t>(
        std::ranges::count_if(notes, [&](const std::string& note) { return note.find(part) != note.npos; }));
}

}  // namespace

class DeskAuditTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskAuditTest);
    CPPUNIT_TEST(local_desk);
    CPPUNIT_TEST(host_desk);
    CPPUNIT_TEST(host_desk_when_answers_are_lost);
    CPPUNIT_TEST(helix);
    CPPUNIT_TEST(helix_when_every_answer_is_lost_once);
    CPPUNIT_TEST(servicenow);
    CPPUNIT_TEST(servicenow_when_every_answer_is_lost_once);
    CPPUNIT_TEST(itop);
    CPPUNIT_TEST(itop_when_every_answer_is_lost_once);
    CPPUNIT_TEST_SUITE_END();

    static void settle(ServiceFixture& fixture) {
        for (int i = 0; i < 40 && fixture.ask("SELECT count(*) FROM inbox WHERE state = 'waiting'") != "0"; ++i) {
            fixture.work();
            fixture.later(5min);  // outlasts every pause
        }
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM inbox WHERE state = 'waiting'"));
        CPPUNIT_ASSERT_EQUAL(std::string(), fixture.ask("SELECT why FROM inbox WHERE state = 'parked'"));
    }

    static void accept(ServiceFixture& fixture, const std::string& condition, const std::string& fired) {
        const Reply reply = fixture.post_to(name, alert("a1", condition, fired));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 202, reply.status);
        settle(fixture);
    }

    static void tell(Telling telling) {
        ServiceFixture fixture;
        fixture.fake_desks[name] = telling.desk;
        fixture.configure_remote({name});
        fixture.work();  // fetches the keys
        contract::DeskHarness& harness = telling.harness;
        const std::string ci = harness.add_ci({"", "vm-web-01", "Server", resource});
        telling.lose_answers();

        accept(fixture, "Fired", "2026-01-01T09:59:00Z");
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), harness.incidents());
        const std::string id = fixture.ask("SELECT desk_id FROM incident");
        CPPUNIT_ASSERT_EQUAL(ci, harness.held(id).ci);
        CPPUNIT_ASSERT_EQUAL(ci, fixture.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT_EQUAL(std::string("open"), fixture.ask("SELECT status FROM incident"));

        if (harness.can_make(contract::Trouble::session_over))
            harness.trouble_next_call(contract::Trouble::session_over);
        accept(fixture, "Fired", "2026-01-01T10:05:00Z");
        CPPUNIT_ASSERT(times(harness.held(id).notes, "fired again") >= 1);  // twice when the desk's answer was lost
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), harness.incidents());

        accept(fixture, "Resolved", "2026-01-01T10:05:00Z");
        const auto state = telling.desk()->get(id);
        CPPUNIT_ASSERT(state && state->state == IncidentState::resolved);
        CPPUNIT_ASSERT(harness.held(id).resolution.find("condition resolved") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("closed"), fixture.ask("SELECT status FROM incident"));

        const std::size_t notes = harness.held(id).notes.size();
        accept(fixture, "Fired", "2026-01-01T10:02:00Z");  // older than what was acted on
        accept(fixture, "Resolved", "2026-01-01T10:02:00Z");
        CPPUNIT_ASSERT_EQUAL(notes, harness.held(id).notes.size());
        CPPUNIT_ASSERT(telling.desk()->get(id)->state == IncidentState::resolved);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), harness.incidents());
        for (const std::string& complaint : harness.complaints())
            CPPUNIT_FAIL("the other side complains: " + complaint);
    }

    template <class DeskHarness>
    static void tell_remote(bool lossy) {
        DeskHarness harness;
        tell({harness, [&] { return harness.another(); },
              [&] {
                  if (lossy) harness.order("lose_each_once");
              }});
    }

    void local_desk() {
        contract::LocalHarness harness;
        service::CallOutcome ignored;
        tell({harness, [&] { return std::make_unique<service::WatchedDesk>(harness.desk(), ignored); }});
    }

    static void tell_host(bool lossy) {
        contract::LocalHarness harness;
        contract::FakeHost host(harness.desk());
        tell({harness, [&] { return std::make_unique<desks::HostDesk>(host); },
              [&] {
                  if (lossy) host.lose_each_once();
              }});
        CPPUNIT_ASSERT(host.complaints().empty());
    }

    void host_desk() { tell_host(false); }
    void host_desk_when_answers_are_lost() { tell_host(true); }
    void helix() { tell_remote<contract::HelixHarness>(false); }
    void helix_when_every_answer_is_lost_once() { tell_remote<contract::HelixHarness>(true); }
    void servicenow() { tell_remote<contract::ServiceNowHarness>(false); }
    void servicenow_when_every_answer_is_lost_once() { tell_remote<contract::ServiceNowHarness>(true); }
    void itop() { tell_remote<contract::ItopHarness>(false); }
    void itop_when_every_answer_is_lost_once() { tell_remote<contract::ItopHarness>(true); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DeskAuditTest);
