// Long: one suite over one fixture: each setting in use.
// Look-ups with hostile texts, the desk test, and each setting in use.
#include <algorithm>

#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

using By = CiQuery::By;
using Match = CiRule::Match;

class ItopOwn : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopOwn);
    CPPUNIT_TEST(a_hostile_resource_id_finds_what_holds_it_and_nothing_else);
    CPPUNIT_TEST(among_many_that_begin_alike_the_right_one_is_found);
    CPPUNIT_TEST(too_many_that_are_alike_are_told_instead_of_guessed);
    CPPUNIT_TEST(rows_that_were_not_asked_for_are_not_believed);
    CPPUNIT_TEST(an_answer_of_another_program_is_for_later_and_another_release_is_refused);
    CPPUNIT_TEST(with_every_answer_lost_once_nothing_is_done_twice);
    CPPUNIT_TEST(rules_are_asked_in_their_order_in_their_class);
    CPPUNIT_TEST(a_rule_about_a_class_or_field_that_is_not_there_is_named);
    CPPUNIT_TEST(a_draft_is_what_is_sent);
    CPPUNIT_TEST(the_fields_of_a_route_replace_the_desk_s_own_and_are_drafted);
    CPPUNIT_TEST(an_incident_s_page_is_the_usual_one_or_the_configured);
    CPPUNIT_TEST(a_title_is_cut_between_characters_to_its_limit);
    CPPUNIT_TEST(an_urgency_of_4_is_taken);
    CPPUNIT_TEST(a_text_of_marks_alone_is_cut_to_what_the_column_takes);
    CPPUNIT_TEST(a_whole_desk_passes_its_test);
    CPPUNIT_TEST(each_thing_that_is_wrong_is_a_line_with_its_setting);
    CPPUNIT_TEST(a_test_tells_that_nothing_can_be_written_and_writes_nothing);
    CPPUNIT_TEST(a_desk_that_is_not_there_is_one_line);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_hostile_resource_id_finds_what_holds_it_and_nothing_else() {
        harness->add_ci({"", "other", "Server", "/subscriptions/other"});
        for (const std::string hostile : {"/x/it's", "/x/50%", "/x/a_b", "/x/back\\slash", "/x/' OR '1'='1",
                                          "/x/\\' OR 1=1", "/x/\xC3\xA4\xE7\x9B\xA3"}) {
            CPPUNIT_ASSERT_MESSAGE(hostile, value(desk().find_ci({By::resource_id, hostile})).empty());
            CPPUNIT_ASSERT_MESSAGE(hostile, value(desk().find_ci({By::name, hostile})).empty());
            const std::string id = harness->add_ci({"", hostile, "Server", hostile});
            for (const By by : {By::resource_id, By::name}) {
                const auto found = value(desk().find_ci({by, hostile}));
                CPPUNIT_ASSERT_EQUAL_MESSAGE(hostile, std::size_t{1}, found.size());
                CPPUNIT_ASSERT_EQUAL(id, found.front().id);
            }
        }
        CPPUNIT_ASSERT(value(desk().find_ci({By::name, ""})).empty());
        CPPUNIT_ASSERT(value(desk().find_ci({By::resource_id, " "})).empty());
    }

    void among_many_that_begin_alike_the_right_one_is_found() {
        for (int i = 0; i < 60; ++i) harness->add_ci({"", "web", "Server", "/x/vm-1" + std::to_string(i)});
        const std::string id = harness->add_ci({"", "web-1", "VirtualMachine", "/x/vm-1"});
        const auto found = value(desk().find_ci({By::resource_id, "/x/vm-1"}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
        CPPUNIT_ASSERT_EQUAL(id, found.front().id);
        CPPUNIT_ASSERT_EQUAL(std::string("VirtualMachine"), found.front().ci_class);
    }

    void too_many_that_are_alike_are_told_instead_of_guessed() {
        const std::string id = harness->add_ci({"", "web-1", "Server", "/x/vm-1"});
        for (int i = 0; i < 199; ++i) harness->add_ci({"", "web", "Server", "/x/vm-1" + std::to_string(i)});
        assert_holds(said(desk().find_ci({By::resource_id, "/x/vm-1"}), Fault::refused), "FunctionalCI.description");
        change(id, R"({"description": ""})");
        CPPUNIT_ASSERT(value(desk().find_ci({By::resource_id, "/x/vm-1"})).empty());
    }

    void rows_that_were_not_asked_for_are_not_believed() {
        set(R"({"extension": "azure_key"})");
        const auto extended = with("correlation_field", std::string("azure_key"));
        const ConfigurationItem web_2{harness->add_ci({"", "web-2", "Server", "/x/web-2"}), "web-2", "Server", ""};
        const std::string first = value(extended->open(itop_incident("azm-1"))).id;
        const std::string second = value(extended->open(itop_incident("azm-2"))).id;
        done(extended->bind(first, web_2));
        set(R"({"deaf": true})");
        CPPUNIT_ASSERT_EQUAL(second, value(extended->find("azm-2"))->id);
        assert_holds(said(extended->find("azm-3"), Fault::refused), "\"correlation_field\"");
        assert_holds(said(extended->open(itop_incident("azm-3")), Fault::refused), "\"correlation_field\"");
        said(extended->resolve(second, "over"), Fault::unavailable);
        CPPUNIT_ASSERT(!value(desk().find("azm-1")));
        CPPUNIT_ASSERT(value(extended->find_ci({By::name, "web-1"})).empty());
        said(extended->bind(first, {"999999", "web-1", "", ""}), Fault::refused);
        CPPUNIT_ASSERT(value(extended->find_ci({By::resource_id, "/x/web-1"})).empty());
        set(R"({"deaf": false})");
        CPPUNIT_ASSERT(!value(extended->find("azm-3")));
        CPPUNIT_ASSERT(value(extended->get(first)).state == IncidentState::open);
    }

    void an_answer_of_another_program_is_for_later_and_another_release_is_refused() {
        set(R"({"odd": true})");
        assert_holds(said(desk().find(itop_key), Fault::unavailable), "\"url\"");
        set(R"({"odd": false, "version": "1.4"})");
        assert_holds(said(desk().find(itop_key), Fault::refused), "release of iTop");
        set(R"({"version": "1.3"})");
        CPPUNIT_ASSERT(!value(desk().find(itop_key)));
    }

    void with_every_answer_lost_once_nothing_is_done_twice() {
        const std::string ci = harness->add_ci({"", "web-1", "Server", "/x/web-1"});
        harness->order("lose_each_once");
        const auto stubborn = [&](auto operation) {
            for (int attempt = 0; attempt < 10; ++attempt)
                if (auto result = operation(); result || !worth_retrying(result.error().fault)) return result;
            return operation();
        };
        const auto found = value(stubborn([&] { return desk().find_ci({By::resource_id, "/x/web-1"}); }));
        const std::string id = value(stubborn([&] { return desk().open(itop_incident()); })).id;
        done(stubborn([&] { return desk().bind(id, found.at(0)); }));
        const std::string note = "Azure Monitor: fired again 2026-11-22 03:04:05 UTC";
        done(stubborn([&] { return desk().note(id, note); }));
        value(stubborn([&] { return desk().resolve(id, "over"); }));
        value(stubborn([&] { return desk().reopen(id, "It is back."); }));
        const Held held = harness->held(id);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness->incidents());
        CPPUNIT_ASSERT_EQUAL(ci, held.ci);
        CPPUNIT_ASSERT((held.notes == std::vector<std::string>{note, "It is back."}));
        CPPUNIT_ASSERT_EQUAL(std::string("over"), held.resolution);
    }

    void rules_are_asked_in_their_order_in_their_class() {
        const std::string server = harness->add_ci({"", "web-1", "Server", "/x/vm-1"});
        const std::string machine = harness->add_ci({"", "web-1", "VirtualMachine", ""});
        change(machine, R"({"asset": "x", "description": " /X/vm-1 "})");
        const auto ruled =
            with("ci_rules", std::vector<CiRule>{{By::resource_id, "VirtualMachine", "description", Match::equals},
                                                 {By::resource_id, "FunctionalCI", "description", Match::contains},
                                                 {By::name, "DBServer", "name", Match::equals},
                                                 {By::name, "Server", "name", Match::equals}});
        CPPUNIT_ASSERT_EQUAL(server, value(ruled->find_ci({By::name, "WEB-1"})).at(0).id);
        // iTop's own comparison minds the blanks, so the second rule finds both.
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, value(ruled->find_ci({By::resource_id, "/x/vm-1"})).size());
        change(machine, R"({"description": "/X/vm-1"})");
        const auto found = value(ruled->find_ci({By::resource_id, "/x/vm-1"}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
        CPPUNIT_ASSERT_EQUAL(machine, found.front().id);
        CPPUNIT_ASSERT_EQUAL(std::string("/X/vm-1"), found.front().resource_id);
        CPPUNIT_ASSERT(value(with("ci_rules", std::vector<CiRule>{})->find_ci({By::name, "web-1"})).empty());
    }

    void a_rule_about_a_class_or_field_that_is_not_there_is_named() {
        for (const auto& [ci_class, field] :
             {std::pair{"Servr", "name"}, std::pair{"Server", "cloud_id"}, std::pair{"FunctionalCI", "asset_number"}})
            for (const Match match : {Match::equals, Match::contains}) {
                const auto ruled = with("ci_rules", std::vector<CiRule>{{By::name, ci_class, field, match}});
                assert_holds(said(ruled->find_ci({By::name, "web-1"}), Fault::refused),
                             std::string("the rule for ") + ci_class + "." + field);
            }
    }

    void a_draft_is_what_is_sent() {
        NewIncident bound = itop_incident();
        bound.description = "a < b\nc";
        bound.ci = ConfigurationItem{"17", "web-1", "Server", ""};
        const auto drafted = with("fields", FieldMap{{"service_id", "1"}, {"urgency", "4"}})->draft(bound);
        const auto field = [&](const char* name) {
            const auto at = std::ranges::find(drafted, name, [](const auto& pair) { return pair.first; });
            return at == drafted.end() ? std::string("absent") : at->second;
        };
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"name":"Demo"})"), field("org_id"));
        CPPUNIT_ASSERT_EQUAL(std::string("<p>a &lt; b<br>c</p>"), field("description"));
        CPPUNIT_ASSERT_EQUAL(std::string("monitoring"), field("origin"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), field("service_id"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), field("impact"));
        CPPUNIT_ASSERT_EQUAL(std::string("4"), field("urgency"));
        CPPUNIT_ASSERT_EQUAL("alert key " + itop_key +
                                 ". By this line the incident is found when the alert fires again or is resolved: "
                                 "please leave it here.",
                             field("private_log"));
        CPPUNIT_ASSERT_EQUAL(std::string(R"([{"functionalci_id":17,"impact_code":"manual"}])"),
                             field("functionalcis_list"));
        CPPUNIT_ASSERT_EQUAL(std::string("absent"), field("priority"));
        CPPUNIT_ASSERT(harness->calls().empty());
    }

    void the_fields_of_a_route_replace_the_desk_s_own_and_are_drafted() {
        const auto configured = with("fields", FieldMap{{"service_id", "SELECT Service"}, {"urgency", "4"}});
        NewIncident routed = itop_incident();
        routed.fields.values = {{"team_id", "Helpdesk"}, {"urgency", "3"}, {"org_id", "Other"}};
        const auto drafted = configured->draft(routed);
        const auto holds_pair = [&](const char* name, const char* text) {
            return std::ranges::find(drafted, std::pair<std::string, std::string>(name, text)) != drafted.end();
        };
        CPPUNIT_ASSERT(holds_pair("urgency", "3") && holds_pair("team_id", R"({"name":"Helpdesk"})"));
        CPPUNIT_ASSERT(holds_pair("org_id", R"({"name":"Other"})") && holds_pair("service_id", "SELECT Service"));
        const std::string id = value(configured->open(routed)).id;
        CPPUNIT_ASSERT_EQUAL(3, harness->held(id).urgency);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), held_field(id, "team"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), held_field(id, "service"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), held_field(id, "organization"));
        const std::string other = value(configured->open(itop_incident("azm-2"))).id;
        CPPUNIT_ASSERT_EQUAL(4, harness->held(other).urgency);
        for (const char* name : {"private_log", "functionalcis_list", "status", "a,b", ""}) {
            NewIncident hostile = itop_incident("azm-3");
            hostile.fields.values = {{name, "x"}};
            assert_holds(said(configured->open(hostile), Fault::refused), "route");
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, harness->incidents());
    }

    void an_incident_s_page_is_the_usual_one_or_the_configured() {
        const DeskIncident usual = value(desk().open(itop_incident()));
        CPPUNIT_ASSERT_EQUAL(
            harness->settings.text("url") + "/pages/UI.php?operation=details&class=Incident&id=" + usual.id, usual.url);
        const auto configured = with("incident_url", std::string("https://itsm.example/{{number}}/{{id}}"));
        CPPUNIT_ASSERT_EQUAL("https://itsm.example/" + usual.number + "/" + usual.id,
                             value(configured->get(usual.id)).url);
    }

    void a_title_is_cut_between_characters_to_its_limit() {
        NewIncident wide = itop_incident();
        wide.title = "";
        for (int i = 0; i < 60; ++i) wide.title += "\xE7\x9B\xA3";
        const auto narrow = with("title_limit", 50);
        const std::string title = harness->held(value(narrow->open(wide)).id).title;
        CPPUNIT_ASSERT_EQUAL(std::size_t{50 * 3}, title.size());
        CPPUNIT_ASSERT_EQUAL(cut_to_characters(wide.title, 50), title);
    }

    void an_urgency_of_4_is_taken() {
        NewIncident min = itop_incident();
        min.impact = 3;
        min.urgency = 4;
        CPPUNIT_ASSERT_EQUAL(4, harness->held(value(desk().open(min)).id).urgency);
    }

    void a_text_of_marks_alone_is_cut_to_what_the_column_takes() {
        NewIncident marks = itop_incident();
        marks.description = std::string(32 << 10, '&');
        const std::string id = value(desk().open(marks)).id;
        const std::string held = harness->held(id).description;
        CPPUNIT_ASSERT(held.size() > 10'000 && held.starts_with("&&&") && held.ends_with("&\xE2\x80\xA6"));
    }

    void a_whole_desk_passes_its_test() {
        harness->settings.options["team"] = std::string("Helpdesk");
        harness->settings.options["agent"] = std::string("2");
        const auto whole = with("fields", FieldMap{{"service_id", "SELECT Service WHERE name = 'Monitoring'"}});
        const auto lines = value(whole->check()).lines;
        for (const auto& line : lines) CPPUNIT_ASSERT_MESSAGE(line.what, line.good);
        std::string all;
        for (const auto& line : lines) all += line.what + "\n";
        for (const char* part :
             {"signs in as \"azure\"", "\"organization\" means Demo (1)", "\"team\" means Helpdesk (1)",
              "\"agent\" means Poe (2)", "service_id\" means Monitoring (1)", "FunctionalCI.name", "not tried"})
            assert_holds(all, part);
        CPPUNIT_ASSERT(!holds(all, "secret of"));
    }

    void each_thing_that_is_wrong_is_a_line_with_its_setting() {
        const auto good = harness->settings.options;
        const auto check = [&](const char* option, OptionValue wrong, const char* named) {
            const auto lines = value(with(option, std::move(wrong))->check()).lines;
            harness->settings.options = good;
            const auto bad = std::ranges::count_if(lines, [](const auto& line) { return !line.good; });
            CPPUNIT_ASSERT_EQUAL_MESSAGE(named, std::ptrdiff_t{1}, bad);
            const auto line = std::ranges::find_if(lines, [](const auto& one) { return !one.good; });
            assert_holds(line->what + " / " + line->remedy, named);
            CPPUNIT_ASSERT(!line->remedy.empty());
        };
        check("organization", std::string("Nowhere"), "organization");
        check("team", std::string("Nobody"), "team");
        check("agent", std::string("SELECT Person"), "agent");
        check("correlation_field", std::string("azure_key"), "correlation_field");
        check("fields", FieldMap{{"servcie_id", "1"}}, "servcie_id");
        check("resolve_fields", FieldMap{{"service_id", "SELECT Service WHERE name = 'x'"}},
              "resolve_fields, service_id");
        check("ci_rules", std::vector<CiRule>{{By::name, "Server", "cloud_id", Match::contains}}, "Server.cloud_id");
        check("ci_filter", std::string("obsolescense_flag = 0"), "ci_filter");
        check("class", std::string("Incident x"), "class");
        check("user", std::string("nobody"), "user");
        set(R"({"organizations": ["Demo", "Demo"]})");
        check("origin", std::string("monitoring"), "organization");
        set(R"({"organizations": ["Demo"], "unreadable": ["FunctionalCI"]})");
        check("ci_rules", std::vector<CiRule>{{By::name, "FunctionalCI", "name", Match::equals}}, "FunctionalCI");
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness->incidents());
    }

    void a_test_tells_that_nothing_can_be_written_and_writes_nothing() {
        for (const char* way : {R"({"read_only": true})", R"({"profiles": ["REST Services User"]})"}) {
            set(way);
            const auto lines = value(desk().check()).lines;
            for (const char* part : {"read Incident, not write it", "read lnkFunctionalCIToTicket, not write it"})
                CPPUNIT_ASSERT(std::ranges::any_of(lines, [&](const auto& line) {
                    return !line.good && holds(line.what, part) && holds(line.remedy, "Support Agent") &&
                           holds(line.remedy, "read-only");
                }));
            set(R"({"read_only": false, "profiles": ["REST Services User", "Support Agent"]})");
        }
        CPPUNIT_ASSERT(std::ranges::all_of(value(desk().check()).lines, &DeskCheck::Line::good));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness->incidents());
    }

    void a_desk_that_is_not_there_is_one_line() {
        set(R"({"maintenance": true})");
        assert_one_bad_line(value(desk().check()));
        set(R"({"maintenance": false})");
        assert_one_bad_line(value(with("url", std::string("https://127.0.0.1:1"))->check()));
    }

private:
    static void assert_one_bad_line(const DeskCheck& check) {
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, check.lines.size());
        CPPUNIT_ASSERT(!check.lines.front().good);
        assert_holds(check.lines.front().remedy, "\"url\"");
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopOwn);

}  // namespace secure_export::contract
