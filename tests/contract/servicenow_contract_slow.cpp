// A slow instance, and creates whose outcome is not known.

#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {
namespace {

using What = Resolution::What;

}  // namespace

class ServiceNowSlow : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowSlow);
    CPPUNIT_TEST(an_operation_of_several_slow_calls_settles_at_its_first_try);
    CPPUNIT_TEST(an_empty_table_is_asked_for_the_correlation_field_once_and_again_after_a_create);
    CPPUNIT_TEST_SUITE_END();

public:
    void an_operation_of_several_slow_calls_settles_at_its_first_try() {
        const ConfigurationItem ci{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        NewIncident bound = incident();
        bound.ci = ci;
        const auto slow = with("time_limit_s", 1);
        set(R"({"call_seconds": 0.3})");
        const std::string id = value(slow->open(bound)).id;  // five calls, on an empty table
        CPPUNIT_ASSERT_EQUAL(ci.id, held_field(id, "cmdb_ci"));
        done(slow->note(id, "again"));
        done(slow->bind(id, ci));
        CPPUNIT_ASSERT(value(slow->resolve(id, "over")).what == What::resolved);
        for (const auto& line : value(slow->check()).lines) CPPUNIT_ASSERT_MESSAGE(line.what, line.good);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, calls("PATCH"));  // the note and the end; nothing twice
    }

    void an_empty_table_is_asked_for_the_correlation_field_once_and_again_after_a_create() {
        const auto sends_nothing = [] { return Outcome(Error{Fault::unavailable, "not now", {}}); };
        failed(desk().open(incident(), sends_nothing), Fault::unavailable, {"not now"});
        const std::size_t first = calls("GET");
        failed(desk().open(incident(), sends_nothing), Fault::unavailable, {"not now"});
        CPPUNIT_ASSERT_EQUAL(first - 1, calls("GET") - first);
        // A create whose answer is lost may have left the incident that shows that the field is not there.
        set(R"({"absent": {"incident": ["u_key"]}, "tolerant": true, "invalid_query": "no_rows"})");
        const auto other = with("correlation_field", std::string("u_key"));
        harness_->trouble_next_call(Trouble::answer_lost);
        failed(other->open(incident()), Fault::unavailable, {"desk \"snow\""});
        failed(other->open(incident()), Fault::refused, {"\"correlation_field\""});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowSlow);

}  // namespace secure_export::contract
