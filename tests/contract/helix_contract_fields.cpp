// Values of fields that come from an alert, and those that its configuration item gives.

#include "core/field_templates.h"
#include "tests/contract/helix_harness.h"

namespace secure_export::contract {

class HelixFields : public HelixTest {
    CPPUNIT_TEST_SUITE(HelixFields);
    CPPUNIT_TEST(a_value_of_an_alert_is_sent_as_one_value);
    CPPUNIT_TEST(a_company_of_an_alert_decides_about_configuration_items);
    CPPUNIT_TEST(a_resolved_incident_gets_its_filled_fields);
    CPPUNIT_TEST_SUITE_END();

    static Alert alert_of(const std::string& team) {
        Alert alert;
        alert.custom_properties = {{"team", team}};
        return alert;
    }
    static NewIncident incident(int count) {
        return {"azm-" + std::to_string(count), "Sev1: CPU", "Rule: cpu-high", 2, 1, std::nullopt};
    }
    void fill(const char* option, const char* field, const char* with_template) {
        FieldMap fields = harness_->settings.fields(option);
        fields[field] = with_template;
        harness_->settings.options[option] = fields;
    }

    void a_value_of_an_alert_is_sent_as_one_value() {
        fill("fields", "Categorization Tier 1", "{{custom_properties.team|none}}");
        const auto desk = harness_->another();
        int count = 0;
        const auto sent = [&](const std::string& team) {
            NewIncident routed = incident(++count);
            routed.fields = fields_of_new(alert_of(team), harness_->settings, nullptr);
            return harness_->fields_of(value_of(desk->open(routed)).id)["Categorization Tier 1"].asString();
        };
        CPPUNIT_ASSERT_EQUAL(std::string("none"), sent(""));
        for (const std::string& team : {std::string(R"(", "Status": "Closed)"), std::string(R"(\"}} {"values": {)"),
                                        std::string("' OR 1 = 1 OR 'x' = '"), std::string("$NULL$")})
            CPPUNIT_ASSERT_EQUAL(team, sent(team));
        CPPUNIT_ASSERT_EQUAL(std::string("a b"), sent("a\nb"));
        CPPUNIT_ASSERT(sent(std::string(1 << 20, '"')).size() <= 1003);
    }

    void a_company_of_an_alert_decides_about_configuration_items() {
        fill("fields", "Company", "{{custom_properties.team}}");
        const auto desk = harness_->another();
        const std::string id = harness_->add_ci({"", "web-1", "", ""});
        harness_->change(id, "Company", "Calbro Services");
        const auto found_for = [&](const std::string& company) {
            CiQuery query{CiQuery::By::name, "web-1"};
            query.fields = fields_of_new(alert_of(company), harness_->settings, nullptr);
            return value_of(desk->find_ci(query)).size();
        };
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found_for("Calbro Services"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, found_for("Other"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, found_for("Other\" OR 'Company' = \"Calbro Services"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found_for(""));
    }

    void a_resolved_incident_gets_its_filled_fields() {
        fill("resolve_fields", "Resolution Category", "{{custom_properties.team|Monitoring}}");
        const auto desk = harness_->another();
        for (const std::string& category : {std::string(), std::string("Network")}) {
            const std::string id = value_of(desk->open(incident(category.empty() ? 1 : 2))).id;
            value_of(desk->resolve_with(id, "over", fields_of_resolved(alert_of(category), harness_->settings)));
            CPPUNIT_ASSERT_EQUAL(category.empty() ? std::string("Monitoring") : category,
                                 harness_->fields_of(id)["Resolution Category"].asString());
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixFields);

}  // namespace secure_export::contract
