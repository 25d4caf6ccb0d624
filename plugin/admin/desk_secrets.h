#pragma once
// A port of the admin API: writes the desks' secrets; they can never be read.  Implemented by
// service/operations/desk_secrets.

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace secure_export::admin {

class DeskSecrets {
public:
    virtual ~DeskSecrets() = default;
    // `value`: 1 to 4096 bytes of UTF-8 without control characters.  Fault::invalid, with what is allowed, for another
    // value, a desk that is not in the settings, or a field that its kind does not have.
    virtual Outcome set(const std::string& desk, const std::string& field, std::string_view value,
                        const std::string& who) = 0;
    virtual Outcome remove(const std::string& desk, const std::string& field, const std::string& who) = 0;
    // The ids of the keys in the key file: secrets encrypted with any other key cannot be decrypted.
    virtual Result<std::vector<std::string>> key_ids() = 0;
    // Encrypts all secrets with a new key.  Returns their number.
    virtual Result<int> rotate_key(const std::string& who) = 0;
};

}  // namespace secure_export::admin
