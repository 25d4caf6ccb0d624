#pragma once
#include "adapters/desks/itop/desk.h"
#include "adapters/desks/itop/kind.h"
#include "tests/contract/remote_harness.h"

namespace secure_export::contract {

inline DeskSettings itop_settings() {
    DeskSettings settings = default_desk("itop1", desks::itop::kind());
    settings.options["user"] = std::string("azure");
    settings.options["organization"] = std::string("Demo");
    return settings;
}

class ItopHarness : public RemoteHarness {
public:
    explicit ItopHarness(DeskSettings given = itop_settings())
        : RemoteHarness("itop.py", std::move(given), {{"password", "secret of azure"}}, desks::itop::make) {}

    std::string fitted(const std::string& title) const override {
        return cut_to_characters(title, static_cast<std::size_t>(settings.number("title_limit")));
    }
    // There is no session: every call contains user and password.
    bool can_make(Trouble trouble) const override { return trouble != Trouble::session_over; }
};

}  // namespace secure_export::contract
