#pragma once
// What is kept of a password: its scrypt (RFC 7914) with a salt of its own.

#include <optional>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/sign_in/limits.h"

namespace secure_export::host {

// What is wrong with a password that somebody wants to set.
enum class PasswordProblem { none, too_short, too_long, not_typable };
// not_typable: control characters, or not UTF-8, which no browser's form could send.
PasswordProblem problem_with_password(std::string_view password);

struct PasswordRecord {
    unsigned log2_n = 17;  // 128 MiB and about half a second here: what one guess costs
    unsigned r = 8;
    unsigned p = 1;
    std::string salt;  // 16 bytes
    std::string key;   // 32 bytes
};

// Half a second of work and 128 MiB of memory.  Throws std::runtime_error when OpenSSL cannot do it.
PasswordRecord record_of(std::string_view password, PasswordRecord cost = {});
bool fits(const PasswordRecord& record, std::string_view password);

// "scrypt 17 8 1 SALT KEY" in one line.  Nothing for a text that is none, or asks for more work than a second or two.
std::string text_of(const PasswordRecord& record);
std::optional<PasswordRecord> password_record(std::string_view text);

}  // namespace secure_export::host
