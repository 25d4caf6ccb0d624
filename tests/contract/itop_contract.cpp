#include "tests/contract/desk_contract.h"
#include "tests/contract/itop_contract_harness.h"

namespace secure_export::contract {

// The key in the private log, as it is without further settings.
class ItopContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(ItopContract, DeskContract);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<DeskHarness> make_harness() override { return std::make_unique<ItopHarness>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopContract);

// The key in a field that the site added.
class ItopExtensionContract : public DeskContract {
    CPPUNIT_TEST_SUB_SUITE(ItopExtensionContract, DeskContract);
    CPPUNIT_TEST_SUITE_END();
    std::unique_ptr<DeskHarness> make_harness() override {
        DeskSettings settings = itop_settings();
        settings.options["correlation_field"] = std::string("azure_key");
        auto harness = std::make_unique<ItopHarness>(std::move(settings));
        Json::Value extended(Json::objectValue);
        extended["extension"] = "azure_key";
        harness->order("set", extended);
        return harness;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopExtensionContract);

}  // namespace secure_export::contract
