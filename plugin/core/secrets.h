#pragma once
#include <optional>
#include <string>

#include "core/result.h"

namespace secure_export {

// A port: the credentials of desks (passwords, client secrets), stored encrypted.  desk_kinds.h lists the fields of
// each kind of desk.  No value read here may reach a log, a message or a reply.  [concurrent]
class Secrets {
public:
    virtual ~Secrets() = default;
    // nullopt when none is stored.  Fault::refused, with a remedy in the message, when it cannot be decrypted.
    virtual Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const = 0;
    // Atomically stores `value` if `expected` is still the stored one: for a refresh token that a desk replaced.  False
    // if another value or none is stored by now; nothing is changed then.
    virtual Result<bool> replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                                    const std::string& value) const = 0;
};

}  // namespace secure_export
