// Long: a table's worth of refusals, each with the setting it has to name.
// What the Helix desk alone does about refusals: in the desk's own words, with the setting to look at, and well again
// once it is mended.  Signing in: helix_contract_sign_in.cpp.  Incidents and items: helix_contract_more.cpp.

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include "json/json.h"
#include "tests/contract/helix_harness.h"

namespace secure_export::contract {
namespace {

using What = Resolution::What;

const std::string key = "azm-0123456789abcdef0123456789abcdef";
const NewIncident incident{key, "CPU over 90 %", "Rule: cpu-high", 2, 1, std::nullopt};

}  // namespace

class HelixRefusals : public HelixTest {
    CPPUNIT_TEST_SUITE(HelixRefusals);
    CPPUNIT_TEST(a_missing_right_names_the_account);
    CPPUNIT_TEST(a_missing_mandatory_field_names_fields);
    CPPUNIT_TEST(a_missing_mandatory_field_of_resolving_names_resolve_fields);
    CPPUNIT_TEST(a_status_reason_that_is_not_taken_names_status_reason);
    CPPUNIT_TEST(nobody_to_assign_to_names_resolver);
    CPPUNIT_TEST(an_incident_of_a_group_without_a_resolver_is_left_open_with_the_reason);
    CPPUNIT_TEST(each_group_has_its_own_resolver);
    CPPUNIT_TEST(an_account_that_is_turned_down_in_the_middle_parks_nothing);
    CPPUNIT_TEST(nobody_as_the_customer_is_told_before_anything_is_sent);
    CPPUNIT_TEST(the_fields_of_a_route_take_the_place_of_the_desks_own);
    CPPUNIT_TEST(a_customer_whom_the_desk_does_not_know_in_its_real_words_names_customer_login);
    CPPUNIT_TEST(a_check_names_fields_that_are_not_on_the_form_and_a_missing_customer);
    CPPUNIT_TEST(a_customer_who_is_not_known_names_customer_login);
    CPPUNIT_TEST(values_that_are_not_in_the_menu_name_their_setting);
    CPPUNIT_TEST(a_title_that_does_not_fit_names_title_limit);
    CPPUNIT_TEST(a_renamed_correlation_field_is_found_out_before_anything_is_created);
    CPPUNIT_TEST(a_field_that_keeps_no_key_is_told_with_the_number_that_was_opened);
    CPPUNIT_TEST(an_incident_that_the_account_cannot_see_is_not_opened_again_and_again_in_silence);
    CPPUNIT_TEST(incidents_of_other_keys_are_never_taken_for_ours);
    CPPUNIT_TEST(a_missing_form_is_not_a_missing_incident);
    CPPUNIT_TEST(a_form_or_dataset_that_is_not_there_names_its_setting);
    CPPUNIT_TEST(an_error_array_is_a_refusal_unless_its_number_is_listed_as_transient);
    CPPUNIT_TEST(an_account_used_too_often_at_once_is_for_later);
    CPPUNIT_TEST(a_desk_that_hangs_is_left_within_the_time_limit);
    CPPUNIT_TEST(a_key_that_could_be_a_query_is_not_asked_for);
    CPPUNIT_TEST(a_check_is_good_for_a_desk_that_is_set_up_well);
    CPPUNIT_TEST(a_check_tells_each_thing_that_is_wrong);
    CPPUNIT_TEST(a_check_of_a_desk_that_does_not_answer_is_one_line);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_missing_right_names_the_account() {
        Json::Value forms(Json::arrayValue);
        forms.append("HPD:IncidentInterface_Create");
        harness_->set("forbidden", forms);
        refused(desk().open(incident), {"You have no access to form", "azalerts", "Incident Master"});
        harness_->set("forbidden", Json::Value(Json::arrayValue));
        fails_with(403, 1, "Nein");  // words that are not understood
        refused(desk().open(incident), {"Nein", "azalerts", "Incident Master"});
        harness_->set("fail_with", Json::nullValue);
        value_of(desk().open(incident));
    }

    void a_missing_mandatory_field_names_fields() {
        Json::Value mandatory(Json::arrayValue);
        mandatory.append("Company");
        harness_->set("mandatory", mandatory);
        refused(desk().open(incident), {"Required field", "Company", "\"fields\""});
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
        FieldMap fields = harness_->settings.fields("fields");
        fields["Company"] = "Calbro Services";
        harness_->settings.options["fields"] = fields;
        value_of(harness_->another()->open(incident));
    }

