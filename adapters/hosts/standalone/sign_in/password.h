#pragma once
// Stored passwords: the scrypt hash (RFC 7914) with a random salt.

#include <optional>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/sign_in/limits.h"

namespace secure_export::host {

// Why a new password is rejected.  not_typable: control characters, or not UTF-8, which a browser's form cannot send.
enum class PasswordProblem { none, too_short, too_long, not_typable };
PasswordProblem problem_with_password(std::string_view password);

struct PasswordRecord {
    unsigned log2_n = 17;  // 128 MiB and about half a second: the cost of one guess
    unsigned r = 8;
    unsigned p = 1;
    std::string salt;  // 16 bytes
    std::string key;   // 32 bytes
};

// Both functions take half a second and 128 MiB of memory.  Throw std::runtime_error when OpenSSL fails.
PasswordRecord record_of(std::string_view password, PasswordRecord cost = {});
bool fits(const PasswordRecord& record, std::string_view password);

// "scrypt 17 8 1 SALT KEY" in one line.  password_record(): nullopt for any other text, or a cost beyond limits.h.
std::string text_of(const PasswordRecord& record);
std::optional<PasswordRecord> password_record(std::string_view text);

}  // namespace secure_export::host
