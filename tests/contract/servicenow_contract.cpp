#include "tests/contract/desk_contract.h"
#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {

class ServiceNowContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(ServiceNowContract, DeskContract);
    CPPUNIT_TEST(a_create_that_is_refused_gives_the_incident_that_another_one_made);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<DeskHarness> make_harness() override { return std::make_unique<ServiceNowHarness>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowContract);

}  // namespace secure_export::contract
