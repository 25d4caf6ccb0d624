// What ServiceNow refuses, drops in silence or answers oddly.

#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {

class ServiceNowRefusals : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowRefusals);
    CPPUNIT_TEST(a_missing_role_is_told_and_work_goes_on_once_it_is_given);
    CPPUNIT_TEST(a_mandatory_field_is_told_and_can_be_given_in_fields);
    CPPUNIT_TEST(a_field_that_is_mandatory_when_resolving_can_be_given_in_resolve_fields);
    CPPUNIT_TEST(a_resolver_is_set_where_nobody_is_assigned);
    CPPUNIT_TEST(a_wrong_close_code_is_told_with_its_setting);
    CPPUNIT_TEST(a_renamed_correlation_field_is_noticed_before_anything_is_opened);
    CPPUNIT_TEST(a_correlation_field_that_never_was_costs_at_most_one_incident);
    CPPUNIT_TEST(a_correlation_field_that_cannot_be_written_is_told_with_the_incident);
    CPPUNIT_TEST(a_correlation_field_that_cannot_be_searched_finds_nobody_elses_incident);
    CPPUNIT_TEST(another_correlation_field_works_as_well);
    CPPUNIT_TEST(a_configured_field_cannot_take_the_place_of_our_key);
    CPPUNIT_TEST(a_table_that_does_not_exist_is_told_with_its_setting);
    CPPUNIT_TEST(a_wrong_address_is_told_and_does_not_look_like_a_deleted_incident);
    CPPUNIT_TEST(what_a_gateway_says_is_for_later);
    CPPUNIT_TEST(an_answer_without_its_result_is_for_later);
    CPPUNIT_TEST(how_long_to_wait_is_handed_on);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_missing_role_is_told_and_work_goes_on_once_it_is_given() {
        set(R"({"roles": []})");
        failed(desk().open(incident()), Fault::refused, {"User Not Authorized", "role", "itil"});
        set(R"({"roles": ["itil"]})");
        value(desk().open(incident()));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
    }

    void a_mandatory_field_is_told_and_can_be_given_in_fields() {
        set(R"({"mandatory": ["short_description", "category"]})");
        failed(desk().open(incident()), Fault::refused, {"mandatory: category", "\"fields\""});
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
        const auto mended = with("fields", FieldMap{{"category", "Infrastructure"}});
        const std::string id = value(mended->open(incident())).id;
        CPPUNIT_ASSERT_EQUAL(std::string("Infrastructure"), held_field(id, "category"));
    }

    void a_field_that_is_mandatory_when_resolving_can_be_given_in_resolve_fields() {
        set(R"({"mandatory_resolved": ["close_code", "close_notes", "subcategory"]})");
        const std::string id = value(desk().open(incident())).id;
        failed(desk().resolve(id, "over"), Fault::refused, {"mandatory: subcategory", "\"resolve_fields\""});
        CPPUNIT_ASSERT_EQUAL(std::string("1"), held_field(id, "state"));
        const auto mended = with("resolve_fields", FieldMap{{"subcategory", "Cloud"}});
        CPPUNIT_ASSERT(value(mended->resolve(id, "over")).what == Resolution::What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("Cloud"), held_field(id, "subcategory"));
    }

    void a_resolver_is_set_where_nobody_is_assigned() {
        const std::string resolver(32, 'e'), person(32, 'a');
        const auto resolving = with("resolver", resolver);
        const std::string nobodys = value(resolving->open(incident())).id;
        value(resolving->resolve(nobodys, "over"));
        CPPUNIT_ASSERT_EQUAL(resolver, held_field(nobodys, "assigned_to"));
        const std::string somebodys = value(resolving->open(incident("azm-2"))).id;
        people_change(somebodys, R"({"assigned_to": ")" + person + "\"}");
        value(resolving->resolve(somebodys, "over"));
        CPPUNIT_ASSERT_EQUAL(person, held_field(somebodys, "assigned_to"));
    }

    void a_wrong_close_code_is_told_with_its_setting() {
        set("{\"close_codes\": [\"Solved (Permanently)\"]}");
        const std::string id = value(desk().open(incident())).id;
        failed(desk().resolve(id, "over"), Fault::refused,
               {"Invalid close code Solution provided", "\"close_code\"", "\"resolve_fields\""});
        const auto mended = with("close_code", std::string("Solved (Permanently)"));
        CPPUNIT_ASSERT(value(mended->resolve(id, "over")).what == Resolution::What::resolved);
        CPPUNIT_ASSERT_EQUAL(std::string("Solved (Permanently)"), held_field(id, "close_code"));
    }

    void a_renamed_correlation_field_is_noticed_before_anything_is_opened() {
        const auto other = with("correlation_field", std::string("u_key"));
        value(desk().open(incident("azm-of-somebody-else")));
        for (const char* reading : {"dropped", "no_rows"}) {
            set(R"({"absent": {"incident": ["u_key"]}, "tolerant": true, "invalid_query": ")" + std::string(reading) +
                "\"}");
            const auto fresh = harness_->another();
            failed(fresh->open(incident()), Fault::refused, {"\"correlation_field\"", "u_key"});
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
        }
        set(R"({"invalid_query": "dropped"})");
        failed(other->find(key), Fault::refused, {"\"correlation_field\""});
        set(R"({"absent": {}, "tolerant": false})");
        people_change(value(desk().find("azm-of-somebody-else"))->id, R"({"u_key": "another"})");
        value(other->open(incident()));
        CPPUNIT_ASSERT(value(other->find(key)));
    }

    // An empty table cannot tell: the first incident does, and is there to be seen from then on.
    void a_correlation_field_that_never_was_costs_at_most_one_incident() {
        for (const char* reading : {"dropped", "no_rows"}) {
            setUp();
            set(R"({"absent": {"incident": ["u_key"]}, "tolerant": true, "invalid_query": ")" + std::string(reading) +
                "\"}");
            const auto other = with("correlation_field", std::string("u_key"));
            failed(other->open(incident()), Fault::refused, {"INC0000001", "\"correlation_field\""});
            for (int i = 0; i < 2; ++i)
                failed(other->open(incident()), Fault::refused, {"\"correlation_field\"", "u_key"});
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
        }
    }

    void a_correlation_field_that_cannot_be_written_is_told_with_the_incident() {
        set(R"({"fields_read_only": ["correlation_id"], "tolerant": true})");
        failed(desk().open(incident()), Fault::refused, {"INC0000001", "did not keep", "\"correlation_field\""});
        set(R"({"fields_read_only": [], "tolerant": false})");
        const DeskIncident opened = value(desk().open(incident()));
        CPPUNIT_ASSERT_EQUAL(std::string("INC0000002"), opened.number);
    }

    void a_correlation_field_that_cannot_be_searched_finds_nobody_elses_incident() {
        value(desk().open(incident("azm-of-somebody-else")));
        set(R"({"answer": [200, {}, {"result": [{"sys_id": "00000000000000000000000000000001", "number": "INC9",
                "state": "2", "correlation_id": "azm-of-somebody-else"}]}]})");
        failed(desk().find(key), Fault::refused, {"does not search", "\"correlation_field\""});
        failed(desk().open(incident()), Fault::refused, {"\"correlation_field\""});
        set(R"({"answer": null})");
        CPPUNIT_ASSERT(!value(desk().find(key)));
    }

    void another_correlation_field_works_as_well() {
        harness_->settings.options["correlation_display"] = std::string();
        const auto other = with("correlation_field", std::string("u_key"));
        const std::string id = value(other->open(incident())).id;
        CPPUNIT_ASSERT_EQUAL(id, value(other->find(key))->id);
        CPPUNIT_ASSERT_EQUAL(key, held_field(id, "u_key"));
        CPPUNIT_ASSERT_EQUAL(std::string(), held_field(id, "correlation_id"));
        CPPUNIT_ASSERT_EQUAL(std::string(), held_field(id, "correlation_display"));
        CPPUNIT_ASSERT_EQUAL(std::string("azure-monitor"),
                             held_field(value(desk().open(incident("azm-2"))).id, "correlation_display"));
    }

    void a_configured_field_cannot_take_the_place_of_our_key() {
        const auto other = with("fields", FieldMap{{"correlation_id", "mine"}, {"urgency", "3"}});
        const std::string id = value(other->open(incident())).id;
        CPPUNIT_ASSERT_EQUAL(key, held_field(id, "correlation_id"));
        CPPUNIT_ASSERT_EQUAL(std::string("3"), held_field(id, "urgency"));
    }

    void a_table_that_does_not_exist_is_told_with_its_setting() {
        const auto other = with("table", std::string("u_incident"));
        failed(other->find(key), Fault::refused, {"Invalid table u_incident", "\"table\""});
        failed(other->get(std::string(32, 'a')), Fault::refused, {"Invalid table u_incident"});
    }

    void a_wrong_address_is_told_and_does_not_look_like_a_deleted_incident() {
        const std::string id = value(desk().open(incident())).id;
        for (const char* status : {"400", "404"}) {
            set(R"({"answer": [)" + std::string(status) +
                R"(, {}, {"error": {"message": "Requested URI does not represent any resource", "detail": null}}]})");
            failed(desk().get(id), Fault::refused, {"Requested URI", "\"url\""});
            failed(desk().find(key), Fault::refused, {"\"url\""});
        }
        set(R"({"answer": [404, {}, {"error": {"message": "No Record found", "detail": null}}]})");
        CPPUNIT_ASSERT(value(desk().get(id)).state == IncidentState::gone);
        failed(desk().find(key), Fault::refused, {"\"table\""});  // not an empty list: that would open it again
    }

    void what_a_gateway_says_is_for_later() {
        const std::string id = value(desk().open(incident())).id;
        for (const char* answer :
             {R"([404, {}, "<html>no such page</html>"])", R"([404, {}, ""])", R"([404, {}, {"message": "no route"}])",
              R"([403, {}, "<html>forbidden</html>"])", R"([403, {}, {"code": 15}])", R"([502, {}, "bad gateway"])",
              R"([500, {}, {"error": {"message": "Transaction cancelled", "detail": null}, "status": "failure"}])",
              R"([500, {}, "<html>oops</html>"])", R"([302, {"Location": "/login.do"}, ""])"}) {
            set(std::string(R"({"answer": )") + answer + "}");
            failed(desk().get(id), Fault::unavailable, {"desk \"snow\""});
            failed(desk().open(incident("azm-2")), Fault::unavailable, {"desk \"snow\""});
            failed(desk().resolve(id, "over"), Fault::unavailable, {"desk \"snow\""});
        }
    }

    void an_answer_without_its_result_is_for_later() {
        const std::string id = value(desk().open(incident())).id;
        for (const char* answer :
             {R"({})", R"({"result": null})", R"([])", R"({"result": "none"})", R"({"result": {}})",
              R"({"result": {"sys_id": "00000000000000000000000000000001", "number": "INC9", "state": "7"}})",
              R"({"result": [1]})", R"({"result": [], "error": {"message": "Transaction cancelled"}})"}) {
            set(R"({"answer": [200, {}, )" + std::string(answer) + "]}");
            failed(desk().get(id), Fault::unavailable, {"desk \"snow\""});
            failed(desk().find(key), Fault::unavailable, {"desk \"snow\""});
        }
        set(R"({"answer": [200, {}, {"result": {"sys_id": ")" + id + R"("}}]})");
        failed(desk().get(id), Fault::refused, {"number or state", "itil"});
    }

    void how_long_to_wait_is_handed_on() {
        harness_->trouble_next_call(Trouble::busy);
        const auto busy = desk().find(key);
        failed(busy, Fault::unavailable, {"429"});
        CPPUNIT_ASSERT(busy.error().retry_after == Milliseconds(7000));
        // The clock of these tests stands at 1767261600.
        set(R"({"answer": [429, {"X-RateLimit-Reset": "1767261660"}, {"error": {"message": "Rate limit exceeded"}}]})");
        CPPUNIT_ASSERT(desk().find(key).error().retry_after == Milliseconds(60'000));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowRefusals);

}  // namespace secure_export::contract
