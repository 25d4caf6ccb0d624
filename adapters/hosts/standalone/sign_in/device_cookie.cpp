#include "adapters/hosts/standalone/sign_in/device_cookie.h"

#include <charconv>

#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {
namespace {

constexpr std::size_t device_characters = 43;  // length of random_token()

std::int64_t seconds_of(WallTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

// The parts contain no line break, so the signed text is unambiguous.
std::string signature(std::string_view device, std::string_view expires, std::string_view account,
                      const PasswordRecord& record) {
    return hmac_sha256_hex(record.key, "device cookie\n" + hex_of(record.salt) + "\n" + std::string(account) + "\n" +
                                           std::string(device) + "\n" + std::string(expires));
}

}  // namespace

std::string new_device_cookie(std::string_view account, const PasswordRecord& record, WallTime now) {
    const std::string device = random_token();
    const std::string expires = std::to_string(seconds_of(now + device_cookie_lifetime));
    return device + "." + expires + "." + signature(device, expires, account, record);
}

std::optional<std::string> device_of(std::string_view value, std::string_view account, const PasswordRecord& record,
                                     WallTime now) {
    const std::size_t first = value.find('.');
    const std::size_t second = first == std::string_view::npos ? first : value.find('.', first + 1);
    if (first != device_characters || second == std::string_view::npos) return std::nullopt;
    const std::string_view device = value.substr(0, first), expires = value.substr(first + 1, second - first - 1);
    if (!same_secret(value.substr(second + 1), signature(device, expires, account, record))) return std::nullopt;
    std::int64_t until = 0;
    const auto [end, failed] = std::from_chars(expires.data(), expires.data() + expires.size(), until);
    if (failed != std::errc() || end != expires.data() + expires.size() || until <= seconds_of(now))
        return std::nullopt;
    return std::string(device);
}

}  // namespace secure_export::host
