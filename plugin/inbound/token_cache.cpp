#include "inbound/token_cache.h"

namespace secure_export::inbound {

std::optional<TokenCache::Entry> TokenCache::find(const Sha256& token) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(token);
    if (found == entries_.end()) return std::nullopt;
    return found->second;
}

void TokenCache::keep(const Sha256& token, const Entry& entry) {
    const std::lock_guard lock(mutex_);
    if (!entries_.emplace(token, entry).second) return;  // another thread verified the same token meanwhile
    order_.push_back(token);
    if (order_.size() > max_) {
        entries_.erase(order_.front());
        order_.pop_front();
    }
}

std::size_t TokenCache::size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

}  // namespace secure_export::inbound
