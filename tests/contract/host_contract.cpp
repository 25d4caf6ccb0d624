#include "adapters/desks/host/desk.h"
#include "tests/contract/desk_contract.h"
#include "tests/contract/fake_host.h"
#include "tests/contract/local_harness.h"

namespace secure_export::contract {
namespace {

// A host whose desk is the register: our HostDesk -> JSON -> the stand-in -> the register.
class HostHarness : public LocalHarness {
public:
    HostHarness() : host_(LocalHarness::desk()), desk_(host_) {}
    Desk& desk() override { return desk_; }
    bool can_make(Trouble trouble) const override { return trouble != Trouble::session_over; }
    void trouble_next_call(Trouble trouble) override { host_.trouble_next_call(trouble); }
    std::vector<std::string> complaints() const override { return host_.complaints(); }

private:
    FakeHost host_;
    desks::HostDesk desk_;
};

}  // namespace

class HostDeskContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(HostDeskContract, DeskContract);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<DeskHarness> make_harness() override { return std::make_unique<HostHarness>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HostDeskContract);

}  // namespace secure_export::contract
