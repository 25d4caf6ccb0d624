#pragma once
// Device cookies (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): a browser in which the administrator
// has signed in keeps a proof of that.  Its guesses are counted separately, so that guesses from elsewhere do not lock
// the administrator out.  A stolen cookie gives its thief only those guesses; a forged, expired or foreign one has no
// effect.
//
// The server stores nothing: the value is signed with a key derived from the password's record (password.h), which is
// in a private file and changes each time a password is set.  So device cookies survive a restart, and a new password
// invalidates all of them.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/sign_in/password.h"

namespace secure_export::host {

using WallTime = std::chrono::system_clock::time_point;

constexpr std::chrono::hours device_cookie_lifetime{90 * 24};

// "DEVICE.EXPIRES.SIGNATURE" for a new device on which `account` has proven the password of `record`.  Throws
// std::runtime_error when no random numbers are available.
std::string new_device_cookie(std::string_view account, const PasswordRecord& record, WallTime now);

// The device that `value` proves for `account`; nullopt when it was not issued for it under this password, or has
// expired.
std::optional<std::string> device_of(std::string_view value, std::string_view account, const PasswordRecord& record,
                                     WallTime now);

}  // namespace secure_export::host
