#include "tests/contract/desk_contract.h"
#include "tests/contract/helix_harness.h"

namespace secure_export::contract {

class HelixContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(HelixContract, DeskContract);
    CPPUNIT_TEST(a_create_that_is_refused_gives_the_incident_that_another_one_made);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<DeskHarness> make_harness() override { return std::make_unique<HelixHarness>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixContract);

}  // namespace secure_export::contract
