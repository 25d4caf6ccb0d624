// What an alert and its configuration item put into the fields of an incident, from the settings to the desk.

#include "json/json.h"
#include "tests/unit/service/desk_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

// A desk that sends its creates.
class OpeningDesk : public FakeDesk {
public:
    using FakeDesk::FakeDesk;
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override {
        if (Outcome committed = before_create(); !committed) return committed.error();
        return FakeDesk::open(incident, before_create);
    }
};

}  // namespace

class DeskFieldsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskFieldsTest);
    CPPUNIT_TEST(an_incident_is_opened_and_resolved_with_filled_fields);
    CPPUNIT_TEST(a_look_up_gets_filled_fields);
    CPPUNIT_TEST(a_dry_run_shows_filled_fields);
    CPPUNIT_TEST(a_mistake_in_a_template_is_told_with_its_place);
    CPPUNIT_TEST(what_the_item_adds_is_sent_and_told);
    CPPUNIT_TEST(an_item_makes_no_incident_less_important);
    CPPUNIT_TEST(an_incident_waits_for_a_desk_that_cannot_tell_now);
    CPPUNIT_TEST(an_alert_without_an_item_asks_for_nothing);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<DeskFixture> fixture_;
    std::vector<NewIncident> opened_;
    std::vector<DeskFields> resolved_;
    std::vector<CiQuery> asked_;

    DeskScript& script() { return fixture_->scripts.at("a"); }

    Reply save(const std::string& field_of_route) {
        Json::Value document = *json::read_strict(fixture_->admin("GET", "/api/v1/settings").body);
        Json::Value& desk = document["desks"][0];
        desk["fields"]["team_id"] = "Service Desk";
        desk["fields"]["service_id"] = "{{custom_properties.service|Monitoring}}";
        desk["resolve_fields"]["resolution_code"] = "{{custom_properties.code|other}}";
        Json::Value route(Json::objectValue);
        route["name"] = "all";
        route["fields"]["team_id"] = field_of_route;
        document["connections"][0]["routes"] = Json::Value(Json::arrayValue);
        document["connections"][0]["routes"].append(route);
        return fixture_->admin("PUT", "/api/v1/settings", json::write(document));
    }

    static std::string alert_of(const std::string& team, const std::string& condition = "Fired") {
        Json::Value body = *json::read_strict(alert("A1", condition));
        if (!team.empty()) body["data"]["customProperties"]["team"] = team;
        return json::write(body);
    }

    void post(const std::string& body) {
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post_to("a", body).status);
        fixture_->work();
    }

    // The look-up finds an item, which adds this.
    void item_adds(const FromCi& added) {
        script().on_query = [](const CiQuery&) {
            return Result<std::vector<ConfigurationItem>>(
                std::vector<ConfigurationItem>{{"17", "vm-web-01", "Server", ""}});
        };
        script().on_from_ci = [added](const NewIncident& incident) {
            CPPUNIT_ASSERT(incident.ci && incident.ci->id == "17");
            return Result<FromCi>(added);
        };
    }
    Json::Value dry_run(const std::string& body) {
        Json::Value order(Json::objectValue);
        order["connection"] = "a";
        order["alert"] = body;
        const Reply reply = fixture_->ask_api("POST", "/api/v1/dry-run", json::write(order));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
        return *json::read_strict(reply.body);
    }

