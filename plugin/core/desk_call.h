#pragma once
#include <string>
#include <string_view>

#include "core/result.h"

namespace secure_export {

// A port: one step of work in the host's own desk.  JSON in, JSON out; operations in adapters/desks/host/operations.md.
// Only on a thread that entered the plugin.
class DeskCall {
public:
    virtual ~DeskCall() = default;
    virtual Result<std::string> call(std::string_view operation, std::string_view json) const = 0;
};

}  // namespace secure_export
