// A slow desk, and creates whose outcome is not known.

#include "json/json.h"
#include "tests/contract/helix_harness.h"

namespace secure_export::contract {
namespace {

using What = Resolution::What;

const std::string key = "azm-0123456789abcdef0123456789abcdef";
const NewIncident incident{key, "CPU over 90 %", "Rule: cpu-high", 2, 1, std::nullopt};

}  // namespace

class HelixSlow : public HelixTest {
    CPPUNIT_TEST_SUITE(HelixSlow);
    CPPUNIT_TEST(an_operation_of_several_slow_calls_settles_at_its_first_try);
    CPPUNIT_TEST(what_is_bound_is_not_bound_again);
    CPPUNIT_TEST(an_answer_that_tells_of_no_incident_is_for_later);
    CPPUNIT_TEST_SUITE_END();

public:
    void an_operation_of_several_slow_calls_settles_at_its_first_try() {
        const ConfigurationItem ci{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        NewIncident bound = incident;
        bound.ci = ci;
        const auto slow = patient();
        harness_->set("call_seconds", 0.3);
        const std::string id = value_of(slow->open(bound)).id;  // five calls
        CPPUNIT_ASSERT_EQUAL(ci.id, harness_->held(id).ci);
        CPPUNIT_ASSERT(slow->bind(id, ci));
        CPPUNIT_ASSERT(slow->note(id, "again"));
        CPPUNIT_ASSERT(value_of(slow->resolve(id, "over")).what == What::resolved);
        for (const auto& line : value_of(slow->check()).lines) CPPUNIT_ASSERT_MESSAGE(line.what, line.good);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, puts(id));  // the end
    }

    void what_is_bound_is_not_bound_again() {
        const ConfigurationItem ci{harness_->add_ci({"", "web-1", "", ""}), "web-1", "", ""};
        const std::string id = value_of(desk().open(incident)).id;
        harness_->trouble_next_call(Trouble::answer_lost);
        CPPUNIT_ASSERT(error_of(desk().bind(id, ci)).fault == Fault::unavailable);
        CPPUNIT_ASSERT(desk().bind(id, ci));
        CPPUNIT_ASSERT_EQUAL(ci.id, harness_->held(id).ci);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, puts(id));
    }

    void an_answer_that_tells_of_no_incident_is_for_later() {
        for (const char* answer : {R"([200, {}])", R"([200, []])", R"([200, {"values": {}}])", R"([200, null])",
                                   R"([204, null])", R"([200, [{"messageType": "ERROR", "messageNumber": 9093}]])"}) {
            harness_->set("answer_to_create", value_of(json::read_strict(answer)));
            const Error error = error_of(desk().open(incident));
            CPPUNIT_ASSERT_MESSAGE(answer + error.message, error.fault == Fault::unavailable);
        }
        harness_->set("answer_to_create", Json::nullValue);
        value_of(desk().open(incident));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
    }

private:
    std::unique_ptr<Desk> patient() {
        harness_->settings.options["time_limit_s"] = 1;
        return harness_->another();
    }
    std::size_t puts(const std::string& id) const {
        return harness_->calls_of("PUT /api/arsys/v1/entry/HPD:IncidentInterface/" + id);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixSlow);

}  // namespace secure_export::contract
