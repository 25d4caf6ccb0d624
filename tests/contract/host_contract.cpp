#include "adapters/desks/host/desk.h"
#include "tests/contract/desk_contract.h"
#include "tests/contract/host_stand_in.h"
#include "tests/contract/local_stand.h"

namespace secure_export::contract {
namespace {

// A host whose desk is the register: our HostDesk -> JSON -> the stand-in -> the register.
class HostStand : public LocalStand {
public:
    HostStand() : host_(LocalStand::desk()), desk_(host_) {}
    Desk& desk() override { return desk_; }
    bool can_make(Trouble trouble) const override { return trouble != Trouble::session_over; }
    void trouble_next_call(Trouble trouble) override { host_.trouble_next_call(trouble); }
    std::vector<std::string> complaints() const override { return host_.complaints(); }

private:
    HostStandIn host_;
    desks::HostDesk desk_;
};

}  // namespace

class HostDeskContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(HostDeskContract, DeskContract);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<Stand> make_stand() override { return std::make_unique<HostStand>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HostDeskContract);

}  // namespace secure_export::contract
