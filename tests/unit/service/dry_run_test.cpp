// A dry run and the work line make the same plan: what the first shows is what the second then does.

#include <set>

#include "json/json.h"
#include "tests/unit/inbound/alert_samples.h"
#include "tests/unit/inbound/tickets.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

const std::string api = "/api/v1/";

// The words of the story that tell that an act was carried out.
const std::map<std::string, std::string> told_of{
    {"open_incident", "opened"},           {"add_note", "noted"},           {"resolve_incident", "resolved"},
    {"resolve_if_found", "nothing_to_do"}, {"reopen_incident", "reopened"},
};

}  // namespace

class DryRunTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DryRunTest);
    CPPUNIT_TEST(every_body_is_worked_on_as_its_dry_run_said);
    CPPUNIT_TEST(the_incident_is_what_its_dry_run_showed_for_every_form);
    CPPUNIT_TEST(a_whole_life_goes_as_its_dry_runs_said);
    CPPUNIT_TEST(a_resolved_of_another_alert_is_shown_as_parked);
    CPPUNIT_TEST(an_alert_that_was_forgotten_is_looked_for_in_the_desk_that_is_shown);
    CPPUNIT_TEST_SUITE_END();

    Json::Value json_of(const Reply& reply) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
        return *json::read_strict(reply.body);
    }

    Json::Value dry_run(const std::string& body) {
        Json::Value order(Json::objectValue);
        order["connection"] = "contoso";
        order["alert"] = body;
        return json_of(fixture_->ask_api("POST", api + "dry-run", json::write(order)));
    }

    void lead_to(const std::string& desk, const std::string& refire = "new") {
        Json::Value document = json_of(fixture_->ask_api("GET", api + "settings"));
        if (document["desks"].size() == 1)
            document["desks"].append(*json::read_strict(R"({"name": "second", "kind": "local"})"));
        document["connections"][0]["desk"] = desk;
        document["connections"][0]["refire"] = refire;
        json_of(fixture_->ask_api("PUT", api + "settings", json::write(document)));
    }

    // Dry run, delivery, work: what the first said has come to pass.  Gives the act.
    std::string said_and_done(const std::string& body, const std::string& name) {
        const Json::Value said = dry_run(body);
        const std::string act = said["act"].asString(), where = name + ": " + act;
        const std::string first_of_its_kind = "SELECT max(id) FROM delivery WHERE duplicate_of IS NULL";
        const std::string latest = fixture_->ask(first_of_its_kind);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, 202, fixture_->post(body).status);
        if (fixture_->ask(first_of_its_kind) == latest)
            return "repeat";  // two samples of one alert: not worked on again
        const std::string delivery = "(" + first_of_its_kind + ")";
        const std::string of_alert =
            " FROM alert WHERE alert_key = (SELECT alert_key FROM delivery WHERE id = " + delivery + ")";
        const std::string before = fixture_->ask("SELECT state" + of_alert);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, before.empty() ? "unknown" : before, said["state"].asString());
        fixture_->work();

        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, fixture_->ask("SELECT alert_key FROM delivery WHERE id = " + delivery),
                                     said["alert_key"].asString());
        const std::string audit_trail = " FROM story WHERE delivery = " + delivery;
        if (act == "nothing" || act == "park") {
            const std::string words = act == "park" ? "('parked')" : "('nothing_to_do', 'late')";
            CPPUNIT_ASSERT_EQUAL_MESSAGE(where, said["why"].asString(),
                                         fixture_->ask("SELECT detail" + audit_trail + " AND what IN " + words));
        } else {
            CPPUNIT_ASSERT_MESSAGE(where, told_of.contains(act));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                where, std::string("1"),
                fixture_->ask("SELECT count(*)" + audit_trail + " AND what = '" + told_of.at(act) + "'"));
        }
        const auto of_incident = [&](const char* column) {
            return fixture_->ask("SELECT i." + std::string(column) +
                                 " FROM incident AS i WHERE i.id = (SELECT incident" + of_alert + ")");
        };
        if (const std::string desk = of_incident("desk"); !desk.empty()) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(where, desk, said["desk"].asString());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(where, of_incident("desk_key"), said["desk_key"].asString());
        }
        if (act == "open_incident" && said["desk"].asString() == "host") is_held(of_incident("desk_id"), said, where);
        return act;
    }

    // The incident in the desk says what the dry run showed, letter by letter.
    void is_held(const std::string& desk_id, const Json::Value& said, const std::string& where) {
        const contract::Held held = fixture_->people().held(desk_id);
        std::map<std::string, std::string> shown;
        for (const Json::Value& field : said["fields"]) shown[field["name"].asString()] = field["value"].asString();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, shown["title"], held.title);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, shown["description"], held.description);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, said["title"].asString(), held.title);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, said["description"].asString(), held.description);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, shown["impact"], std::to_string(held.impact));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, shown["urgency"], std::to_string(held.urgency));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, said["desk_key"].asString(), shown["key"]);
        const bool has_ci = !shown["configuration item"].empty();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(where, has_ci, !held.ci.empty());
        ++compared_;
    }

    // Every form: published bodies, the posts of cases, and our own, with configuration items for some.
    void the_incident_is_what_its_dry_run_showed_for_every_form() {
        std::vector<tickets::Body> bodies = tickets::bodies(TEST_DATA "/tickets/own", "own/");
        for (const char* folder : {"payloads", "samples", "samples/legacy"})
            for (tickets::Body& body : tickets::bodies(std::string(SHARED_DATA "/azure/") + folder, folder))
                bodies.push_back(std::move(body));
        for (const char* cases : {TEST_DATA "/tickets/cases", SHARED_DATA "/azure/cases"})
            for (const tickets::Body& one : tickets::bodies(cases, "cases/")) {
                const Json::Value content = *json::read_lenient_names(one.text);
                for (const Json::Value& post : content["posts"])
                    bodies.push_back({one.name, json::write(post["body"])});
            }
        for (const char* name : {"vm-a", "srv-a", "vm-f", "aks-a", "orders"})
            fixture_->people().add_ci({"", name, "Server", ""});
        std::set<std::string> forms;
        for (const tickets::Body& body : bodies) {
            said_and_done(body.text, body.name);
            forms.insert(fixture_->ask("SELECT form FROM delivery WHERE id = (SELECT max(id) FROM delivery)"));
        }
        CPPUNIT_ASSERT(forms.size() >= 8 && compared_ >= 20);
    }

    void every_body_is_worked_on_as_its_dry_run_said() {
        std::vector<alert_samples::Sample> bodies = alert_samples::whole_bodies();
        const std::size_t with_a_life = bodies.size();
        for (alert_samples::Sample& body : alert_samples::cases()) bodies.push_back(std::move(body));
        for (alert_samples::Sample& body : alert_samples::payloads()) bodies.push_back(std::move(body));
        std::map<std::string, int> acts;
        for (const alert_samples::Sample& sample : bodies) ++acts[said_and_done(sample.body, sample.name)];
        // What would come next of each; the settings lead elsewhere by now.
        lead_to("second");
        for (std::size_t i = 0; i < with_a_life; ++i) {
            Json::Value body = *json::read_strict(bodies[i].body);
            if (!body["data"].isObject() || !body["data"]["essentials"].isObject()) continue;
            Json::Value& essentials = body["data"]["essentials"];
            for (const auto& [condition, fired] : {std::pair{"Fired", "2025-12-30T10:00:00Z"},
                                                   {"Resolved", "2025-12-29T10:00:00Z"},
                                                   {"Resolved", "2025-12-30T10:00:00Z"},
                                                   {"Fired", "2025-12-31T10:00:00Z"}}) {
                essentials["monitorCondition"] = condition;
                essentials["firedDateTime"] = fired;
                ++acts[said_and_done(json::write(body), bodies[i].name + ", " + condition + " " + fired)];
            }
        }
        for (const char* act : {"open_incident", "add_note", "resolve_incident", "resolve_if_found", "nothing"})
            CPPUNIT_ASSERT_MESSAGE(act, acts[act] > 0);
    }

    void a_whole_life_goes_as_its_dry_runs_said() {
        const auto step = [&](const char* act, const char* condition, const char* fired) {
            CPPUNIT_ASSERT_EQUAL(std::string(act), said_and_done(alert("a1", condition, fired), fired));
        };
        step("open_incident", "Fired", "2026-01-01T09:00:00Z");
        lead_to("second");
        step("add_note", "Fired", "2026-01-01T09:10:00Z");
        step("nothing", "Fired", "2026-01-01T09:05:00Z");  // late
        step("resolve_incident", "Resolved", "2026-01-01T09:10:00Z");
        step("nothing", "Resolved", "2026-01-01T09:11:00Z");
        step("open_incident", "Fired", "2026-01-01T09:20:00Z");  // another one, in the second desk
        step("resolve_incident", "Resolved", "2026-01-01T09:20:00Z");
        lead_to("host", "reopen");
        step("reopen_incident", "Fired", "2026-01-01T09:30:00Z");
    }

    void a_resolved_of_another_alert_is_shown_as_parked() {
        said_and_done(alert("a1", "Fired"), "Fired");
        std::string other = alert("a1", "Resolved", "2026-01-01T09:59:00Z", "vm-web-02");
        other.replace(other.find("CPU high"), 8, "Disk full");
        CPPUNIT_ASSERT_EQUAL(std::string("park"), said_and_done(other, "of another"));
        CPPUNIT_ASSERT_EQUAL(std::string("open"), fixture_->ask("SELECT status FROM incident"));
    }

    // Its incident is over and was in another desk: what the alert's Resolved would close is looked for where a new one
    // would be opened.
    void an_alert_that_was_forgotten_is_looked_for_in_the_desk_that_is_shown() {
        said_and_done(alert("a1", "Fired"), "Fired");
        said_and_done(alert("a1", "Resolved"), "Resolved");
        fixture_->change("UPDATE alert SET state = 'unknown', first_target = '', rule = '', last_fired_ms = NULL");
        lead_to("second");
        const std::string body = alert("a1", "Resolved", "2026-01-01T09:40:00Z");
        const Json::Value said = dry_run(body);
        CPPUNIT_ASSERT_EQUAL(std::string("resolve_if_found"), said["act"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("second"), said["desk"].asString());
        CPPUNIT_ASSERT(said["desk_key"].asString().ends_with("-2"));
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(body).status);
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(std::string("second"), fixture_->ask("SELECT desk FROM inbox ORDER BY delivery DESC"));
    }

    std::unique_ptr<ServiceFixture> fixture_;
    int compared_ = 0;

public:
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure();
        fixture_->work();  // fetches the keys
    }
    void tearDown() override { fixture_.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DryRunTest);
