#pragma once
// A host whose desk_call (adapters/desks/host/operations.md) is implemented by any Desk.  It checks requests strictly,
// and its replies have more members than documented, like those of a newer host.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/desk.h"
#include "core/desk_call.h"
#include "tests/contract/harness.h"

namespace secure_export::contract {

class FakeHost : public DeskCall {
public:
    explicit FakeHost(Desk& desk) : desk_(desk) {}

    Result<std::string> call(std::string_view operation, std::string_view json) const override;

    void trouble_next_call(Trouble trouble) { trouble_ = trouble; }
    // From now on the reply to the first of each different call is lost after the call was carried out.
    void lose_each_once() { losing_ = true; }
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    Desk& desk_;
    mutable std::optional<Trouble> trouble_;
    bool losing_ = false;
    mutable std::set<std::string> lost_;
    mutable std::vector<std::string> complaints_;
};

}  // namespace secure_export::contract
