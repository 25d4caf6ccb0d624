// Titles, descriptions and notes of alerts as the readers of bodies leave them.

#include <cppunit/extensions/HelperMacros.h>

#include "core/affected.h"
#include "core/notes.h"
#include "core/portal.h"
#include "core/templates.h"
#include "core/text.h"
#include "core/timestamps.h"

using namespace secure_export;

namespace {

const std::string group = "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourceGroups/rg/providers/";
std::string vm(const std::string& name) { return group + "Microsoft.Compute/virtualMachines/" + name; }

Alert cpu_alert() {
    Alert alert;
    alert.form = Form::common;
    alert.kind = TicketKind::metric;
    alert.rule = "CPU high";
    alert.severity = Severity::error;
    alert.severity_text = "Sev1";
    alert.target_ids = {vm("vm-1")};
    alert.happened = "Percentage CPU is 91; limit > 80";
    alert.metric_value = "91";
    alert.threshold = "> 80";
    return alert;
}

DeskSettings plain_desk() {
    DeskSettings desk;
    desk.severities = default_severities();
    desk.title_template = default_title_template;
    desk.description_template = default_description_template;
    return desk;
}

std::string title(const Alert& alert, const DeskSettings& desk = plain_desk()) {
    return draft_incident(alert, desk, "azm-1", std::nullopt, {}).title;
}

class TicketTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketTest);
    CPPUNIT_TEST(a_name_counts_as_said_only_as_a_word_of_its_own);
    CPPUNIT_TEST(a_title_of_an_operator_keeps_its_end_where_the_rule_is_long);
    CPPUNIT_TEST(limits_count_characters);
    CPPUNIT_TEST(the_bound_one_of_several_goes_first);
    CPPUNIT_TEST(each_cloud_has_its_portal);
    CPPUNIT_TEST(the_new_fields_are_filled);
    CPPUNIT_TEST(an_operator_may_replace_the_template_of_one_kind);
    CPPUNIT_TEST(a_note_tells_what_is_new);
    CPPUNIT_TEST(a_resolution_tells_how_long_it_lasted);
    CPPUNIT_TEST_SUITE_END();

    void a_name_counts_as_said_only_as_a_word_of_its_own() {
        for (const char* text : {"vm-1", "CPU of VM-1 high", "vm-1: CPU", "(vm-1)", "CPU vm-1."})
            CPPUNIT_ASSERT_MESSAGE(text, names(text, "vm-1"));
        for (const char* text : {"vm-10", "alert-vm-1", "vm-1-disk", "vm-1.example.org", "a.vm-1", ""})
            CPPUNIT_ASSERT_MESSAGE(text, !names(text, "vm-1"));
        Alert alert = cpu_alert();
        alert.rule = "alert-vm-1-cpu";
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] alert-vm-1-cpu on vm-1"), title(alert));
    }

    void a_title_of_an_operator_keeps_its_end_where_the_rule_is_long() {
        DeskSettings desk = plain_desk();
        desk.title_template = "{{rule}} on {{resource_name}}";
        desk.options["title_limit"] = 60;
        Alert alert = cpu_alert();
        alert.rule = std::string(200, 'x');
        CPPUNIT_ASSERT(title(alert, desk).ends_with(" on vm-1"));
    }

    void limits_count_characters() {
        DeskSettings desk = plain_desk();
        desk.options["title_limit"] = 100;
        Alert alert = cpu_alert();
        alert.rule.clear();
        for (int i = 0; i < 84; ++i) alert.rule += "\xE8\xAD\xA6";
        CPPUNIT_ASSERT_EQUAL("[Sev1] " + alert.rule + " on vm-1", title(alert, desk));
    }

    void the_bound_one_of_several_goes_first() {
        Alert alert = cpu_alert();
        alert.target_ids = {vm("vm-1"), vm("vm-2"), vm("vm-3")};
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] CPU high on vm-1 and 2 more"), title(alert));
        const ConfigurationItem ci{"7", "VM-2", "", ""};
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] CPU high on vm-2 and 2 more"),
                             draft_incident(alert, plain_desk(), "azm-1", ci, {}).title);
    }

    void each_cloud_has_its_portal() {
        Alert alert = cpu_alert();
        alert.portal = portal_of(Cloud::usgov);
        const std::string text = draft_incident(alert, plain_desk(), "azm-1", std::nullopt, {}).description;
        CPPUNIT_ASSERT(text.find("Resource in the portal: https://portal.azure.us/#resource" + vm("vm-1")) !=
                       text.npos);
        CPPUNIT_ASSERT(text.find("portal.azure.com") == text.npos);
        CPPUNIT_ASSERT_EQUAL(std::string("https://portal.azure.cn"), std::string(portal_of(Cloud::china)));
    }

    void the_new_fields_are_filled() {
        Alert alert = cpu_alert();
        alert.dimensions = {{"Disk", "C:"}};
        alert.actions = {"Restart it."};
        CPPUNIT_ASSERT_EQUAL(std::string("[Sev1] CPU high on vm-1|91|> 80|Disk: C:|Restart it."),
                             fill_template("{{title}}|{{metric_value}}|{{threshold}}|{{dimensions}}|"
                                           "{{recommended_action}}",
                                           alert, {}));
        CPPUNIT_ASSERT(fill_template("{{portal_link}}", alert, {}).starts_with("https://portal.azure.com/#"));
    }

    void an_operator_may_replace_the_template_of_one_kind() {
        DeskSettings desk = plain_desk();
        desk.description_template = "Night shift:\n{{ticket}}";
        desk.kind_templates["metric"] = "{{metric_value}} of {{rule}}; a ticket like any other";
        CPPUNIT_ASSERT_EQUAL(std::string("Night shift:\n91 of CPU high; a ticket like any other"),
                             draft_incident(cpu_alert(), desk, "azm-1", std::nullopt, {}).description);
        Alert backup = cpu_alert();
        backup.kind = TicketKind::backup;
        const std::string other = draft_incident(backup, desk, "azm-1", std::nullopt, {}).description;
        CPPUNIT_ASSERT(other.find("Severity: Sev1 Error") != other.npos);
    }

    void a_note_tells_what_is_new() {
        Alert alert = cpu_alert();
        alert.facts = {{"Result", "Computer = a"}, {"Dimensions", "Disk = C:"}, {"Query", "Perf"}};
        alert.links = {{"Search results", "https://portal.azure.com/#x"}};
        CPPUNIT_ASSERT_EQUAL(std::string("Azure Monitor: fired again now\n"
                                         "Severity: Sev1, before: Sev3\n"
                                         "Percentage CPU is 91; limit > 80\n"
                                         "Resource: vm-1\n"
                                         "Result: Computer = a\n"
                                         "Dimensions: Disk = C:\n"
                                         "Link: https://portal.azure.com/#x"),
                             fired_again_text(alert, "now", "Sev3"));
        CPPUNIT_ASSERT(fired_again_text(alert, "now", "Sev1").find("before") == std::string::npos);
    }

    void a_resolution_tells_how_long_it_lasted() {
        const auto fired = read_time("2026-01-01T10:00:00Z"), resolved = read_time("2026-01-01T10:08:30Z");
        CPPUNIT_ASSERT_EQUAL(
            std::string("Azure Monitor: condition resolved then, after 8 min 30 s\nLast value: 91 (limit > 80)"),
            resolved_text(cpu_alert(), "then", fired, resolved));
        CPPUNIT_ASSERT_EQUAL(std::string("Azure Monitor: condition resolved then"),
                             resolved_text(Alert{}, "then", std::nullopt, resolved));
        CPPUNIT_ASSERT_EQUAL(std::string("2 h 5 min"), length_in_words(Seconds(7500)));
        CPPUNIT_ASSERT_EQUAL(std::string("3 days 4 h"), length_in_words(Seconds(3 * 86400 + 4 * 3600)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TicketTest);

}  // namespace