    void a_missing_mandatory_field_of_resolving_names_resolve_fields() {
        const std::string id = opened();
        Json::Value mandatory(Json::arrayValue);
        mandatory.append("Resolution Category");
        harness_->set("resolve_mandatory", mandatory);
        refused(desk().resolve(id, "over"), {"Resolution Category requires a value", "\"resolve_fields\""});
        CPPUNIT_ASSERT(state_of(id) == IncidentState::open);
        harness_->settings.options["resolve_fields"] = FieldMap{{"Resolution Category", "Monitoring"}};
        CPPUNIT_ASSERT(value_of(harness_->another()->resolve(id, "over")).what == What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("Monitoring"), harness_->fields_of(id)["Resolution Category"].asString());
    }

    void a_status_reason_that_is_not_taken_names_status_reason() {
        const std::string id = opened();
        harness_->settings.options["status_reason"] = "Client Hold";
        refused(harness_->another()->resolve(id, "over"),
                {"does not go with Resolved", "ARERR 1291221", "\"status_reason\""});
        harness_->settings.options["status_reason"] = "Monitoring Incident";
        CPPUNIT_ASSERT(value_of(harness_->another()->resolve(id, "over")).what == What::resolved);
    }

    void nobody_to_assign_to_names_resolver() {
        const std::string id = opened();
        harness_->settings.options["resolver"] = "";
        refused(harness_->another()->resolve(id, "over"), {"Assignee field requires a value", "\"resolver\""});
        harness_->settings.options["resolver"] = "Allen Allbrook";
        CPPUNIT_ASSERT(value_of(harness_->another()->resolve(id, "over")).what == What::resolved);
    }

    void an_incident_of_a_group_without_a_resolver_is_left_open_with_the_reason() {
        const std::string id = opened();
        harness_->change(id, "Assigned Group", "Network");  // people reassigned it
        const Resolution left = value_of(desk().resolve(id, "over"));
        CPPUNIT_ASSERT(left.what == What::left_open);
        for (const char* part : {"not a member of the group Network", "\"resolvers\"", "\"Network\""})
            CPPUNIT_ASSERT_MESSAGE(left.why, has(left.why, part));
        CPPUNIT_ASSERT(state_of(id) == IncidentState::open);
        harness_->change(id, "Assigned Group", "Cloud Operations");
        CPPUNIT_ASSERT(value_of(desk().resolve(id, "over")).what == What::resolved);
    }

