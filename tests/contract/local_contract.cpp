#include <memory>

#include "tests/contract/desk_contract.h"
#include "tests/contract/local_stand.h"

namespace secure_export::contract {

class LocalDeskContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(LocalDeskContract, DeskContract);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<Stand> make_stand() override { return std::make_unique<LocalStand>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LocalDeskContract);

}  // namespace secure_export::contract
