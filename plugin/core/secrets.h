#pragma once
#include <optional>
#include <string>

#include "core/result.h"

namespace secure_export {

// A port: what a desk signs in with (passwords, client secrets), kept encrypted.  Which fields a kind of desk has is in
// desk_kinds.h.  Nothing that is read here may reach a log, a message or an answer.  [concurrent]
class Secrets {
public:
    virtual ~Secrets() = default;
    // Nothing when none is stored.  Fault::refused, with what to do, when it cannot be decrypted.
    virtual Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const = 0;
    // For what a desk hands out in place of it: a refresh token that was exchanged.  Stores `value` only where
    // `expected` is stored still, in one step.  False, and nothing was changed: another value is stored by now, or
    // none.
    virtual Result<bool> replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                                    const std::string& value) const = 0;
};

}  // namespace secure_export
