// What an alert and its configuration item put into the fields of an incident, from the settings to the desk.

#include "json/json.h"
#include "tests/unit/service/desk_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class DeskFieldsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskFieldsTest);
    CPPUNIT_TEST(an_incident_is_opened_and_resolved_with_filled_fields);
    CPPUNIT_TEST(a_look_up_gets_filled_fields);
    CPPUNIT_TEST(a_dry_run_shows_filled_fields);
    CPPUNIT_TEST(a_mistake_in_a_template_is_told_with_its_place);
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

public:
    void setUp() override {
        fixture_ = std::make_unique<DeskFixture>(std::vector<std::string>{"a"});
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
        Json::Value order(Json::objectValue);
        order["connection"] = "a";
        order["alert"] = alert_of("Cloud");
        const Reply reply = fixture_->ask_api("POST", "/api/v1/dry-run", json::write(order));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
        std::map<std::string, std::string> shown;
        const Json::Value said = *json::read_strict(reply.body);
        for (const Json::Value& field : said["fields"]) shown[field["name"].asString()] = field["value"].asString();
        CPPUNIT_ASSERT_EQUAL(std::string("Cloud"), shown["team_id"]);
        CPPUNIT_ASSERT_EQUAL(std::string("Monitoring"), shown["service_id"]);
    }

    void a_mistake_in_a_template_is_told_with_its_place() {
        const Reply refused = save("{{custom_propertie.team}}");
        CPPUNIT_ASSERT_EQUAL(422, refused.status);
        CPPUNIT_ASSERT_MESSAGE(refused.body,
                               refused.body.find("connections[0].routes[0].fields.team_id: line 1: there is no field "
                                                 "{{custom_propertie.team}}") != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeskFieldsTest);
