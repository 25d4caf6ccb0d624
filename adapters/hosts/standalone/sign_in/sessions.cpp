#include "adapters/hosts/standalone/sign_in/sessions.h"

#include <algorithm>

#include "adapters/hosts/standalone/sign_in/limits.h"
#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {

std::string Sessions::open(std::string user, Time now) {
    close_ended(now);
    if (by_hash_.size() >= max_sessions)
        by_hash_.erase(std::min_element(by_hash_.begin(), by_hash_.end(), [](const auto& one, const auto& other) {
            return one.second.used < other.second.used;
        }));
    std::string id = random_token();
    by_hash_.emplace(sha256_hex(id), Session{std::move(user), random_token(), now, now});
    return id;
}

const Sessions::Session* Sessions::use(std::string_view id, Time now) {
    close_ended(now);
    const auto found = by_hash_.find(sha256_hex(id));
    if (found == by_hash_.end()) return nullptr;
    found->second.used = now;
    return &found->second;
}

void Sessions::close(std::string_view id) { by_hash_.erase(sha256_hex(id)); }

void Sessions::close_ended(Time now) {
    std::erase_if(by_hash_, [now](const auto& entry) {
        return now - entry.second.used >= idle_end || now - entry.second.opened >= absolute_end;
    });
}

}  // namespace secure_export::host
