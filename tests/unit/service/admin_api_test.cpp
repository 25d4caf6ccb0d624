// Long: one suite, a case for each endpoint.
// The admin API of plugin/admin/api.md over the real service.

#include "json/json.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using namespace std::chrono_literals;

namespace {

const std::string api = "/api/v1/";

}  // namespace

class AdminApiTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AdminApiTest);
    CPPUNIT_TEST(of_two_who_edit_the_second_is_told_and_nothing_is_overwritten);
    CPPUNIT_TEST(the_history_tells_what_changed_and_the_last_change_can_be_undone);
    CPPUNIT_TEST(a_problem_names_its_field);
    CPPUNIT_TEST(deliveries_are_paged_by_key_and_found);
    CPPUNIT_TEST(a_delivery_shows_its_incident_and_its_body_as_text);
    CPPUNIT_TEST(incidents_are_listed_and_found);
    CPPUNIT_TEST(a_pinned_configuration_item_is_bound_and_counts_until_unpinned);
    CPPUNIT_TEST(a_dry_run_goes_by_settings_that_are_not_saved_and_writes_nothing);
    CPPUNIT_TEST(a_dry_run_shows_the_key_that_the_incident_gets);
    CPPUNIT_TEST(a_dry_run_names_the_desk_of_the_open_incident);
    CPPUNIT_TEST(a_route_leads_to_its_desk);
    CPPUNIT_TEST(the_overview_counts_the_last_day);
    CPPUNIT_TEST(the_checks_of_a_connection_are_told);
    CPPUNIT_TEST(every_kind_of_desk_is_described);
    CPPUNIT_TEST(a_file_of_items_is_turned_away_where_the_desk_keeps_its_own);
    CPPUNIT_TEST(screens_are_served_and_not_sent_twice);
    CPPUNIT_TEST_SUITE_END();

    static Json::Value json_of(const Reply& reply, int status = 200) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, status, reply.status);
        auto read = json::read_strict(reply.body);
        CPPUNIT_ASSERT_MESSAGE(reply.body, read);
        return *read;
    }
    Json::Value get(const std::string& path, const std::string& query = "") {
        return json_of(fixture_->ask_api("GET", api + path, "", query));
    }
    Json::Value post(const std::string& path, const Json::Value& body, int status = 200) {
        return json_of(fixture_->ask_api("POST", api + path, json::write(body)), status);
    }
    // Fired alerts a1 .. aN, worked on.
    void fire(int count) {
        for (int i = 1; i <= count; ++i)
            CPPUNIT_ASSERT_EQUAL(202, fixture_->post(alert("a" + std::to_string(i), "Fired")).status);
        fixture_->work();
    }

    void of_two_who_edit_the_second_is_told_and_nothing_is_overwritten() {
        const Json::Value document = get("settings");
        Json::Value mine = document, theirs = document;
        mine["connections"][0]["description"] = "mine";
        theirs["connections"][0]["description"] = "theirs";
        CPPUNIT_ASSERT_EQUAL(
            200, fixture_->ask_api("PUT", api + "settings", json::write(mine), "", "If-Match: \"1\"\n").status);
        for (const char* query : {"", "dry_run=1"}) {
            const Json::Value told = json_of(
                fixture_->ask_api("PUT", api + "settings", json::write(theirs), query, "If-Match: \"1\"\n"), 412);
            CPPUNIT_ASSERT_EQUAL(2, told["version"].asInt());
            CPPUNIT_ASSERT_EQUAL(std::string("alice"), told["changed_by"].asString());
        }
        CPPUNIT_ASSERT_EQUAL(std::string("mine"), get("settings")["connections"][0]["description"].asString());
        CPPUNIT_ASSERT_EQUAL(
            412, fixture_->ask_api("PUT", api + "settings", json::write(theirs), "", "If-Match: *\n").status);
        CPPUNIT_ASSERT_EQUAL(
            200, fixture_->ask_api("PUT", api + "settings", json::write(theirs), "", "If-Match: \"2\"\n").status);
    }

    void the_history_tells_what_changed_and_the_last_change_can_be_undone() {
        Json::Value document = get("settings");
        const Json::Value first = document;
        document["connections"][0]["enabled"] = false;
        json_of(fixture_->ask_api("PUT", api + "settings", json::write(document)));
        const Json::Value history = get("settings/history");
        CPPUNIT_ASSERT_EQUAL(2, history["rows"][0]["version"].asInt());
        CPPUNIT_ASSERT_EQUAL(std::string("connections.contoso.enabled: true -> false"),
                             history["rows"][0]["changes"][0].asString());
        CPPUNIT_ASSERT(history["next"].isNull());
        CPPUNIT_ASSERT_EQUAL(2, get("settings/history", "limit=1")["next"].asInt());
        const Json::Value one = get("settings/history/2");
        CPPUNIT_ASSERT(one["before"] == first && one["document"] == document);

        Json::Value order(Json::objectValue);
        order["version"] = 1;
        post("settings/undo", order, 412);  // is not the last
        order["version"] = 2;
        CPPUNIT_ASSERT_EQUAL(3, post("settings/undo", order)["version"].asInt());
        CPPUNIT_ASSERT(get("settings") == first);
        CPPUNIT_ASSERT_EQUAL(404, fixture_->ask_api("GET", api + "settings/history/9").status);
    }

    void a_problem_names_its_field() {
        Json::Value document = get("settings");
        document["desks"][0]["title_template"] = "{{nonsense}}";
        const Json::Value told = json_of(fixture_->ask_api("PUT", api + "settings", json::write(document)), 400);
        CPPUNIT_ASSERT_EQUAL(std::string("desks[0].title_template"), told["problems"][0]["place"].asString());
        CPPUNIT_ASSERT(told["problems"][0]["what"].asString().find("nonsense") != std::string::npos);
    }

    void deliveries_are_paged_by_key_and_found() {
        fire(5);
        const Json::Value first = get("deliveries", "limit=2");
        CPPUNIT_ASSERT_EQUAL(5, first["rows"][0]["id"].asInt());
        CPPUNIT_ASSERT_EQUAL(4, first["next"].asInt());
        const Json::Value last = get("deliveries", "limit=3&before=4");
        CPPUNIT_ASSERT_EQUAL(3u, last["rows"].size());
        CPPUNIT_ASSERT(last["next"].isNull());
        CPPUNIT_ASSERT_EQUAL(1u, get("deliveries", "after=4")["rows"].size());
        CPPUNIT_ASSERT_EQUAL(
            5u, get("deliveries", "q=cpu%20HIGH&severity=Sev1&connection=contoso&state=done")["rows"].size());
        CPPUNIT_ASSERT_EQUAL(1u, get("deliveries", "q=/a3")["rows"].size());
        const Json::Value found = get("deliveries", "q=cpu&limit=3");
        CPPUNIT_ASSERT_EQUAL(3, found["next"].asInt());
        CPPUNIT_ASSERT_EQUAL(2u, get("deliveries", "q=cpu&limit=3&before=3")["rows"].size());
        for (const char* none : {"q=100%25", "q=_", "severity=Sev2", "connection=other", "state=parked"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(none, 0u, get("deliveries", none)["rows"].size());
        fixture_->post(alert("a5", "Fired"));
        CPPUNIT_ASSERT_EQUAL(1, get("deliveries", "limit=1")["rows"][0]["repeats"].asInt());
        for (const char* bad : {"limit=0", "limit=201", "before=x", "after=-1"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, 400, fixture_->ask_api("GET", api + "deliveries", "", bad).status);
    }

    void a_delivery_shows_its_incident_and_its_body_as_text() {
        fire(1);
        const Json::Value row = get("deliveries/1");
        CPPUNIT_ASSERT_EQUAL(fixture_->ask("SELECT number FROM incident"), row["incident"]["number"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"), row["peer"].asString());
        const Reply body = fixture_->ask_api("GET", api + "deliveries/1/body");
        CPPUNIT_ASSERT_EQUAL(alert("a1", "Fired"), body.body);
        CPPUNIT_ASSERT_EQUAL(std::string("text/plain; charset=utf-8"), body.headers.at(0).second);
        CPPUNIT_ASSERT_EQUAL(404, fixture_->ask_api("GET", api + "deliveries/2").status);
        CPPUNIT_ASSERT_EQUAL(404, fixture_->ask_api("GET", api + "deliveries/x/body").status);
    }

    void incidents_are_listed_and_found() {
        fire(3);
        fixture_->post(alert("a2", "Resolved"));
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(2u, get("incidents", "status=open")["rows"].size());
        CPPUNIT_ASSERT_EQUAL(1u, get("incidents", "status=closed")["rows"].size());
        const std::string number = fixture_->ask("SELECT number FROM incident ORDER BY id LIMIT 1");
        CPPUNIT_ASSERT_EQUAL(1u, get("incidents", "q=" + number)["rows"].size());
        const Json::Value page = get("incidents", "limit=2");
        CPPUNIT_ASSERT_EQUAL(1u, get("incidents", "limit=2&before=" + page["next"].asString())["rows"].size());
        CPPUNIT_ASSERT_EQUAL(400, fixture_->ask_api("GET", api + "incidents", "", "status=half").status);
    }

    void a_pinned_configuration_item_is_bound_and_counts_until_unpinned() {
        fire(1);
        const Json::Value unbound = get("unbound");
        CPPUNIT_ASSERT_EQUAL(1u, unbound["rows"].size());
        const std::string resource = unbound["rows"][0]["resource"].asString();
        const std::string id = fixture_->people().add_ci({"", "by hand", "Server", ""});
        CPPUNIT_ASSERT_EQUAL(id, get("desks/host/cis", "by=name&value=By%20Hand")[0]["id"].asString());
        Json::Value order(Json::objectValue);
        order["desk"] = "host";
        order["resource"] = resource;
        post("bindings/pin", order, 400);  // does not say to what
        order["ci"]["id"] = id;
        order["ci"]["name"] = "by hand";
        post("bindings/pin", order);
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(id, fixture_->ask("SELECT ci_id FROM incident"));
        const Json::Value row = get("bindings", "q=BY%20hand")["rows"][0];
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), row["pinned_by"].asString());
        CPPUNIT_ASSERT_EQUAL(0u, get("unbound")["rows"].size());
        post("bindings/unpin", order);
        CPPUNIT_ASSERT_EQUAL(0u, get("bindings")["rows"].size());
        post("bindings/unpin", order, 400);
        order["desk"] = "nowhere";
        post("bindings/pin", order, 400);
    }

    void a_dry_run_goes_by_settings_that_are_not_saved_and_writes_nothing() {
        fire(1);
        Json::Value order(Json::objectValue);
        order["connection"] = "contoso";
        order["delivery"] = 1;
        CPPUNIT_ASSERT_EQUAL(std::string("nothing"), post("dry-run", order)["act"].asString());
        order.removeMember("delivery");
        order["alert"] = *json::read_strict(alert("a9", "Fired"));
        order["settings"] = get("settings");
        order["settings"]["desks"][0]["title_template"] = "another {{rule}}";
        const Json::Value run = post("dry-run", order);
        CPPUNIT_ASSERT_EQUAL(std::string("open_incident"), run["act"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("another CPU high"), run["fields"][0]["value"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT count(*) FROM alert"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), fixture_->people().incidents());
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT max(version) FROM setting"));
        order["connection"] = "nowhere";
        post("dry-run", order, 400);
        order["connection"] = "contoso";
        order.removeMember("alert");
        post("dry-run", order, 400);
    }

    // No alert id, no time, or no form at all: such a body is known by the hash of its text.
    void a_dry_run_shows_the_key_that_the_incident_gets() {
        for (
            const std::string body :
            {R"({ "schemaId":"azureMonitorCommonAlertSchema", "data":{"essentials":{"alertRule":"r" , "severity":"Sev1"}} })",
             R"({"text": "an {\"odd\"} body, with 1.50 and \u00e9" , "n":[1.0, 2e3]})",
             R"({"schemaId":"Microsoft.Insights/LogAlert","data":{"SearchQuery":"x","ResultCount": 90.0}})"}) {
            const auto key_of = [&](const std::string& given) {
                const Reply reply = fixture_->ask_api("POST", api + "dry-run",
                                                      R"({"alert" : )" + given + R"(, "connection":"contoso"})");
                CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
                return *json::read_strict(reply.body);
            };
            const Json::Value as_object = key_of(body), as_text = key_of(json::write(Json::Value(body)));
            CPPUNIT_ASSERT_EQUAL(202, fixture_->post(body).status);
            fixture_->work();
            const std::string alert = fixture_->ask("SELECT alert_key FROM alert ORDER BY id DESC LIMIT 1");
            const std::string incident = fixture_->ask("SELECT desk_key FROM incident ORDER BY id DESC LIMIT 1");
            for (const Json::Value& run : {as_object, as_text}) {
                CPPUNIT_ASSERT_EQUAL_MESSAGE(body, alert, run["alert_key"].asString());
                CPPUNIT_ASSERT_EQUAL_MESSAGE(body, incident, run["desk_key"].asString());
            }
            const Json::Value again = key_of(body);  // now that the incident is there
            CPPUNIT_ASSERT_EQUAL(incident, again["desk_key"].asString());
        }
    }

    void a_dry_run_names_the_desk_of_the_open_incident() {
        fire(1);
        Json::Value document = get("settings");
        document["desks"].append(*json::read_strict(R"({"name": "second", "kind": "local"})"));
        document["connections"][0]["desk"] = "second";
        json_of(fixture_->ask_api("PUT", api + "settings", json::write(document)));
        Json::Value order(Json::objectValue);
        order["connection"] = "contoso";
        order["alert"] = *json::read_strict(alert("a1", "Resolved"));
        CPPUNIT_ASSERT_EQUAL(std::string("host"), post("dry-run", order)["desk"].asString());
        CPPUNIT_ASSERT_EQUAL(fixture_->ask("SELECT desk_key FROM incident"),
                             post("dry-run", order)["desk_key"].asString());
        order["alert"] = *json::read_strict(alert("a2", "Fired"));
        CPPUNIT_ASSERT_EQUAL(std::string("second"), post("dry-run", order)["desk"].asString());
    }

    void a_route_leads_to_its_desk() {
        Json::Value document = get("settings");
        document["desks"].append(*json::read_strict(R"({"name": "second", "kind": "local"})"));
        document["connections"][0]["routes"].append(
            *json::read_strict(R"({"name": "web", "rules": ["cpu*"], "desk": "second"})"));
        json_of(fixture_->ask_api("PUT", api + "settings", json::write(document)));
        Json::Value order(Json::objectValue);
        order["connection"] = "contoso";
        order["alert"] = *json::read_strict(alert("a1", "Fired"));
        const Json::Value run = post("dry-run", order);
        CPPUNIT_ASSERT_EQUAL(std::string("web"), run["route"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("second"), run["desk"].asString());
        fire(1);
        CPPUNIT_ASSERT_EQUAL(std::string("second"), fixture_->ask("SELECT desk FROM incident"));
        document["connections"][0]["routes"][0]["desk"] = "nowhere";
        CPPUNIT_ASSERT_EQUAL(400, fixture_->ask_api("PUT", api + "settings", json::write(document)).status);
    }

    void the_overview_counts_the_last_day() {
        fire(2);
        fixture_->post(alert("a1", "Fired"));
        const Json::Value overview = get("overview");
        CPPUNIT_ASSERT_EQUAL(24u, overview["hours"].size());
        const Json::Value& now = overview["hours"][23];
        CPPUNIT_ASSERT_EQUAL(std::string("2026-01-01T10:00:00.000Z"), now["hour"].asString());
        CPPUNIT_ASSERT_EQUAL(3, now["accepted"].asInt());
        CPPUNIT_ASSERT_EQUAL(1, now["repeats"].asInt());
        CPPUNIT_ASSERT_EQUAL(2, now["worked"].asInt());
        CPPUNIT_ASSERT(overview["oldest_waiting"].isNull());
        CPPUNIT_ASSERT_EQUAL(3, overview["database"]["deliveries"].asInt());
        fixture_->later(24h);
        CPPUNIT_ASSERT_EQUAL(0, get("overview")["hours"][23]["accepted"].asInt());
    }

    void the_checks_of_a_connection_are_told() {
        fire(1);
        fixture_->post({alert("a2", "Fired")}, "nonsense");
        fixture_->later(1min);
        fixture_->work();  // writes down what was refused
        const Json::Value checks = get("connections/contoso/checks");
        CPPUNIT_ASSERT(checks["last_accepted"]["checks"].asString().find("signature") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(401, checks["refused"][0]["status"].asInt());
        CPPUNIT_ASSERT(get("connections/other/checks")["last_accepted"].isNull());
    }

    void every_kind_of_desk_is_described() {
        const Json::Value kinds = get("desk-kinds");
        CPPUNIT_ASSERT_EQUAL(desks::kinds().size(), std::size_t{kinds.size()});
        for (const Json::Value& kind : kinds)
            for (const Json::Value& option : kind["options"]) CPPUNIT_ASSERT(!option["meaning"].asString().empty());
        for (const Json::Value& kind : kinds)
            if (kind["name"] == "itop") {
                CPPUNIT_ASSERT_EQUAL(std::string("Bearbeiter"), kind["texts"]["de"]["agent"]["label"].asString());
                CPPUNIT_ASSERT_EQUAL(std::string("Agent"), kind["texts"]["en"]["agent"]["label"].asString());
            }
        CPPUNIT_ASSERT(get("template-fields").size() > 10);
        for (const Json::Value& kind : get("ticket-kinds"))
            CPPUNIT_ASSERT(!kind["name"].asString().empty() && !kind["template"].asString().empty());
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), get("status")["user"].asString());
    }

    void a_file_of_items_is_turned_away_where_the_desk_keeps_its_own() {
        const Reply refused = fixture_->admin("POST", "/api/v1/desks/host/cis", "name\nweb-1\n");
        CPPUNIT_ASSERT_EQUAL(400, refused.status);
        CPPUNIT_ASSERT(refused.body.find("\"host\" keeps its configuration items itself") != std::string::npos);
    }

    void screens_are_served_and_not_sent_twice() {
        const Reply page = fixture_->ask_api("GET", "/ui/");
        CPPUNIT_ASSERT_EQUAL(200, page.status);
        CPPUNIT_ASSERT(page.body.find("app.js") != std::string::npos);
        const Reply script = fixture_->ask_api("GET", "/ui/app.js");
        CPPUNIT_ASSERT_EQUAL(std::string("text/javascript; charset=utf-8"), script.headers.at(0).second);
        const std::string etag = script.headers.at(1).second;
        const Reply again = fixture_->ask_api("GET", "/ui/app.js", "", "", "If-None-Match: " + etag + "\n");
        CPPUNIT_ASSERT_EQUAL(304, again.status);
        CPPUNIT_ASSERT(again.body.empty());
        for (const char* none : {"/ui/../api.md", "/ui/nothing.js", "/ui/lib/"})
            CPPUNIT_ASSERT_EQUAL(404, fixture_->ask_api("GET", none).status);
    }

public:
    void tearDown() override { fixture_.reset(); }
    // CppUnit makes every fixture before it runs the first: so many open databases are too many.
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure();
        fixture_->work();  // fetches the keys
    }

private:
    std::unique_ptr<ServiceFixture> fixture_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(AdminApiTest);
