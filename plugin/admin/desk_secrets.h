#pragma once
// A port of the admin API: the desks' secrets, written and never read.  Implemented by service/operations/desk_secrets.

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace secure_export::admin {

class DeskSecrets {
public:
    virtual ~DeskSecrets() = default;
    // Fault::invalid, with what there is, for a desk that is not in the settings, a field that its kind has not, or a
    // value that is none: 1 to 4096 bytes of UTF-8 without control characters.
    virtual Outcome set(const std::string& desk, const std::string& field, std::string_view value,
                        const std::string& who) = 0;
    virtual Outcome remove(const std::string& desk, const std::string& field, const std::string& who) = 0;
    // Of the keys in the key file: a secret under another one cannot be decrypted.
    virtual Result<std::vector<std::string>> key_ids() = 0;
    // How many secrets are under the new key.
    virtual Result<int> rotate_key(const std::string& who) = 0;
};

}  // namespace secure_export::admin
