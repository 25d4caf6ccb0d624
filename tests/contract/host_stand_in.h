#pragma once
// A host with a desk, as adapters/desks/host/operations.md describes it, over any desk: strict about what it is asked,
// and answering with more members than documented, as a newer host would.

#include <optional>
#include <string>
#include <vector>

#include "core/desk.h"
#include "core/desk_call.h"
#include "tests/contract/stand.h"

namespace secure_export::contract {

class HostStandIn : public DeskCall {
public:
    explicit HostStandIn(Desk& desk) : desk_(desk) {}

    Result<std::string> call(std::string_view operation, std::string_view json) const override;

    void trouble_next_call(Trouble trouble) { trouble_ = trouble; }
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    Desk& desk_;
    mutable std::optional<Trouble> trouble_;
    mutable std::vector<std::string> complaints_;
};

}  // namespace secure_export::contract
