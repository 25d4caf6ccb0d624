// Each way to be refused, with the setting or right it names, and how the same call succeeds once that is mended.
#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

class ItopRefusals : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopRefusals);
    CPPUNIT_TEST(a_wrong_password_names_user_secret_and_profiles);
    CPPUNIT_TEST(a_password_that_is_not_stored_names_the_command_that_stores_it);
    CPPUNIT_TEST(a_user_that_cannot_sign_in_names_the_setting);
    CPPUNIT_TEST(a_user_and_a_password_with_colons_and_other_marks_sign_in);
    CPPUNIT_TEST(a_missing_web_service_profile_is_a_matter_of_the_account);
    CPPUNIT_TEST(who_may_read_and_not_write_is_for_later_with_both_reasons);
    CPPUNIT_TEST(an_account_that_may_not_read_a_class_is_told_which);
    CPPUNIT_TEST(what_the_database_says_comes_first_and_no_statement_with_it);
    CPPUNIT_TEST(a_missing_mandatory_field_names_the_setting_fields);
    CPPUNIT_TEST(a_field_that_iTop_lacks_is_found_in_the_setting_fields);
    CPPUNIT_TEST(a_value_that_is_not_in_the_list_names_its_setting);
    CPPUNIT_TEST(a_wrong_resolution_code_names_its_setting_and_resolves_nothing);
    CPPUNIT_TEST(a_field_demanded_on_resolving_is_filled_in_where_nobody_chose_one);
    CPPUNIT_TEST(an_organization_of_another_or_a_common_name_names_its_setting);
    CPPUNIT_TEST(a_renamed_correlation_field_is_told_before_anything_is_created);
    CPPUNIT_TEST(a_created_that_created_nothing_is_for_later);
    CPPUNIT_TEST(maintenance_a_database_that_is_away_and_silence_are_for_later);
    CPPUNIT_TEST(settings_that_would_become_part_of_a_query_are_refused);
    CPPUNIT_TEST(a_key_that_would_become_part_of_a_query_is_invalid);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_wrong_password_names_user_secret_and_profiles() {
        set(R"({"password": "secret of somebody"})");
        const std::string message = said(desk().open(itop_incident()), Fault::unauthenticated);
        for (const char* part : {"Invalid login", "\"user\"", "\"password\"", "REST Services User", "Support Agent"})
            assert_holds(message, part);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness->incidents());
        harness->secrets.by_field["password"] = "secret of somebody";  // as `secret set` does: no restart
        value(desk().open(itop_incident()));
    }

    void a_password_that_is_not_stored_names_the_command_that_stores_it() {
        harness->secrets.by_field.clear();
        assert_holds(said(desk().find(itop_key), Fault::unauthenticated), "secret set itop1 password");
        CPPUNIT_ASSERT(harness->calls().empty());
        harness->secrets.by_field["password"] = "secret of azure";
        CPPUNIT_ASSERT(!value(desk().find(itop_key)));
    }

    void a_user_that_cannot_sign_in_names_the_setting() {
        assert_holds(said(with("user", std::string())->find(itop_key), Fault::unauthenticated), "\"user\"");
        CPPUNIT_ASSERT(!value(with("user", std::string("azure"))->find(itop_key)));
    }

    void a_user_and_a_password_with_colons_and_other_marks_sign_in() {
        set(R"({"user": "azure:x", "password": "secret of:a&b=c+d %e\u00e4"})");
        harness->secrets.by_field["password"] = "secret of:a&b=c+d %e\xC3\xA4";
        CPPUNIT_ASSERT(!value(with("user", std::string("azure:x"))->find(itop_key)));
    }

    void a_missing_web_service_profile_is_a_matter_of_the_account() {
        set(R"({"profiles": ["Support Agent"]})");
        assert_holds(said(desk().find(itop_key), Fault::unauthenticated), "REST Services User");
        set(R"({"profiles": ["Support Agent", "REST Services User"]})");
        CPPUNIT_ASSERT(!value(desk().find(itop_key)));
    }

    // iTop's read-only mode and a missing right have the same words.
    void who_may_read_and_not_write_is_for_later_with_both_reasons() {
        const std::string id = opened();
        const ConfigurationItem ci{harness->add_ci({"", "web-1", "Server", ""}), "web-1", "Server", ""};
        for (const char* way : {R"({"read_only": true})", R"({"profiles": ["REST Services User"]})"}) {
            set(way);
            CPPUNIT_ASSERT(value(desk().get(id)).state == IncidentState::open);
            for (const Error& error :
                 {desk().open(itop_incident("azm-2")).error(), desk().note(id, "It fired again.").error(),
                  desk().resolve(id, "x").error(), desk().bind(id, ci).error()}) {
                assert_holds(said(Outcome(error), Fault::unavailable), "read-only mode");
                assert_holds(error.message, "Support Agent");
                assert_holds(error.message, "does not have enough permissions");
                CPPUNIT_ASSERT(error.retry_after == std::chrono::minutes(5));
            }
            set(R"({"read_only": false, "profiles": ["REST Services User", "Support Agent"]})");
        }
        value(desk().open(itop_incident("azm-2")));
        done(desk().note(id, "It fired again."));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness->held(id).notes.size());
    }

    void an_account_that_may_not_read_a_class_is_told_which() {
        set(R"({"unreadable": ["FunctionalCI"]})");
        const CiQuery query{CiQuery::By::name, "web-1"};
        assert_holds(said(desk().find_ci(query), Fault::refused), "may not read FunctionalCI");
        set(R"({"unreadable": []})");
        CPPUNIT_ASSERT(value(desk().find_ci(query)).empty());
    }

    void what_the_database_says_comes_first_and_no_statement_with_it() {
        const auto ways = harness->later_ways();
        CPPUNIT_ASSERT(ways.size() > 10);
        for (const std::string& way : ways) {
            harness->later_next_call(way);
            const std::string message = said(desk().open(itop_incident()), Fault::unavailable);
            assert_holds(message, "has trouble with its database: ");
            for (const char* part : {"INSERT", "VALUES", "cpu-high", "operational_status"})
                CPPUNIT_ASSERT_MESSAGE(message, !holds(message, part));
            if (way.size() == 4) assert_holds(message, "database: " + way + " ");
        }
        harness->later_next_call("2006");
        CPPUNIT_ASSERT_EQUAL(
            std::string("desk \"itop1\" has trouble with its database: 2006 MySQL server has gone away"),
            said(desk().find(itop_key), Fault::unavailable));
    }

    void a_missing_mandatory_field_names_the_setting_fields() {
        set(R"({"mandatory": ["org_id", "title", "service_id"]})");
        const std::string message = said(desk().open(itop_incident()), Fault::refused);
        assert_holds(message, "service_id");
        assert_holds(message, "\"fields\"");
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness->incidents());
        const FieldMap by_query{{"service_id", "SELECT Service WHERE name = 'Monitoring'"}, {"caller_id", "1"}};
        value(with("fields", by_query)->open(itop_incident()));
    }

    void a_field_that_iTop_lacks_is_found_in_the_setting_fields() {
        const auto wrong = with("fields", FieldMap{{"servcie_id", "1"}});
        assert_holds(said(wrong->open(itop_incident()), Fault::refused), "the setting \"fields\", servcie_id");
        value(with("fields", FieldMap{{"service_id", "1"}})->open(itop_incident()));
    }

    void a_value_that_is_not_in_the_list_names_its_setting() {
        const auto wrong = with("origin", std::string("azure"));
        assert_holds(said(wrong->open(itop_incident()), Fault::refused), "the setting \"origin\"");
        value(with("origin", std::string("portal"))->open(itop_incident()));
    }

    void a_wrong_resolution_code_names_its_setting_and_resolves_nothing() {
        const std::string id = opened();
        const auto wrong = with("resolution_code", std::string("automated"));
        assert_holds(said(wrong->resolve(id, "over"), Fault::refused), "the setting \"resolution_code\"");
        CPPUNIT_ASSERT(value(desk().get(id)).state == IncidentState::open);
        const auto mended = with("resolution_code", std::string("system update"));
        CPPUNIT_ASSERT(value(mended->resolve(id, "over")).what == Resolution::What::resolved);
    }

    void a_field_demanded_on_resolving_is_filled_in_where_nobody_chose_one() {
        const std::string id = opened();
        set(R"({"resolve_mandatory": ["solution", "service_id"]})");
        const std::string message = said(desk().resolve(id, "over"), Fault::refused);
        assert_holds(message, "service_id");
        assert_holds(message, "\"fields\"");
        CPPUNIT_ASSERT(!holds(message, "resolve_fields"));  // that would overwrite what a person chose
        const auto mended = with("fields", FieldMap{{"service_id", "Monitoring"}});
        CPPUNIT_ASSERT(value(mended->resolve(id, "over")).what == Resolution::What::resolved);
        const std::string other = opened("azm-2");
        change(other, R"({"service_id": "2"})");
        CPPUNIT_ASSERT(value(mended->resolve(other, "over")).what == Resolution::What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("2"), held_field(other, "service"));
    }

    void an_organization_of_another_or_a_common_name_names_its_setting() {
        for (const char* data : {R"({"organizations": ["Other"]})", R"({"organizations": ["Demo", "Demo"]})"}) {
            set(data);
            assert_holds(said(desk().open(itop_incident()), Fault::refused), "the setting \"organization\"");
        }
        set(R"({"organizations": ["Other", "Demo"]})");
        value(desk().open(itop_incident()));
    }

    void a_renamed_correlation_field_is_told_before_anything_is_created() {
        set(R"({"extension": "azure_alert_key"})");
        const auto wrong = with("correlation_field", std::string("azure_key"));
        for (const std::string& message :
             {said(wrong->open(itop_incident()), Fault::refused), said(wrong->find(itop_key), Fault::refused)}) {
            assert_holds(message, "invalid attribute code");
            assert_holds(message, "\"correlation_field\"");
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness->incidents());
        set(R"({"extension": "azure_key"})");
        value(wrong->open(itop_incident()));
    }

    void a_created_that_created_nothing_is_for_later() {
        set(R"({"creates_nothing": true})");
        said(desk().open(itop_incident()), Fault::unavailable);
        set(R"({"creates_nothing": false})");
        value(desk().open(itop_incident()));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness->incidents());
    }

    void maintenance_a_database_that_is_away_and_silence_are_for_later() {
        set(R"({"maintenance": true})");
        said(desk().open(itop_incident()), Fault::unavailable);
        set(R"({"maintenance": false, "database_away": true})");
        said(desk().open(itop_incident()), Fault::unavailable);
        set(R"({"database_away": false})");
        const auto impatient = with("time_limit_s", 1);
        harness->order("hang");
        said(impatient->open(itop_incident()), Fault::unavailable);
        harness->order("let_go");
        value(desk().open(itop_incident()));
    }

    void settings_that_would_become_part_of_a_query_are_refused() {
        using Rules = std::vector<CiRule>;
        const CiQuery query{CiQuery::By::name, "web-1"};
        const Rules rules = harness->settings.ci_rules();
        assert_holds(said(with("class", std::string("Incident WHERE 1"))->find(itop_key), Fault::refused), "\"class\"");
        harness->settings.options["class"] = std::string("Incident");
        const Rules hostile{{CiQuery::By::name, "Server", "name = '' OR 1", CiRule::Match::contains}};
        assert_holds(said(with("ci_rules", hostile)->find_ci(query), Fault::refused), "\"ci_rules\"");
        harness->settings.options["ci_rules"] = rules;
        assert_holds(said(with("correlation_field", std::string("*"))->find(itop_key), Fault::refused),
                     "\"correlation_field\"");
        harness->settings.options["correlation_field"] = std::string();
        for (const char* name : {"private_log", "functionalcis_list", "status", "a,b"})
            assert_holds(said(with("fields", FieldMap{{name, "x"}})->open(itop_incident()), Fault::refused), name);
        CPPUNIT_ASSERT(harness->calls().empty());
        value(with("fields", FieldMap{{"public_log", "x"}})->open(itop_incident()));
    }

    void a_key_that_would_become_part_of_a_query_is_invalid() {
        for (const char* key : {"", "azm-1' OR '1'='1", "azm_1", "azm-%", "azm-1\\"}) {
            said(desk().find(key), Fault::invalid);
            said(desk().open(itop_incident(key)), Fault::invalid);
        }
        CPPUNIT_ASSERT(harness->calls().empty());
        value(desk().open(itop_incident("azm-1")));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopRefusals);

}  // namespace secure_export::contract
