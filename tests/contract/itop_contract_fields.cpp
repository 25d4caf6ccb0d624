// Values of fields that come from an alert: whatever stands in them, they are compared as plain text.

#include "core/field_templates.h"
#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

class ItopFields : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopFields);
    CPPUNIT_TEST(a_value_of_an_alert_names_an_object_and_is_no_query);
    CPPUNIT_TEST(a_value_of_an_alert_stays_within_its_place_in_a_query);
    CPPUNIT_TEST(an_organization_of_an_alert_decides_about_configuration_items);
    CPPUNIT_TEST(a_resolved_incident_gets_its_filled_fields);
    CPPUNIT_TEST(a_template_that_nobody_filled_is_not_sent);
    CPPUNIT_TEST_SUITE_END();

    static Alert alert_of(const std::string& team) {
        Alert alert;
        alert.custom_properties = {{"team", team}};
        return alert;
    }

    // The incident as the alert and the route's field make it.
    NewIncident filled(const std::string& field, const std::string& with_template, const std::string& team) {
        NewIncident incident = itop_incident("azm-" + std::to_string(++count_));
        Route route;
        route.fields = {{field, with_template}};
        incident.fields = fields_of_new(alert_of(team), harness->settings, &route);
        return incident;
    }
    std::string team_of(const std::string& with_template, const std::string& team) {
        return held_field(value(desk().open(filled("team_id", with_template, team))).id, "team");
    }
    void finds_none(const std::string& with_template, const std::string& team) {
        assert_holds(said(desk().open(filled("team_id", with_template, team)), Fault::refused), "No item found");
    }

    int count_ = 0;

    static inline const std::string quoted_name = R"(O'Neil's "x" \' team\)";
    static inline const std::vector<std::string> attacks{"SELECT Team",
                                                         "select Team WHERE 1 = 1",
                                                         "x' OR '1'='1",
                                                         "x\\' OR 1 = 1 OR name = \\'",
                                                         "' OR name LIKE '%",
                                                         "x\" OR \"1\"=\"1",
                                                         "x') OR (1 = 1",
                                                         "Helpdesk' OR 'a' = 'a",
                                                         "}} {{rule}}",
                                                         "\\",
                                                         "x'\nOR '1'='1",
                                                         "{\"name\": \"Helpdesk\"}",
                                                         "Helpdesk\", \"org_id\": \"2",
                                                         std::string(1 << 20, '\''),
                                                         "%"};

    void a_value_of_an_alert_names_an_object_and_is_no_query() {
        set(R"({"teams": ["Helpdesk", "O'Neil's \"x\" \\' team\\"]})");
        CPPUNIT_ASSERT_EQUAL(std::string("1"), team_of("{{custom_properties.team|Nobody}}", "Helpdesk"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), team_of("{{custom_properties.team|Helpdesk}}", ""));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), team_of("{{custom_properties.team}}", quoted_name));
        set(R"({"teams": ["Helpdesk"]})");  // a query that got through would find it
        for (const std::string& attack : attacks) finds_none("{{custom_properties.team}}", attack);
        finds_none("SELECT {{custom_properties.team}}", "Team");
    }

    void a_value_of_an_alert_stays_within_its_place_in_a_query() {
        const std::string in_quotes = "SELECT Team WHERE name = '{{custom_properties.team}}'";
        const std::string bare = "SELECT Team WHERE name = {{custom_properties.team}}";
        set(R"({"teams": ["Helpdesk", "O'Neil's \"x\" \\' team\\"]})");
        for (const std::string& query : {in_quotes, bare, in_quotes + " AND name != 'it\\'s'"}) {
            CPPUNIT_ASSERT_EQUAL(std::string("1"), team_of(query, "Helpdesk"));
            CPPUNIT_ASSERT_EQUAL(std::string("2"), team_of(query, quoted_name));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("1"),
                             team_of("SELECT Team WHERE name = '{{custom_properties.none|Helpdesk}}'", ""));
        set(R"({"teams": ["Helpdesk"]})");
        for (const std::string& attack : attacks)
            for (const std::string& query : {in_quotes, bare}) finds_none(query, attack);
    }

    void an_organization_of_an_alert_decides_about_configuration_items() {
        harness->settings.options["fields"] = FieldMap{{"org_id", "{{custom_properties.team|Demo}}"}};
        const auto desk = harness->another();
        harness->add_ci({"", "web-1", "Server", ""});  // of the organization "Demo"
        const auto found_for = [&](const std::string& organization) {
            CiQuery query{CiQuery::By::name, "web-1"};
            query.fields = fields_of_new(alert_of(organization), harness->settings, nullptr);
            return value(desk->find_ci(query)).size();
        };
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found_for("Demo"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found_for(""));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, found_for("Other"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, found_for("SELECT Organization WHERE name = 'Demo'"));
    }

    void a_resolved_incident_gets_its_filled_fields() {
        harness->settings.options["resolve_fields"] = FieldMap{{"solution", "by {{custom_properties.team|nobody}}"}};
        const auto desk = harness->another();
        for (const std::string& team : {std::string(), quoted_name}) {
            const std::string id = value(desk->open(itop_incident("azm-r" + std::to_string(team.size())))).id;
            const auto resolved =
                value(desk->resolve_with(id, "over", fields_of_resolved(alert_of(team), harness->settings)));
            CPPUNIT_ASSERT(resolved.what == Resolution::What::resolved);
            CPPUNIT_ASSERT_EQUAL("by " + (team.empty() ? "nobody" : team), harness->held(id).resolution);
        }
    }

    void a_template_that_nobody_filled_is_not_sent() {
        harness->settings.options["fields"] = FieldMap{{"team_id", "{{custom_properties.team}}"}, {"urgency", "4"}};
        const std::string id = value(harness->another()->open(itop_incident())).id;
        CPPUNIT_ASSERT_EQUAL(std::string("0"), held_field(id, "team"));
        CPPUNIT_ASSERT_EQUAL(4, harness->held(id).urgency);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopFields);

}  // namespace secure_export::contract