public:
    // Connections of a finished case would stay open, and a fork locks every one of them: ThreadSanitizer counts to 64.
    void tearDown() override { fixture_.reset(); }
    void setUp() override {
        fixture_ = std::make_unique<DeskFixture>(std::vector<std::string>{"a"});
        fixture_->fake_desks["a"] = [this] { return std::make_unique<OpeningDesk>(script()); };
        script().on_open_of = [this](const NewIncident& incident) {
            opened_.push_back(incident);
            return Outcome();
        };
        script().on_resolve_with = [this](const DeskFields& fields) { resolved_.push_back(fields); };
        script().on_query = [this](const CiQuery& query) {
            asked_.push_back(query);
            return Result<std::vector<ConfigurationItem>>(std::vector<ConfigurationItem>());
        };
        const Reply saved = save("{{custom_properties.team}}");
        CPPUNIT_ASSERT_EQUAL_MESSAGE(saved.body, 200, saved.status);
    }

    void an_incident_is_opened_and_resolved_with_filled_fields() {
        post(alert_of("Cloud"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, opened_.size());
        CPPUNIT_ASSERT(opened_[0].fields.values == (FieldMap{{"service_id", "Monitoring"}, {"team_id", "Cloud"}}));
        CPPUNIT_ASSERT(opened_[0].fields.from_alert.contains("team_id"));
        CPPUNIT_ASSERT(!opened_[0].fields.from_alert.contains("service_id"));
        post(alert_of("Cloud", "Resolved"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, resolved_.size());
        CPPUNIT_ASSERT(resolved_[0].values == (FieldMap{{"resolution_code", "other"}}));
    }

    void a_look_up_gets_filled_fields() {
        post(alert_of(""));
        CPPUNIT_ASSERT(!asked_.empty());
        for (const CiQuery& query : asked_)
            CPPUNIT_ASSERT(query.fields.values ==
                           (FieldMap{{"service_id", "Monitoring"}, {"team_id", "Service Desk"}}));
    }

    void a_dry_run_shows_filled_fields() {
        std::map<std::string, std::string> shown;
        const Json::Value said = dry_run(alert_of("Cloud"));
        for (const Json::Value& field : said["fields"]) shown[field["name"].asString()] = field["value"].asString();
        CPPUNIT_ASSERT_EQUAL(std::string("Cloud"), shown["team_id"]);
        CPPUNIT_ASSERT_EQUAL(std::string("Monitoring"), shown["service_id"]);
    }

    void what_the_item_adds_is_sent_and_told() {
        item_adds({{{"agent_id", "7"}, {"team_id", "9"}}, 1, 1, {"agent_id of the\nitem", "impact of the item"}});
        const std::string told = "; agent_id of the item; impact of the item";
        const Json::Value said = dry_run(alert_of("Cloud"));
        CPPUNIT_ASSERT_MESSAGE(said["ci_reason"].asString(), said["ci_reason"].asString().ends_with(told));
        std::map<std::string, std::string> shown;
        for (const Json::Value& field : said["fields"]) shown[field["name"].asString()] = field["value"].asString();
        CPPUNIT_ASSERT_EQUAL(std::string("7"), shown["agent_id"]);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), shown["impact"]);
        post(alert_of("Cloud"));
        CPPUNIT_ASSERT_EQUAL(std::string("7"), opened_.at(0).fields.values.at("agent_id"));
        CPPUNIT_ASSERT_EQUAL(std::string("Cloud"), opened_[0].fields.values.at("team_id"));  // the route's own wins
        CPPUNIT_ASSERT_EQUAL(1, opened_[0].impact);
        CPPUNIT_ASSERT_EQUAL(1, opened_[0].urgency);
        const std::string detail = fixture_->ask("SELECT detail FROM story WHERE what = 'opened'");
        CPPUNIT_ASSERT_MESSAGE(detail, detail.ends_with(told));
    }

    void an_item_makes_no_incident_less_important() {
        item_adds({{}, 4, 4, {}});
        post(alert_of("Cloud"));
        const Json::Value said = dry_run(alert_of("Cloud"));
        for (const Json::Value& field : said["fields"])
            if (field["name"] == "impact" || field["name"] == "urgency") CPPUNIT_ASSERT(field["value"] < "4");
        CPPUNIT_ASSERT(opened_.at(0).impact < 4 && opened_[0].urgency < 4);
    }

    void an_incident_waits_for_a_desk_that_cannot_tell_now() {
        item_adds({});
        script().on_from_ci = [](const NewIncident&) { return Result<FromCi>(Error{Fault::unavailable, "away", {}}); };
        CPPUNIT_ASSERT(!dry_run(alert_of("Cloud"))["problems"].empty());
        post(alert_of("Cloud"));
        CPPUNIT_ASSERT(opened_.empty());
        item_adds({{}, {}, {}, {"no team"}});
        fixture_->later(std::chrono::minutes(10));
        fixture_->work();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, opened_.size());
        CPPUNIT_ASSERT(fixture_->ask("SELECT detail FROM story WHERE what = 'opened'").ends_with("; no team"));
    }

    void an_alert_without_an_item_asks_for_nothing() {
        script().on_from_ci = [](const NewIncident&) {
            return Result<FromCi>(Error{Fault::broken, "asked for what no item can add", {}});
        };
        post(alert_of("Cloud"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, opened_.size());
    }

    void a_mistake_in_a_template_is_told_with_its_place() {
        const Reply refused = save("{{custom_propertie.team}}");
        CPPUNIT_ASSERT_EQUAL(400, refused.status);
        CPPUNIT_ASSERT_MESSAGE(refused.body,
                               refused.body.find("connections[0].routes[0].fields.team_id: line 1: there is no field "
                                                 "{{custom_propertie.team}}") != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeskFieldsTest);