    void each_group_has_its_own_resolver() {
        Json::Value groups(Json::objectValue);
        groups["Nora Net"] = "Network";
        harness_->set("people_of_groups", groups);
        harness_->settings.options["resolvers"] = FieldMap{{"network ", "nora/Nora Net"}, {"Storage", "sam/Sam"}};
        const auto desk = harness_->another();
        const std::string id = opened();
        harness_->change(id, "Assigned Group", "Network");
        CPPUNIT_ASSERT(value_of(desk->resolve(id, "over")).what == What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("Nora Net"), harness_->fields_of(id)["Assignee"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("nora"), harness_->fields_of(id)["Assignee Login ID"].asString());
        NewIncident other = incident;
        other.key = "azm-2";
        const std::string usual = value_of(desk->open(other)).id;  // of a group that "resolver" belongs to
        CPPUNIT_ASSERT(value_of(desk->resolve(usual, "over")).what == What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("Allen Allbrook"), harness_->fields_of(usual)["Assignee"].asString());
    }

    void an_account_that_is_turned_down_in_the_middle_parks_nothing() {
        for (const int number : {612, 623, 624}) {
            fails_with(500, number, "Authentication failed");
            const Error error = error_of(desk().find(key));
            CPPUNIT_ASSERT(error.fault == Fault::unauthenticated && has(error.message, "\"password\""));
        }
    }

    void nobody_as_the_customer_is_told_before_anything_is_sent() {
        harness_->settings.options["user"] = "";  // as single sign-on leaves it
        const auto desk = harness_->another();
        CPPUNIT_ASSERT(desk->draft(incident).front().first == "not possible");
        CPPUNIT_ASSERT(has(desk->draft(incident).front().second, "\"customer_login\""));
        harness_->settings.options["customer_login"] = "monitoring";
        CPPUNIT_ASSERT(harness_->another()->draft(incident).front().first != "not possible");
    }

    void the_fields_of_a_route_take_the_place_of_the_desks_own() {
        NewIncident routed = incident;
        routed.fields.values = {{"Assigned Group", "Service Desk"}, {"Company", "Calbro Services"}};
        const std::string id = value_of(desk().open(routed)).id;
        CPPUNIT_ASSERT_EQUAL(std::string("Service Desk"), harness_->fields_of(id)["Assigned Group"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("Calbro Services"), harness_->fields_of(id)["Company"].asString());
        CPPUNIT_ASSERT_EQUAL(std::string("IT Support"),
                             harness_->fields_of(id)["Assigned Support Organization"].asString());
        bool told = false;
        for (const auto& [name, value] : desk().draft(routed))
            told = told || (name == "Assigned Group" && value == "Service Desk");
        CPPUNIT_ASSERT(told);
    }

    void a_check_names_fields_that_are_not_on_the_form_and_a_missing_customer() {
        harness_->settings.options["fields"] = FieldMap{{"Asigned Group", "Cloud Operations"}};
        harness_->settings.options["resolve_fields"] = FieldMap{{"Resolution Kategory", "x"}};
        const auto lines = value_of(harness_->another()->check()).lines;
        for (const char* said : {"Asigned Group", "Resolution Kategory"})
            CPPUNIT_ASSERT_MESSAGE(said, says(lines, false, said));
        CPPUNIT_ASSERT(says(lines, false, "\"fields\"") && says(lines, false, "\"resolve_fields\""));
        harness_->settings.options["fields"] = FieldMap{};
        harness_->settings.options["resolve_fields"] = FieldMap{};
        harness_->settings.options["auth"] = "rsso";
        harness_->settings.options["user"] = "";
        harness_->settings.options["token_url"] = harness_->settings.text("url") + "/rsso/oauth2/token";
        harness_->settings.options["client_id"] = "client";
        harness_->secrets.by_field = {{"client_secret", "hush+%="}, {"refresh_token", "refresh-1"}};
        CPPUNIT_ASSERT(says(value_of(harness_->another()->check()).lines, false, "customer"));
        harness_->settings.options["fields"] = FieldMap{{"Login_ID", "monitoring"}};
        CPPUNIT_ASSERT(!says(value_of(harness_->another()->check()).lines, false, "customer"));
    }

    void a_customer_whom_the_desk_does_not_know_in_its_real_words_names_customer_login() {
        fails_with(500, 45612, "No records have been found for the Incident contact information");
        refused(desk().find(key), {});
        Json::Value answer(Json::arrayValue);
        answer.append(500);
        answer.append(value_of(json::read_strict(
            R"([{"messageType": "ERROR", "messageText": "", "messageNumber": 45612, "messageAppendedText":
                "No records have been found for the Incident contact information"}])")));
        harness_->set("fail_with", Json::nullValue);
        harness_->set("answer_to_create", answer);
        refused(desk().open(incident), {"contact information", "\"customer_login\""});
    }

    void a_customer_who_is_not_known_names_customer_login() {
        harness_->settings.options["customer_login"] = "nobody";
        refused(harness_->another()->open(incident), {"not a person known here", "\"customer_login\""});
        harness_->settings.options["customer_login"] = "monitoring";
        const std::string id = value_of(harness_->another()->open(incident)).id;
        CPPUNIT_ASSERT_EQUAL(std::string("monitoring"), harness_->fields_of(id)["Login ID"].asString());
    }

    void values_that_are_not_in_the_menu_name_their_setting() {
        for (const char* option : {"status", "reported_source", "service_type"}) {
            const OptionValue good = std::exchange(harness_->settings.options[option], "Nonsense");
            refused(harness_->another()->open(incident), {"limits specified", "\"" + std::string(option) + "\""});
            harness_->settings.options[option] = good;
        }
        for (const char* option : {"impact_values", "urgency_values"}) {
            const OptionValue good = harness_->settings.options[option];
            harness_->settings.options[option] = FieldMap{{"1", "Highest"}, {"2", "High"}};
            refused(harness_->another()->open(incident), {"limits specified", "\"" + std::string(option) + "\""});
            harness_->settings.options[option] = FieldMap{{"3", "3-Medium"}};
            refused(harness_->another()->open(incident), {"\"" + std::string(option) + "\" has no value for"});
            harness_->settings.options[option] = good;
        }
        value_of(harness_->another()->open(incident));
    }

    void a_title_that_does_not_fit_names_title_limit() {
        NewIncident longest = incident;
        longest.title = std::string(150, 'x');
        harness_->settings.options["title_limit"] = 120;
        refused(harness_->another()->open(longest), {"limits specified", "\"title_limit\""});
        harness_->set("title_limit", 120);
        const std::string id = value_of(harness_->another()->open(longest)).id;
        CPPUNIT_ASSERT_EQUAL(cut_to_characters(longest.title, 120), harness_->held(id).title);
    }

    void a_renamed_correlation_field_is_found_out_before_anything_is_created() {
        harness_->set("correlation_field", "Azure Alert");
        refused(desk().open(incident), {"Vendor Ticket Number", "\"correlation_field\""});
        refused(desk().find(key), {"Vendor Ticket Number", "\"correlation_field\""});
        CPPUNIT_ASSERT_EQUAL(std::size_t{0},
                             harness_->calls_of("POST /api/arsys/v1/entry/HPD:IncidentInterface_Create"));
        harness_->settings.options["correlation_field"] = "Azure Alert";
        const std::string id = value_of(harness_->another()->open(incident)).id;
        CPPUNIT_ASSERT_EQUAL(key, harness_->fields_of(id)["Azure Alert"].asString());
        harness_->set("correlation_field", "Vendor Ticket Number");
        value_of(desk().open(incident));
    }

    void a_field_that_keeps_no_key_is_told_with_the_number_that_was_opened() {
        harness_->set("loses_key", true);
        refused(desk().open(incident), {"opened INC", "did not keep our key", "\"correlation_field\""});
        harness_->set("loses_key", false);
        value_of(desk().open(incident));
    }

    void an_incident_that_the_account_cannot_see_is_not_opened_again_and_again_in_silence() {
        harness_->set("hides", true);
        refused(desk().open(incident), {"opened INC", "does not show it", "access to the company"});
        harness_->set("hides", false);
        value_of(desk().open(incident));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
    }

    void incidents_of_other_keys_are_never_taken_for_ours() {
        opened();
        harness_->set("drops_queries", true);
        NewIncident other = incident;
        other.key = "azm-other";
        refused(desk().find(other.key), {"one with another key", "\"correlation_field\""});
        refused(desk().open(other), {"one with another key"});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
        harness_->set("drops_queries", false);
        CPPUNIT_ASSERT(!value_of(desk().find(other.key)));
        value_of(desk().open(other));
    }

    void a_missing_form_is_not_a_missing_incident() {
        const std::string id = opened();
        harness_->settings.options["incident_form"] = "HPD:Incidents";
        const auto mistaken = harness_->another();
        refused(mistaken->get(id), {"Form does not exist", "\"incident_form\""});
        refused(mistaken->resolve(id, "over"), {"Form does not exist"});
        CPPUNIT_ASSERT(state_of(id) == IncidentState::open);
    }

    void a_form_or_dataset_that_is_not_there_names_its_setting() {
        const std::string id = opened();
        NewIncident other = incident;
        other.key = "azm-other";
        for (const char* option : {"create_form", "work_log_form", "ci_dataset", "ci_namespace"}) {
            const OptionValue good = std::exchange(harness_->settings.options[option], "Elsewhere");
            const auto desk = harness_->another();
            const std::string setting = "\"" + std::string(option) + "\"";
            if (has(option, "ci_"))
                refused(desk->find_ci({CiQuery::By::name, "web-1"}), {"does not exist", setting});
            else if (has(option, "log"))
                refused(desk->note(id, "fired again"), {"Form does not exist", setting});
            else
                refused(desk->open(other), {"Form does not exist", setting});
            harness_->settings.options[option] = good;
        }
        value_of(harness_->another()->open(other));
    }

    void an_error_array_is_a_refusal_unless_its_number_is_listed_as_transient() {
        fails_with(500, 777, "The licence server is away");
        refused(desk().find(key), {"The licence server is away", "ARERR 777"});
        harness_->settings.options["transient_errors"] = "92,777 , 9093";
        const Error later = error_of(harness_->another()->find(key));
        CPPUNIT_ASSERT(later.fault == Fault::unavailable && has(later.message, "The licence server is away"));
    }

    void an_account_used_too_often_at_once_is_for_later() {
        fails_with(500, 9093, "User is currently connected from another machine");
        CPPUNIT_ASSERT(error_of(desk().open(incident)).fault == Fault::unavailable);
        harness_->set("fail_with", Json::nullValue);
        value_of(desk().open(incident));
    }

    void a_desk_that_hangs_is_left_within_the_time_limit() {
        harness_->settings.options["time_limit_s"] = 1;
        const auto desk = harness_->another();
        harness_->order("hang");
        const Error error = error_of(desk->find(key));
        harness_->order("let_go");
        CPPUNIT_ASSERT(error.fault == Fault::unavailable && !error.message.empty());
        value_of(desk->open(incident));
    }

    void a_key_that_could_be_a_query_is_not_asked_for() {
        for (const std::string& hostile :
             {std::string(), std::string("x\" OR '1' = '1"), std::string("%"), std::string(41, 'a')}) {
            CPPUNIT_ASSERT(error_of(desk().find(hostile)).fault == Fault::invalid);
            NewIncident with_it = incident;
            with_it.key = hostile;
            CPPUNIT_ASSERT(error_of(desk().open(with_it)).fault == Fault::invalid);
        }
        CPPUNIT_ASSERT(harness_->calls().empty());
        CPPUNIT_ASSERT(!value_of(desk().find(std::string(40, 'a'))));
    }

    void a_check_is_good_for_a_desk_that_is_set_up_well() {
        const auto lines = value_of(desk().check()).lines;
        for (const auto& line : lines) CPPUNIT_ASSERT_MESSAGE(line.what, line.good);
        for (const char* said : {"signed in as \"azalerts\"", "HPD:IncidentInterface_Create has the field",
                                 "BMC_ComputerSystem.CloudID", "BMC_BaseElement.Name", "HPD:WorkLog", "not tried"})
            CPPUNIT_ASSERT_MESSAGE(said, says(lines, true, said));
        for (const std::string& call : harness_->calls())
            CPPUNIT_ASSERT_MESSAGE(call, call.starts_with("GET ") || call == "POST /api/jwt/login");
    }

    void a_check_tells_each_thing_that_is_wrong() {
        harness_->set("password", "changed");
        const auto lines = value_of(desk().check()).lines;
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lines.size());
        CPPUNIT_ASSERT(says(lines, false, "Authentication failed"));
        harness_->set("password", "s#cret & more");

        harness_->set("correlation_field", "Azure Alert");
        harness_->settings.options["work_log_form"] = "HPD:Notes";
        Json::Value forbidden(Json::arrayValue);
        forbidden.append("BMC_CloudInstance");
        harness_->set("forbidden", forbidden);
        auto rules = harness_->settings.ci_rules();
        rules.front().field = "AzureId";
        harness_->settings.options["ci_rules"] = rules;
        const auto several = value_of(harness_->another()->check()).lines;
        for (const char* said : {"HPD:IncidentInterface has the field \"Vendor Ticket Number\"",
                                 "HPD:IncidentInterface_Create has the field \"Vendor Ticket Number\"", "HPD:Notes",
                                 "BMC_ComputerSystem.AzureId", "BMC_CloudInstance.CloudId"})
            CPPUNIT_ASSERT_MESSAGE(said, says(several, false, said));
        CPPUNIT_ASSERT(says(several, true, "BMC_BaseElement.TokenId"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
    }

    void a_check_of_a_desk_that_does_not_answer_is_one_line() {
        harness_->trouble_next_call(Trouble::unreachable);
        const auto lines = value_of(desk().check()).lines;
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lines.size());
        CPPUNIT_ASSERT(says(lines, false, "no answer") && has(lines.front().remedy, "\"url\""));
    }

private:
    std::string opened() { return value_of(desk().open(incident)).id; }
    IncidentState state_of(const std::string& id) { return value_of(desk().get(id)).state; }

    // Parks, in words that hold all of `said`.
    template <class T>
    void refused(const Result<T>& result, const std::vector<std::string>& said) {
        const Error error = error_of(result);
        CPPUNIT_ASSERT_MESSAGE(error.message, error.fault == Fault::refused);
        for (const std::string& part : said)
            CPPUNIT_ASSERT_MESSAGE(part + " is not in: " + error.message, has(error.message, part));
    }

    void fails_with(int status, int number, const char* text) {
        Json::Value failure(Json::objectValue);
        failure["status"] = status;
        failure["number"] = number;
        failure["text"] = text;
        harness_->set("fail_with", failure);
    }

    static bool says(const std::vector<DeskCheck::Line>& lines, bool good, const std::string& part) {
        return std::any_of(lines.begin(), lines.end(), [&](const DeskCheck::Line& line) {
            return line.good == good && has(line.what, part) && (good || !line.remedy.empty());
        });
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixRefusals);

}  // namespace secure_export::contract
