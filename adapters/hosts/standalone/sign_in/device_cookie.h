#pragma once
// Device cookies (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): a browser in which the administrator
// signed in before keeps a proof of that.  Its guesses are counted in a bucket of its own, so that strangers, who use
// up theirs, do not lock the administrator out.  A stolen one gives its thief that bucket and no more; a forged,
// expired or foreign one makes nobody less of a stranger.
//
// Nothing is kept: the value is signed, with a key made of the password's record (password.h), which lies in a private
// file and is another one with each setting of a password.  So a restart changes nothing, and a new password ends all
// device cookies of the one before.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/sign_in/password.h"

namespace secure_export::host {

using WallTime = std::chrono::system_clock::time_point;

constexpr std::chrono::hours device_cookie_lifetime{90 * 24};

// "DEVICE.EXPIRES.SIGNATURE", for one more device on which `account` has proven the password of `record`.  Throws
// std::runtime_error without randomness.
std::string new_device_cookie(std::string_view account, const PasswordRecord& record, WallTime now);

// The device that `value` proves for `account`; nothing when it was not made for it under this password, or expired.
std::optional<std::string> device_of(std::string_view value, std::string_view account, const PasswordRecord& record,
                                     WallTime now);

}  // namespace secure_export::host
