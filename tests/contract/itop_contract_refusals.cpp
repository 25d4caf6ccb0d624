// Each way to be refused, with the setting or right it names, and how the same call succeeds once that is mended.
#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

class ItopRefusals : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopRefusals);
    CPPUNIT_TEST(a_wrong_password_names_user_secret_and_profiles);
    CPPUNIT_TEST(a_password_that_is_not_stored_names_the_command_that_stores_it);
    CPPUNIT_TEST(a_user_that_cannot_sign_in_names_the_setting);
    CPPUNIT_TEST(a_missing_web_service_profile_is_a_matter_of_the_account);
    CPPUNIT_TEST(an_account_that_may_only_read_is_refused_with_the_profile_that_it_lacks);
    CPPUNIT_TEST(an_account_that_may_not_read_a_class_is_told_which);
    CPPUNIT_TEST(the_read_only_mode_is_for_later_and_reading_goes_on);
    CPPUNIT_TEST(the_read_only_mode_in_words_that_we_do_not_know_parks_and_is_named);
    CPPUNIT_TEST(a_missing_mandatory_field_names_the_setting_fields);
    CPPUNIT_TEST(a_field_that_iTop_lacks_is_found_in_the_setting_fields);
    CPPUNIT_TEST(a_value_that_is_not_in_the_list_names_its_setting);
    CPPUNIT_TEST(a_wrong_resolution_code_names_its_setting_and_resolves_nothing);
    CPPUNIT_TEST(a_field_demanded_on_resolving_names_the_setting_resolve_fields);
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
        const std::string say = said(desk().open(itop_incident()), Fault::unauthenticated);
        for (const char* part : {"Invalid login", "\"user\"", "\"password\"", "REST Services User", "Support Agent"})
            assert_holds(say, part);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, stand->incidents());
        stand->secrets.by_field["password"] = "secret of somebody";  // as `secret set` does: no restart
        value(desk().open(itop_incident()));
    }

    void a_password_that_is_not_stored_names_the_command_that_stores_it() {
        stand->secrets.by_field.clear();
        assert_holds(said(desk().find(itop_key), Fault::unauthenticated), "secret set itop1 password");
        CPPUNIT_ASSERT(stand->calls().empty());
        stand->secrets.by_field["password"] = "secret of azure";
        CPPUNIT_ASSERT(!value(desk().find(itop_key)));
    }

    void a_user_that_cannot_sign_in_names_the_setting() {
        for (const char* user : {"", "azure:x"})
            assert_holds(said(with("user", std::string(user))->find(itop_key), Fault::unauthenticated), "\"user\"");
        CPPUNIT_ASSERT(!value(with("user", std::string("azure"))->find(itop_key)));
    }

    void a_missing_web_service_profile_is_a_matter_of_the_account() {
        set(R"({"profiles": ["Support Agent"]})");
        assert_holds(said(desk().find(itop_key), Fault::unauthenticated), "REST Services User");
        set(R"({"profiles": ["Support Agent", "REST Services User"]})");
        CPPUNIT_ASSERT(!value(desk().find(itop_key)));
    }

    void an_account_that_may_only_read_is_refused_with_the_profile_that_it_lacks() {
        const std::string id = opened();
        const ConfigurationItem ci{stand->add_ci({"", "web-1", "Server", ""}), "web-1", "Server", ""};
        set(R"({"profiles": ["REST Services User"]})");
        CPPUNIT_ASSERT(value(desk().get(id)).state == IncidentState::open);
        for (const std::string& say :
             {said(desk().open(itop_incident("azm-2")), Fault::refused), said(desk().note(id, "x"), Fault::refused),
              said(desk().resolve(id, "x"), Fault::refused), said(desk().bind(id, ci), Fault::refused)}) {
            assert_holds(say, "not allowed to modify");
            assert_holds(say, "Support Agent");
        }
        set(R"({"profiles": ["REST Services User", "Support Agent"]})");
        value(desk().open(itop_incident("azm-2")));
    }

    void an_account_that_may_not_read_a_class_is_told_which() {
        set(R"({"unreadable": ["FunctionalCI"]})");
        const CiQuery query{CiQuery::By::name, "web-1"};
        assert_holds(said(desk().find_ci(query), Fault::refused), "may not read FunctionalCI");
        set(R"({"unreadable": []})");
        CPPUNIT_ASSERT(value(desk().find_ci(query)).empty());
    }

    void the_read_only_mode_is_for_later_and_reading_goes_on() {
        const std::string id = opened();
        for (const char* words : {R"({"read_only": "the application is in Read-Only mode"})",
                                  R"({"read_only": "Die Anwendung ist schreibgeschützt"})",
                                  R"({"read_only": "L'application est en LECTURE SEULE"})"}) {
            set(words);
            const auto noted = desk().note(id, "It fired again.");
            assert_holds(said(noted, Fault::unavailable), "read-only mode");
            CPPUNIT_ASSERT(noted.error().again_after == std::chrono::minutes(5));
            CPPUNIT_ASSERT(value(desk().get(id)).state == IncidentState::open);
        }
        set(R"({"read_only": ""})");
        done(desk().note(id, "It fired again."));
    }

    void the_read_only_mode_in_words_that_we_do_not_know_parks_and_is_named() {
        set(R"({"read_only": "csak olvasható"})");
        const std::string say = said(desk().open(itop_incident()), Fault::refused);
        assert_holds(say, "csak olvasható");
        assert_holds(say, "read-only mode");
    }

    void a_missing_mandatory_field_names_the_setting_fields() {
        set(R"({"mandatory": ["org_id", "title", "service_id"]})");
        const std::string say = said(desk().open(itop_incident()), Fault::refused);
        assert_holds(say, "service_id");
        assert_holds(say, "\"fields\"");
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, stand->incidents());
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

    void a_field_demanded_on_resolving_names_the_setting_resolve_fields() {
        const std::string id = opened();
        set(R"({"resolve_mandatory": ["solution", "service_id"]})");
        const std::string say = said(desk().resolve(id, "over"), Fault::refused);
        assert_holds(say, "service_id");
        assert_holds(say, "\"resolve_fields\"");
        const auto mended = with("resolve_fields", FieldMap{{"service_id", "1"}});
        CPPUNIT_ASSERT(value(mended->resolve(id, "over")).what == Resolution::What::resolved);
    }

    void an_organization_of_another_or_a_common_name_names_its_setting() {
        for (const char* world : {R"({"organizations": ["Other"]})", R"({"organizations": ["Demo", "Demo"]})"}) {
            set(world);
            assert_holds(said(desk().open(itop_incident()), Fault::refused), "the setting \"organization\"");
        }
        set(R"({"organizations": ["Other", "Demo"]})");
        value(desk().open(itop_incident()));
    }

    void a_renamed_correlation_field_is_told_before_anything_is_created() {
        set(R"({"extension": "azure_alert_key"})");
        const auto wrong = with("correlation_field", std::string("azure_key"));
        for (const std::string& say :
             {said(wrong->open(itop_incident()), Fault::refused), said(wrong->find(itop_key), Fault::refused)}) {
            assert_holds(say, "invalid attribute code");
            assert_holds(say, "\"correlation_field\"");
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, stand->incidents());
        set(R"({"extension": "azure_key"})");
        value(wrong->open(itop_incident()));
    }

    void a_created_that_created_nothing_is_for_later() {
        set(R"({"creates_nothing": true})");
        said(desk().open(itop_incident()), Fault::unavailable);
        set(R"({"creates_nothing": false})");
        value(desk().open(itop_incident()));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, stand->incidents());
    }

    void maintenance_a_database_that_is_away_and_silence_are_for_later() {
        set(R"({"maintenance": true})");
        said(desk().open(itop_incident()), Fault::unavailable);
        set(R"({"maintenance": false, "database_away": true})");
        said(desk().open(itop_incident()), Fault::unavailable);
        set(R"({"database_away": false})");
        const auto impatient = with("time_limit_s", 1);
        stand->order("hang");
        said(impatient->open(itop_incident()), Fault::unavailable);
        stand->order("let_go");
        value(desk().open(itop_incident()));
    }

    void settings_that_would_become_part_of_a_query_are_refused() {
        using Rules = std::vector<CiRule>;
        const CiQuery query{CiQuery::By::name, "web-1"};
        const Rules rules = stand->settings.ci_rules();
        assert_holds(said(with("class", std::string("Incident WHERE 1"))->find(itop_key), Fault::refused), "\"class\"");
        stand->settings.options["class"] = std::string("Incident");
        const Rules hostile{{CiQuery::By::name, "Server", "name = '' OR 1", CiRule::Match::contains}};
        assert_holds(said(with("ci_rules", hostile)->find_ci(query), Fault::refused), "\"ci_rules\"");
        stand->settings.options["ci_rules"] = rules;
        assert_holds(said(with("correlation_field", std::string("*"))->find(itop_key), Fault::refused),
                     "\"correlation_field\"");
        stand->settings.options["correlation_field"] = std::string();
        for (const char* name : {"private_log", "functionalcis_list", "status", "a,b"})
            assert_holds(said(with("fields", FieldMap{{name, "x"}})->open(itop_incident()), Fault::refused), name);
        CPPUNIT_ASSERT(stand->calls().empty());
        value(with("fields", FieldMap{{"public_log", "x"}})->open(itop_incident()));
    }

    void a_key_that_would_become_part_of_a_query_is_invalid() {
        for (const char* key : {"", "azm-1' OR '1'='1", "azm_1", "azm-%", "azm-1\\"}) {
            said(desk().find(key), Fault::invalid);
            said(desk().open(itop_incident(key)), Fault::invalid);
        }
        CPPUNIT_ASSERT(stand->calls().empty());
        value(desk().open(itop_incident("azm-1")));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopRefusals);

}  // namespace secure_export::contract
