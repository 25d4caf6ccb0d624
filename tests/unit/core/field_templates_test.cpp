// Templates in the values of fields, with what strangers may write into them.

#include "core/field_templates.h"

#include <cppunit/extensions/HelperMacros.h>

#include "core/limits.h"
#include "core/templates.h"
#include "core/text.h"
#include "core/ticket_limits.h"

using namespace secure_export;

namespace {

Alert alert_of(const std::string& team) {
    Alert alert;
    alert.rule = "CPU high";
    alert.severity_text = "Sev1";
    alert.custom_properties = {{"team", team}, {"Cost centre", "4711"}};
    return alert;
}

DeskSettings desk_with(FieldMap fields, FieldMap resolve_fields = {}) {
    DeskSettings desk;
    desk.options = {{"fields", std::move(fields)}, {"resolve_fields", std::move(resolve_fields)}};
    return desk;
}

Route route_with(FieldMap fields) {
    Route route;
    route.fields = std::move(fields);
    return route;
}

}  // namespace

class FieldTemplatesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(FieldTemplatesTest);
    CPPUNIT_TEST(a_value_is_filled_from_properties_and_fields);
    CPPUNIT_TEST(a_property_is_found_without_case_and_the_exact_one_comes_first);
    CPPUNIT_TEST(a_missing_value_has_its_default);
    CPPUNIT_TEST(a_template_that_is_empty_counts_as_not_given);
    CPPUNIT_TEST(a_route_s_field_takes_the_place_of_the_desk_s_own);
    CPPUNIT_TEST(a_value_without_a_template_is_sent_as_it_is);
    CPPUNIT_TEST(fields_of_a_resolved_incident_are_filled_too);
    CPPUNIT_TEST(what_an_alert_says_is_no_template);
    CPPUNIT_TEST(a_property_is_one_clean_line_of_bounded_length);
    CPPUNIT_TEST(a_field_of_lines_keeps_them_and_is_bounded);
    CPPUNIT_TEST(the_parts_that_came_from_the_alert_are_known);
    CPPUNIT_TEST(a_desk_without_fields_takes_the_route_s);
    CPPUNIT_TEST(titles_and_descriptions_know_properties_and_defaults);
    CPPUNIT_TEST(a_template_with_a_mistake_is_told);
    CPPUNIT_TEST_SUITE_END();

    static std::string filled(const std::string& text, const Alert& alert) {
        const DeskFields fields = fields_of_new(alert, desk_with({{"x", text}}), nullptr);
        const auto at = fields.values.find("x");
        return at == fields.values.end() ? "(not given)" : at->second;
    }
    static void is(const std::string& expected, const std::string& text, const Alert& alert = alert_of("Cloud")) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(text, expected, filled(text, alert));
    }

    void a_value_is_filled_from_properties_and_fields() {
        is("Cloud", "{{custom_properties.team}}");
        is("Cloud", "{{ custom_properties.team }}");
        is("4711", "{{custom_properties.Cost centre}}");
        is("team Cloud: Sev1 CPU high", "team {{custom_properties.team}}: {{severity}} {{rule}}");
        for (const TemplateField& field : template_fields())
            CPPUNIT_ASSERT_MESSAGE(field.name, check_template("{{" + std::string(field.name) + "}}"));
    }

    void a_property_is_found_without_case_and_the_exact_one_comes_first() {
        is("Cloud", "{{custom_properties.TEAM}}");
        Alert alert = alert_of("lower");
        alert.custom_properties["Team"] = "upper";
        is("lower", "{{custom_properties.team}}", alert);
        is("upper", "{{custom_properties.Team}}", alert);
    }

    void a_missing_value_has_its_default() {
        is("Service Desk", "{{custom_properties.owner|Service Desk}}");
        is("Service Desk", "{{custom_properties.owner | Service Desk }}");
        is("Cloud", "{{custom_properties.team|Service Desk}}");
        is("Service Desk", "{{custom_properties.team|Service Desk}}", alert_of(" \t\n"));
        is("a|b", "{{custom_properties.owner|a|b}}");
        is("none", "{{description|none}}");
    }

    void a_template_that_is_empty_counts_as_not_given() {
        is("(not given)", "{{custom_properties.owner}}");
        is("(not given)", " {{custom_properties.owner}} {{resolved_at}}");
        is("(not given)", "{{custom_properties.team}}", alert_of("\x01\xE2\x80\x8B"));
        is("owner: ", "owner: {{custom_properties.owner}}");
    }

    void a_route_s_field_takes_the_place_of_the_desk_s_own() {
        const DeskSettings desk = desk_with({{"group", "Service Desk"}, {"kind", "{{severity}}"}});
        const auto of = [&](const char* template_of_route) {
            const Route route = route_with({{"group", template_of_route}});
            return fields_of_new(alert_of("Cloud"), desk, &route).values;
        };
        CPPUNIT_ASSERT(of("{{custom_properties.team}}") == (FieldMap{{"group", "Cloud"}, {"kind", "Sev1"}}));
        CPPUNIT_ASSERT(of("{{custom_properties.owner}}") == (FieldMap{{"group", "Service Desk"}, {"kind", "Sev1"}}));
    }

    void a_value_without_a_template_is_sent_as_it_is() {
        is("", "");
        is(" two\nlines { } }} ", " two\nlines { } }} ");
        CPPUNIT_ASSERT(fields_of_new(alert_of("x"), desk_with({{"x", "y"}}), nullptr).from_alert.empty());
    }

    void fields_of_a_resolved_incident_are_filled_too() {
        const DeskSettings desk = desk_with({{"group", "x"}}, {{"code", "{{custom_properties.code|Solved}}"}});
        CPPUNIT_ASSERT(fields_of_resolved(alert_of("x"), desk).values == (FieldMap{{"code", "Solved"}}));
    }

    void what_an_alert_says_is_no_template() {
        is("{{rule}}", "{{custom_properties.team}}", alert_of("{{rule}}"));
        is("}} {{rule}} x", "{{custom_properties.team}} x", alert_of("}} {{rule}}"));
        is("a|b", "{{custom_properties.team|c}}", alert_of("a|b"));
    }

    void a_property_is_one_clean_line_of_bounded_length() {
        is("a b c", "{{custom_properties.team}}", alert_of("a\nb\x1B[31m\tc"));
        const std::string million = filled("{{custom_properties.team}}", alert_of(std::string(1 << 20, 'x')));
        CPPUNIT_ASSERT_EQUAL(max_property_in_field, count_characters(million));
        const std::string wide = filled("{{custom_properties.team}}", alert_of([] {
                                            std::string text;
                                            for (int i = 0; i < 5000; ++i) text += "\xF0\x9F\x94\xA5";
                                            return text;
                                        }()));
        CPPUNIT_ASSERT_EQUAL(max_property_in_field, count_characters(wide));
        CPPUNIT_ASSERT_EQUAL(wide, clean_lines(wide));
    }

    void a_field_of_lines_keeps_them_and_is_bounded() {
        Alert alert = alert_of("x");
        alert.facts = {{"Metric", "CPU"}, {"Threshold", "90"}};
        is("Metric: CPU\nThreshold: 90", "{{facts}}", alert);
        alert.facts = {{"Query", std::string(1 << 20, 'q')}};
        CPPUNIT_ASSERT(filled("{{facts}}{{facts}}", alert).size() <= max_description_bytes);
        const DeskFields fields =
            fields_of_new(alert, desk_with({{"x", "{{facts}}{{custom_properties.team}}"}}), nullptr);
        for (const TextRange& range : fields.from_alert.at("x"))
            CPPUNIT_ASSERT(range.begin <= range.end && range.end <= fields.values.at("x").size());
    }

    void the_parts_that_came_from_the_alert_are_known() {
        const DeskFields fields = fields_of_new(
            alert_of("Cloud"),
            desk_with({{"x", "a{{custom_properties.team}}b{{custom_properties.owner|c}}{{rule}}"}, {"y", "fixed"}}),
            nullptr);
        CPPUNIT_ASSERT_EQUAL(std::string("aCloudbcCPU high"), fields.values.at("x"));
        CPPUNIT_ASSERT(fields.from_alert.at("x") == (std::vector<TextRange>{{1, 6}, {8, 16}}));
        CPPUNIT_ASSERT(!fields.from_alert.contains("y"));
    }

    void a_desk_without_fields_takes_the_route_s() {
        const Route route = route_with({{"x", "{{rule}}"}});
        CPPUNIT_ASSERT(fields_of_new(alert_of("x"), DeskSettings{}, &route).values == (FieldMap{{"x", "CPU high"}}));
        CPPUNIT_ASSERT(fields_of_resolved(alert_of("x"), DeskSettings{}).values.empty());
    }

    void titles_and_descriptions_know_properties_and_defaults() {
        const std::string text =
            "[{{custom_properties.team|nobody}}] {{custom_properties.owner|nobody}}\nx "
            "{{custom_properties.owner}}";
        CPPUNIT_ASSERT_EQUAL(std::string("[Cloud] nobody"), fill_template(text, alert_of("Cloud"), {}));
    }

    void a_template_with_a_mistake_is_told() {
        const auto said = [](const char* text) {
            const Outcome checked = check_template(text);
            return checked ? std::string("fine") : checked.error().message;
        };
        CPPUNIT_ASSERT_EQUAL(std::string("fine"), said("{{custom_properties.a b.c-d|x y}}"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: there is no field {{custom_properties.}}"),
                             said("{{custom_properties.}}"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: there is no field {{custom_propertys.team}}"),
                             said("{{custom_propertys.team|x}}"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: the default of {{rule}} must not contain { or }"),
                             said("{{rule|{{severity}}"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: \"{{\" without \"}}\""), said("{{custom_properties.team"));
        CPPUNIT_ASSERT(!check_template("{{custom_properties.a {{rule}}"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FieldTemplatesTest);
