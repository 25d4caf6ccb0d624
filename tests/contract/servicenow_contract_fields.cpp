// Values of fields that come from an alert, and those that its configuration item gives.

#include <tuple>

#include "core/field_templates.h"
#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {

class ServiceNowFields : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowFields);
    CPPUNIT_TEST(a_value_of_an_alert_is_sent_as_one_value);
    CPPUNIT_TEST(a_company_of_an_alert_decides_about_configuration_items);
    CPPUNIT_TEST(a_resolved_incident_gets_its_filled_fields);
    CPPUNIT_TEST(a_name_of_a_group_or_person_becomes_its_sys_id);
    CPPUNIT_TEST(a_name_that_nobody_has_is_left_out_and_told);
    CPPUNIT_TEST(a_check_takes_names_in_fields);
    CPPUNIT_TEST_SUITE_END();

    static Alert alert_of(const std::string& team) {
        Alert alert;
        alert.custom_properties = {{"team", team}};
        return alert;
    }

    void a_value_of_an_alert_is_sent_as_one_value() {
        const auto desk = with("fields", FieldMap{{"subcategory", "{{custom_properties.team|none}}"}});
        int count = 0;
        const auto sent = [&](const std::string& team) {
            NewIncident routed = incident("azm-" + std::to_string(++count));
            routed.fields = fields_of_new(alert_of(team), harness_->settings, nullptr);
            return held_field(value(desk->open(routed)).id, "subcategory");
        };
        CPPUNIT_ASSERT_EQUAL(std::string("none"), sent(""));
        for (const std::string& team :
             {std::string(R"(", "state": "7)"), std::string(R"(\", "x": {"y": [1]}})"), std::string("}} {{rule}}"),
              std::string("a^ORstate=7^NQ"), std::string("javascript:gs.log()"), std::string("\\u0022\\")})
            CPPUNIT_ASSERT_EQUAL(team, sent(team));
        CPPUNIT_ASSERT_EQUAL(std::string("a b"), sent("a\nb"));
        CPPUNIT_ASSERT(sent(std::string(1 << 20, '"')).size() <= 1003);
        const auto drafted = desk->draft(incident());  // without an alert there is nothing to send
        for (const auto& [name, sent_value] : drafted) CPPUNIT_ASSERT(name != "subcategory");
    }

    void a_company_of_an_alert_decides_about_configuration_items() {
        const auto desk = with("fields", FieldMap{{"company", "{{custom_properties.team}}"}});
        const std::string id = harness_->add_ci({"", "web-1", "", ""}), own(32, 'a'), other(32, 'b');
        people_change(id, R"({"company": ")" + own + R"("})");
        const auto found_for = [&](const std::string& company) {
            CiQuery query{CiQuery::By::name, "web-1"};
            query.fields = fields_of_new(alert_of(company), harness_->settings, nullptr);
            return value(desk->find_ci(query)).size();
        };
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found_for(own));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, found_for(other));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, found_for(other + "^ORcompany=" + own));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found_for(""));
    }

    void a_resolved_incident_gets_its_filled_fields() {
        const auto desk =
            with("resolve_fields", FieldMap{{"close_code", "{{custom_properties.team|Workaround provided}}"}});
        for (const std::string& code : {std::string(), std::string("Resolved by caller")}) {
            const std::string id = value(desk->open(incident("azm-" + std::to_string(code.size())))).id;
            value(desk->resolve_with(id, "over", fields_of_resolved(alert_of(code), harness_->settings)));
            CPPUNIT_ASSERT_EQUAL(code.empty() ? std::string("Workaround provided") : code,
                                 held_field(id, "close_code"));
        }
    }

    static inline const std::string cloud = "abababababababababababababababab",
                                    ada = "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd";

    NewIncident routed(const std::string& field, const std::string& name) {
        NewIncident its = incident("azm-" + std::to_string(++count_));
        Route route;
        route.fields = {{field, "{{custom_properties.team}}"}};
        its.fields = fields_of_new(alert_of(name), harness_->settings, &route);
        return its;
    }
    int count_ = 0;

    void a_name_of_a_group_or_person_becomes_its_sys_id() {
        for (const auto& [field, name, sys_id] :
             {std::tuple("assignment_group", "Cloud", cloud), std::tuple("assignment_group", " cloud ", cloud),
              std::tuple("assignment_group", cloud.c_str(), cloud), std::tuple("assigned_to", "Ada", ada),
              std::tuple("caller_id", "ADA", ada)}) {
            const std::string id = value(desk().open(routed(field, name))).id;
            CPPUNIT_ASSERT_EQUAL(sys_id, held_field(id, field));
            CPPUNIT_ASSERT(harness_->held(id).notes.empty());
        }
    }

    void a_name_that_nobody_has_is_left_out_and_told() {
        set(R"({"in_tables": {"sys_user_group": [{"sys_id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "name": "Two"},
                 {"sys_id": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "name": "Two"},
                 {"sys_id": "dddddddddddddddddddddddddddddddd", "name": "Old", "active": "false"}]}})");
        for (const std::string& name :
             {std::string("Nobody"), std::string("Two"), std::string("Old"), std::string("x^ORnameLIKEC"),
              std::string("javascript:gs.getUserID()"), std::string(2000, 'x'), std::string("Cloud^NQactive=true")}) {
            const std::string id = value(desk().open(routed("assignment_group", name))).id;
            CPPUNIT_ASSERT_EQUAL(std::string(), held_field(id, "assignment_group"));
            const std::vector<std::string> notes = harness_->held(id).notes;
            CPPUNIT_ASSERT_MESSAGE(name, notes.size() == 1 && notes[0].starts_with("Opened without assignment_group "));
        }
        set(R"({"unreadable_tables": ["sys_user_group"]})");
        const std::string id = value(desk().open(routed("assignment_group", "Cloud"))).id;
        CPPUNIT_ASSERT(harness_->held(id).notes.at(0).find("ACL") != std::string::npos);
    }

    void a_check_takes_names_in_fields() {
        const auto bad_lines = [&](const char* name) {
            std::string all;
            for (const DeskCheck::Line& line :
                 value(with("fields", FieldMap{{"assignment_group", name}})->check()).lines)
                if (!line.good) all += line.what + "\n";
            return all;
        };
        CPPUNIT_ASSERT_EQUAL(std::string(), bad_lines("Cloud"));
        CPPUNIT_ASSERT_EQUAL(std::string(), bad_lines("{{custom_properties.team}}"));
        CPPUNIT_ASSERT_MESSAGE(bad_lines("Nobody"), bad_lines("Nobody").find("sys_user_group") != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowFields);

}  // namespace secure_export::contract
