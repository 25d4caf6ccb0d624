#include <memory>

#include "tests/contract/desk_contract.h"
#include "tests/contract/local_harness.h"

namespace secure_export::contract {

class LocalDeskContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(LocalDeskContract, DeskContract);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<DeskHarness> make_harness() override { return std::make_unique<LocalHarness>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LocalDeskContract);

}  // namespace secure_export::contract
