// Values of fields that come from an alert, and those that its configuration item gives.

#include "core/field_templates.h"
#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {

class ServiceNowFields : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowFields);
    CPPUNIT_TEST(a_value_of_an_alert_is_sent_as_one_value);
    CPPUNIT_TEST(a_company_of_an_alert_decides_about_configuration_items);
    CPPUNIT_TEST(a_resolved_incident_gets_its_filled_fields);
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowFields);

}  // namespace secure_export::contract
