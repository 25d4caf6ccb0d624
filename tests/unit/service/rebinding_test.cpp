// Open incidents and the configuration items that appear, or turn out to be gone, after they were opened.

#include "tests/unit/service/fake_desk.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using namespace std::chrono_literals;

namespace {

const std::string its_id = "/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-web-01";
const std::string another_id =
    "/subscriptions/s2/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-web-01";

}  // namespace

class RebindingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RebindingTest);
    CPPUNIT_TEST(an_incident_bound_by_name_gets_the_item_that_carries_its_id);
    CPPUNIT_TEST(a_name_is_not_replaced_by_a_name);
    CPPUNIT_TEST(a_namesake_of_another_subscription_is_listed_with_its_id_and_not_bound);
    CPPUNIT_TEST(what_was_opened_before_the_item_was_found_gets_it_too);
    CPPUNIT_TEST(a_pin_reaches_incidents_bound_by_name);
    CPPUNIT_TEST(two_alerts_of_one_resource_get_each_their_own_item);
    CPPUNIT_TEST(what_people_chose_stays_and_a_note_says_so);
    CPPUNIT_TEST(an_item_that_the_desk_cannot_take_off_is_told_in_a_note);
    CPPUNIT_TEST(a_pinned_item_that_was_deleted_is_not_told_as_bound_and_is_looked_up_again);
    CPPUNIT_TEST(bindings_are_counted_by_item);
    CPPUNIT_TEST(what_is_bound_by_name_is_looked_up_ever_more_seldom);
    CPPUNIT_TEST_SUITE_END();

    static std::string fire(ServiceFixture& fixture, const std::string& id, const std::string& vm = "vm-web-01") {
        fixture.post(alert(id, "Fired", "2026-01-01T09:59:00Z", vm));
        fixture.work();
        return fixture.ask("SELECT desk_id FROM incident ORDER BY id DESC LIMIT 1");
    }

    static void next_lookup(ServiceFixture& fixture) {
        fixture.later(6min);
        fixture.work();
    }

    static void pin(ServiceFixture& fixture, const std::string& resource, const std::string& ci,
                    const std::string& name) {
        const Reply done = fixture.admin("POST", "/api/v1/bindings/pin",
                                         R"({"desk":"host","resource":")" + resource + R"(","ci":{"id":")" + ci +
                                             R"(","name":")" + name + R"(","class":""}})");
        CPPUNIT_ASSERT_EQUAL_MESSAGE(done.body, 200, done.status);
    }

    void an_incident_bound_by_name_gets_the_item_that_carries_its_id() {
        ServiceFixture fixture;
        const std::string by_name = fixture.people().add_ci({"", "vm-web-01", "VM", ""});
        const std::string incident = fire(fixture, "a1");
        CPPUNIT_ASSERT_EQUAL(by_name, fixture.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM unbound_resources"));
        const std::string right = fixture.people().add_ci({"", "web one", "VM", its_id});
        next_lookup(fixture);
        CPPUNIT_ASSERT_EQUAL(right, fixture.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(right, fixture.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT(fixture.ask("SELECT detail FROM story WHERE what = 'bound' ORDER BY id DESC LIMIT 1")
                           .find("in the place of \"vm-web-01\"") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM unbound"));
    }

    void a_name_is_not_replaced_by_a_name() {
        ServiceFixture fixture;
        const std::string first = fixture.people().add_ci({"", "vm-web-01", "VM", ""});
        const std::string incident = fire(fixture, "a1");
        fixture.people().remove_ci(first);
        const std::string second = fixture.people().add_ci({"", "vm-web-01", "VM", ""});
        next_lookup(fixture);
        CPPUNIT_ASSERT(second != fixture.people().held(incident).ci);
        const std::string right = fixture.people().add_ci({"", "web one", "VM", its_id});
        fixture.later(4h);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(right, fixture.people().held(incident).ci);
    }

    void a_namesake_of_another_subscription_is_listed_with_its_id_and_not_bound() {
        ServiceFixture fixture;
        fixture.people().add_ci({"", "vm-web-01", "VM", another_id});
        const std::string incident = fire(fixture, "a1");
        CPPUNIT_ASSERT_EQUAL(std::string(), fixture.people().held(incident).ci);
        const std::string why = fixture.ask("SELECT why FROM unbound_resources WHERE resource = '" + its_id + "'");
        CPPUNIT_ASSERT_MESSAGE(
            why, why.find("\"vm-web-01\" is in the CMDB with another resource id, " + another_id) != std::string::npos);
        const std::string right = fixture.people().add_ci({"", "vm-web-01", "VM", its_id});
        next_lookup(fixture);
        CPPUNIT_ASSERT_EQUAL(right, fixture.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM unbound_resources"));
    }

    // The next alert of the resource finds the item before the look-up is due.
    void what_was_opened_before_the_item_was_found_gets_it_too() {
        ServiceFixture fixture;
        const std::string first = fire(fixture, "a1");
        const std::string right = fixture.people().add_ci({"", "vm-web-01", "VM", its_id});
        const std::string second = fire(fixture, "a2");
        CPPUNIT_ASSERT_EQUAL(right, fixture.people().held(second).ci);
        CPPUNIT_ASSERT_EQUAL(right, fixture.people().held(first).ci);
    }

    void a_pin_reaches_incidents_bound_by_name() {
        ServiceFixture fixture;
        fixture.people().add_ci({"", "vm-web-01", "VM", ""});
        const std::string incident = fire(fixture, "a1");
        const std::string pinned = fixture.people().add_ci({"", "chosen", "VM", ""});
        pin(fixture, its_id, pinned, "chosen");
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(pinned, fixture.people().held(incident).ci);
    }

    // Both name the server by its id, which no item carries, and each a computer of its own.
    void two_alerts_of_one_resource_get_each_their_own_item() {
        ServiceFixture fixture;
        std::map<std::string, std::string> incidents, cis;
        for (const std::string host : {"host-a", "host-b"}) {
            std::string body = alert(host, "Fired");
            const std::string items = R"("configurationItems":["vm-web-01"])";
            body.replace(body.find(items), items.size(), R"("configurationItems":[")" + host + R"("])");
            fixture.post(body);
            fixture.work();
            incidents[host] = fixture.ask("SELECT desk_id FROM incident ORDER BY id DESC LIMIT 1");
        }
        for (const auto& [host, incident] : incidents) cis[host] = fixture.people().add_ci({"", host, "", ""});
        next_lookup(fixture);
        next_lookup(fixture);
        for (const auto& [host, incident] : incidents)
            CPPUNIT_ASSERT_EQUAL(cis[host], fixture.people().held(incident).ci);
    }

    // A desk where an item is found by its name first and by its id later.
    struct Later {
        ServiceFixture fixture;
        DeskScript script;
        bool id_is_there = false;
        std::vector<std::string> notes;

        explicit Later(Rebound outcome) {
            script.on_query = [this](const CiQuery& query) -> Result<std::vector<ConfigurationItem>> {
                if (query.by == CiQuery::By::name) return std::vector<ConfigurationItem>{{"1", "by name", "", ""}};
                if (!id_is_there) return std::vector<ConfigurationItem>{};
                return std::vector<ConfigurationItem>{{"2", "right", "", query.value}};
            };
            script.on_rebind = [outcome] { return Result<Rebound>(outcome); };
            script.on_note = [this](const std::string& text) { notes.push_back(text); };
            fixture.fake_desks["first"] = [this] { return std::make_unique<FakeDesk>(script); };
            fixture.configure_remote({"first"});
            fixture.work();
            fixture.post_to("first", alert("a1", "Fired"));
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT ci_id FROM incident"));
            id_is_there = true;
            next_lookup(fixture);
            next_lookup(fixture);
            fixture.later(5h);
            fixture.work();
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), notes.size());  // once
            CPPUNIT_ASSERT(notes[0].find("\"right\" (2)") != std::string::npos);
        }
    };

    void what_people_chose_stays_and_a_note_says_so() {
        Later later(Rebound::left);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), later.fixture.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT(later.notes[0].find("chosen here by hand") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("1"),
                             later.fixture.ask("SELECT count(*) FROM story WHERE what = 'not_bound'"));
    }

    void an_item_that_the_desk_cannot_take_off_is_told_in_a_note() {
        Later later(Rebound::old_stays);
        CPPUNIT_ASSERT_EQUAL(std::string("2"), later.fixture.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT(later.notes[0].find("\"by name\" (1)") != std::string::npos);
    }

    void a_pinned_item_that_was_deleted_is_not_told_as_bound_and_is_looked_up_again() {
        ServiceFixture fixture;
        const std::string gone = fixture.people().add_ci({"", "pinned", "VM", ""});
        fixture.people().remove_ci(gone);
        pin(fixture, its_id, gone, "pinned");
        const std::string incident = fire(fixture, "a1");
        CPPUNIT_ASSERT_EQUAL(std::string(), fixture.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(std::string(), fixture.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT count(*) FROM story WHERE what = 'bound'"));
        const std::string told = fixture.ask("SELECT detail FROM story WHERE what = 'unbound'");
        CPPUNIT_ASSERT_MESSAGE(told,
                               told.find("pinned CI \"pinned\" is not in the CMDB any more") != std::string::npos);
        const std::string right = fixture.people().add_ci({"", "vm-web-01", "VM", its_id});
        next_lookup(fixture);
        CPPUNIT_ASSERT_EQUAL(right, fixture.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(right, fixture.ask("SELECT ci_id FROM incident"));
        // The next one does not wait for a look-up.
        const std::string second = fire(fixture, "a2");
        CPPUNIT_ASSERT_EQUAL(right, fixture.people().held(second).ci);
        CPPUNIT_ASSERT_EQUAL(right, fixture.ask("SELECT ci_id FROM incident ORDER BY id DESC LIMIT 1"));
    }

    void bindings_are_counted_by_item() {
        ServiceFixture fixture;
        fixture.people().add_ci({"", "vm-web-01", "VM", ""});
        fire(fixture, "a1");
        const std::string right = fixture.people().add_ci({"", "web one", "VM", its_id});
        fixture.change(
            "UPDATE unbound SET resource = resource || '-elsewhere'");  // the first one is never looked up again
        fire(fixture, "a2");
        CPPUNIT_ASSERT_EQUAL(std::string("1"),
                             fixture.ask("SELECT open_incidents FROM ci_bindings WHERE ci = 'web one'"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"),
                             fixture.ask("SELECT open_incidents FROM ci_bindings WHERE ci = 'vm-web-01'"));
    }

    void what_is_bound_by_name_is_looked_up_ever_more_seldom() {
        ServiceFixture fixture;
        fixture.people().add_ci({"", "vm-web-01", "VM", ""});
        fire(fixture, "a1");
        for (int i = 0; i < 24 * 12; ++i) {
            fixture.later(5min);
            fixture.work();
        }
        const int looks = std::stoi(fixture.ask("SELECT looks FROM unbound"));
        CPPUNIT_ASSERT_MESSAGE(std::to_string(looks), looks >= 6 && looks <= 16);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RebindingTest);
