// Open incidents and the configuration items that appear, or turn out to be gone, after they were opened.

#include "tests/unit/service/made_up_desk.h"
#include "tests/unit/service/town.h"

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

    static std::string fire(Town& town, const std::string& id, const std::string& vm = "vm-web-01") {
        town.post(alert(id, "Fired", "2026-01-01T09:59:00Z", vm));
        town.work();
        return town.ask("SELECT desk_id FROM incident ORDER BY id DESC LIMIT 1");
    }

    static void look_again(Town& town) {
        town.later(6min);
        town.work();
    }

    static void pin(Town& town, const std::string& resource, const std::string& ci, const std::string& name) {
        const Reply done = town.admin("POST", "/api/v1/bindings/pin",
                                      R"({"desk":"host","resource":")" + resource + R"(","ci":{"id":")" + ci +
                                          R"(","name":")" + name + R"(","class":""}})");
        CPPUNIT_ASSERT_EQUAL_MESSAGE(done.body, 200, done.status);
    }

    void an_incident_bound_by_name_gets_the_item_that_carries_its_id() {
        Town town;
        const std::string by_name = town.people().add_ci({"", "vm-web-01", "VM", ""});
        const std::string incident = fire(town, "a1");
        CPPUNIT_ASSERT_EQUAL(by_name, town.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM unbound_resources"));
        const std::string right = town.people().add_ci({"", "web one", "VM", its_id});
        look_again(town);
        CPPUNIT_ASSERT_EQUAL(right, town.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(right, town.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT(town.ask("SELECT detail FROM story WHERE what = 'bound' ORDER BY id DESC LIMIT 1")
                           .find("in the place of \"vm-web-01\"") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM unbound"));
    }

    void a_name_is_not_replaced_by_a_name() {
        Town town;
        const std::string first = town.people().add_ci({"", "vm-web-01", "VM", ""});
        const std::string incident = fire(town, "a1");
        town.people().remove_ci(first);
        const std::string second = town.people().add_ci({"", "vm-web-01", "VM", ""});
        look_again(town);
        CPPUNIT_ASSERT(second != town.people().held(incident).ci);
        const std::string right = town.people().add_ci({"", "web one", "VM", its_id});
        town.later(4h);
        town.work();
        CPPUNIT_ASSERT_EQUAL(right, town.people().held(incident).ci);
    }

    void a_namesake_of_another_subscription_is_listed_with_its_id_and_not_bound() {
        Town town;
        town.people().add_ci({"", "vm-web-01", "VM", another_id});
        const std::string incident = fire(town, "a1");
        CPPUNIT_ASSERT_EQUAL(std::string(), town.people().held(incident).ci);
        const std::string why = town.ask("SELECT why FROM unbound_resources WHERE resource = '" + its_id + "'");
        CPPUNIT_ASSERT_MESSAGE(
            why, why.find("\"vm-web-01\" is in the CMDB with another resource id, " + another_id) != std::string::npos);
        const std::string right = town.people().add_ci({"", "vm-web-01", "VM", its_id});
        look_again(town);
        CPPUNIT_ASSERT_EQUAL(right, town.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM unbound_resources"));
    }

    // The next alert of the resource finds the item before the look-up is due.
    void what_was_opened_before_the_item_was_found_gets_it_too() {
        Town town;
        const std::string first = fire(town, "a1");
        const std::string right = town.people().add_ci({"", "vm-web-01", "VM", its_id});
        const std::string second = fire(town, "a2");
        CPPUNIT_ASSERT_EQUAL(right, town.people().held(second).ci);
        CPPUNIT_ASSERT_EQUAL(right, town.people().held(first).ci);
    }

    void a_pin_reaches_incidents_bound_by_name() {
        Town town;
        town.people().add_ci({"", "vm-web-01", "VM", ""});
        const std::string incident = fire(town, "a1");
        const std::string pinned = town.people().add_ci({"", "chosen", "VM", ""});
        pin(town, its_id, pinned, "chosen");
        town.work();
        CPPUNIT_ASSERT_EQUAL(pinned, town.people().held(incident).ci);
    }

    // Both name the server by its id, which no item carries, and each a computer of its own.
    void two_alerts_of_one_resource_get_each_their_own_item() {
        Town town;
        std::map<std::string, std::string> incidents, cis;
        for (const std::string host : {"host-a", "host-b"}) {
            std::string body = alert(host, "Fired");
            const std::string items = R"("configurationItems":["vm-web-01"])";
            body.replace(body.find(items), items.size(), R"("configurationItems":[")" + host + R"("])");
            town.post(body);
            town.work();
            incidents[host] = town.ask("SELECT desk_id FROM incident ORDER BY id DESC LIMIT 1");
        }
        for (const auto& [host, incident] : incidents) cis[host] = town.people().add_ci({"", host, "", ""});
        look_again(town);
        look_again(town);
        for (const auto& [host, incident] : incidents) CPPUNIT_ASSERT_EQUAL(cis[host], town.people().held(incident).ci);
    }

    // A desk where an item is found by its name first and by its id later.
    struct Later {
        Town town;
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
            town.made_up_desks["first"] = [this] { return std::make_unique<MadeUpDesk>(script); };
            town.configure_remote({"first"});
            town.work();
            town.post_to("first", alert("a1", "Fired"));
            town.work();
            CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT ci_id FROM incident"));
            id_is_there = true;
            look_again(town);
            look_again(town);
            town.later(5h);
            town.work();
            CPPUNIT_ASSERT_EQUAL(std::size_t(1), notes.size());  // once
            CPPUNIT_ASSERT(notes[0].find("\"right\" (2)") != std::string::npos);
        }
    };

    void what_people_chose_stays_and_a_note_says_so() {
        Later later(Rebound::left);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), later.town.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT(later.notes[0].find("chosen here by hand") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), later.town.ask("SELECT count(*) FROM story WHERE what = 'not_bound'"));
    }

    void an_item_that_the_desk_cannot_take_off_is_told_in_a_note() {
        Later later(Rebound::old_stays);
        CPPUNIT_ASSERT_EQUAL(std::string("2"), later.town.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT(later.notes[0].find("\"by name\" (1)") != std::string::npos);
    }

    void a_pinned_item_that_was_deleted_is_not_told_as_bound_and_is_looked_up_again() {
        Town town;
        const std::string gone = town.people().add_ci({"", "pinned", "VM", ""});
        town.people().remove_ci(gone);
        pin(town, its_id, gone, "pinned");
        const std::string incident = fire(town, "a1");
        CPPUNIT_ASSERT_EQUAL(std::string(), town.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(std::string(), town.ask("SELECT ci_id FROM incident"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), town.ask("SELECT count(*) FROM story WHERE what = 'bound'"));
        const std::string told = town.ask("SELECT detail FROM story WHERE what = 'unbound'");
        CPPUNIT_ASSERT_MESSAGE(told,
                               told.find("pinned CI \"pinned\" is not in the CMDB any more") != std::string::npos);
        const std::string right = town.people().add_ci({"", "vm-web-01", "VM", its_id});
        look_again(town);
        CPPUNIT_ASSERT_EQUAL(right, town.people().held(incident).ci);
        CPPUNIT_ASSERT_EQUAL(right, town.ask("SELECT ci_id FROM incident"));
        // The next one does not wait for a look-up.
        const std::string second = fire(town, "a2");
        CPPUNIT_ASSERT_EQUAL(right, town.people().held(second).ci);
        CPPUNIT_ASSERT_EQUAL(right, town.ask("SELECT ci_id FROM incident ORDER BY id DESC LIMIT 1"));
    }

    void bindings_are_counted_by_item() {
        Town town;
        town.people().add_ci({"", "vm-web-01", "VM", ""});
        fire(town, "a1");
        const std::string right = town.people().add_ci({"", "web one", "VM", its_id});
        town.change(
            "UPDATE unbound SET resource = resource || '-elsewhere'");  // the first one is never looked up again
        fire(town, "a2");
        CPPUNIT_ASSERT_EQUAL(std::string("1"), town.ask("SELECT open_incidents FROM ci_bindings WHERE ci = 'web one'"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"),
                             town.ask("SELECT open_incidents FROM ci_bindings WHERE ci = 'vm-web-01'"));
    }

    void what_is_bound_by_name_is_looked_up_ever_more_seldom() {
        Town town;
        town.people().add_ci({"", "vm-web-01", "VM", ""});
        fire(town, "a1");
        for (int i = 0; i < 24 * 12; ++i) {
            town.later(5min);
            town.work();
        }
        const int looks = std::stoi(town.ask("SELECT looks FROM unbound"));
        CPPUNIT_ASSERT_MESSAGE(std::to_string(looks), looks >= 6 && looks <= 16);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RebindingTest);
