#include "core/templates.h"

#include <cppunit/extensions/HelperMacros.h>

#include "core/correlation.h"

using namespace secure_export;

namespace {

Alert cpu_alert() {
    Alert alert;
    alert.form = Form::common;
    alert.rule = "CPU high";
    alert.severity = Severity::error;
    alert.severity_text = "Sev1";
    alert.target_ids = {"/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/Vm-Web-01"};
    alert.configuration_items = {"Vm-Web-01"};
    alert.facts = {{"Metric", "Percentage CPU"}, {"Threshold", "GreaterThan 90"}};
    alert.alert_id = "/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/1";
    return alert;
}

DeskSettings plain_desk() {
    DeskSettings desk;
    desk.severities = default_severities();
    desk.title_template = default_title_template;
    desk.description_template = default_description_template;
    return desk;
}

}  // namespace

class TemplatesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TemplatesTest);
    CPPUNIT_TEST(the_default_title_says_severity_rule_and_resource);
    CPPUNIT_TEST(a_resource_that_the_rule_names_is_not_named_twice);
    CPPUNIT_TEST(the_default_description_holds_what_is_needed_at_night);
    CPPUNIT_TEST(a_line_whose_fields_are_all_empty_is_left_out);
    CPPUNIT_TEST(what_an_alert_says_is_not_filled_in_again);
    CPPUNIT_TEST(an_unknown_field_or_open_brace_is_named_with_its_line);
    CPPUNIT_TEST(a_title_is_one_line_of_at_most_255_characters);
    CPPUNIT_TEST(impact_and_urgency_follow_the_severity_map);
    CPPUNIT_TEST(a_body_of_no_known_form_says_so);
    CPPUNIT_TEST(a_test_notification_says_so);
    CPPUNIT_TEST(a_desk_key_fits_in_forty_characters);
    CPPUNIT_TEST_SUITE_END();

    void the_default_title_says_severity_rule_and_resource() {
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] CPU high on Vm-Web-01"),
                             draft_incident(cpu_alert(), plain_desk(), "azm-1", std::nullopt, {}).title);
    }

    void a_resource_that_the_rule_names_is_not_named_twice() {
        Alert alert = cpu_alert();
        alert.rule = "vm-web-01: CPU high";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] vm-web-01: CPU high"),
                             draft_incident(alert, plain_desk(), "azm-1", std::nullopt, {}).title);
    }

    void the_default_description_holds_what_is_needed_at_night() {
        const std::string text =
            draft_incident(cpu_alert(), plain_desk(), "azm-1", std::nullopt, {"No configuration item: x"}).description;
        for (const char* part :
             {"Rule: CPU high", "Severity: Sev1 Error", "Metric: Percentage CPU", "Threshold: GreaterThan 90",
              "No configuration item: x", "Azure alert id: /subscriptions/s/"})
            CPPUNIT_ASSERT_MESSAGE(part, text.find(part) != text.npos);
        CPPUNIT_ASSERT(text.find("Fired:") == text.npos);  // the time is not known here
        CPPUNIT_ASSERT(text.find("\n\n\n") == text.npos);
    }

    void a_line_whose_fields_are_all_empty_is_left_out() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("a\nb CPU high"),
            fill_template("a\nx {{rule_id}}{{resolved_at}}\nb {{rule}}{{resolved_at}}", cpu_alert(), {}));
    }

    void what_an_alert_says_is_not_filled_in_again() {
        Alert alert = cpu_alert();
        alert.rule = "{{alert_id}}";
        CPPUNIT_ASSERT_EQUAL(std::string("{{alert_id}}"), fill_template("{{rule}}", alert, {}));
    }

    void an_unknown_field_or_open_brace_is_named_with_its_line() {
        CPPUNIT_ASSERT(check_template("fine {{ rule }} and { single }"));
        const Outcome unknown = check_template("fine\n{{rul}}");
        CPPUNIT_ASSERT(!unknown);
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: there is no field {{rul}}"), unknown.error().message);
        CPPUNIT_ASSERT(!check_template("{{rule"));
    }

    void a_title_is_one_line_of_at_most_255_characters() {
        Alert alert = cpu_alert();
        alert.rule = "x\r\ny" + std::string(400, 'z');
        const std::string title = draft_incident(alert, plain_desk(), "azm-1", std::nullopt, {}).title;
        CPPUNIT_ASSERT_EQUAL(std::size_t(255 + 2), title.size());  // the ellipsis has three bytes
        CPPUNIT_ASSERT(title.ends_with(" on Vm-Web-01"));
        CPPUNIT_ASSERT(title.find('\n') == title.npos && title.find('\r') == title.npos);
    }

    void impact_and_urgency_follow_the_severity_map() {
        DeskSettings desk = plain_desk();
        desk.severities["Sev1"] = {1, 3};
        const NewIncident incident = draft_incident(cpu_alert(), desk, "azm-1", std::nullopt, {});
        CPPUNIT_ASSERT_EQUAL(1, incident.impact);
        CPPUNIT_ASSERT_EQUAL(3, incident.urgency);
        Alert none = cpu_alert();
        none.severity.reset();
        CPPUNIT_ASSERT_EQUAL(3, draft_incident(none, desk, "azm-1", std::nullopt, {}).impact);
    }

    void a_body_of_no_known_form_says_so() {
        const std::string title = draft_incident(Alert{}, plain_desk(), "azm-1", std::nullopt, {}).title;
        CPPUNIT_ASSERT(title.find("not a known alert form") != title.npos);
    }

    void a_test_notification_says_so() {
        Alert alert = cpu_alert();
        alert.test = true;
        CPPUNIT_ASSERT(draft_incident(alert, plain_desk(), "azm-1", std::nullopt, {}).title.starts_with("[Test] "));
    }

    void a_desk_key_fits_in_forty_characters() {
        const std::string digest(64, 'a');
        CPPUNIT_ASSERT_EQUAL(std::string("azm-") + std::string(32, 'a'), desk_key(digest, 1));
        CPPUNIT_ASSERT_EQUAL(std::string("azm-") + std::string(32, 'a') + "-2", desk_key(digest, 2));
        CPPUNIT_ASSERT(desk_key(digest, 999).size() <= 40);
        CPPUNIT_ASSERT(correlation_key("a", "b") != correlation_key("ab", ""));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TemplatesTest);
