#include "adapters/hosts/standalone/sign_in/one_time_link.h"

#include <unistd.h>

#include <sstream>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/private_file.h"
#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {
namespace {

long long unix_seconds(OneTimeLink::Time time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

std::string OneTimeLink::make(Time now) const {
    std::string token = random_token();
    write_private_file(path_, sha256_hex(token) + " " + std::to_string(unix_seconds(now + lifetime)) + "\n");
    return token;
}

bool OneTimeLink::fits(std::string_view token, Time now) const {
    const auto text = read_private_file(path_);
    if (!text) return false;
    std::istringstream in(*text);
    std::string hash;
    long long end = 0;
    return in >> hash >> end && same_secret(hash, sha256_hex(token)) && unix_seconds(now) < end;
}

bool OneTimeLink::take(std::string_view token, Time now) const {
    // If two requests use the same token at once, unlink() fails for one of them.
    return fits(token, now) && unlink(path_.c_str()) == 0;
}

}  // namespace secure_export::host
