#include "tests/contract/desk_contract.h"
#include "tests/contract/servicenow_contract_stand.h"

namespace secure_export::contract {

class ServiceNowContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(ServiceNowContract, DeskContract);
    CPPUNIT_TEST(a_create_that_is_refused_gives_the_incident_that_another_one_made);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<Stand> make_stand() override { return std::make_unique<ServiceNowStand>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowContract);

}  // namespace secure_export::contract
