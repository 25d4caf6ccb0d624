#pragma once
#include <cstdint>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "inbound/authorize.h"
#include "inbound/digest.h"

namespace secure_export::inbound {

// Caches tokens that passed every check, by SHA-256: Azure sends the same token many times during its 60 to 90 minutes.
// Holds at most `max` tokens and drops the oldest first.  The caller must check exp and nbf again.  [concurrent]
class TokenCache {
public:
    struct Entry {
        Caller caller;
        std::int64_t exp, nbf;  // Unix seconds
    };

    explicit TokenCache(std::size_t max) : max_(max) {}
    std::optional<Entry> find(const Sha256& token) const;
    void keep(const Sha256& token, const Entry& entry);
    std::size_t size() const;

private:
    struct Hash {  // any part of a SHA-256 digest is a good hash
        std::size_t operator()(const Sha256& digest) const {
            std::size_t part;
            std::memcpy(&part, digest.data(), sizeof part);
            return part;
        }
    };

    const std::size_t max_;
    mutable std::mutex mutex_;
    std::unordered_map<Sha256, Entry, Hash> entries_;
    std::deque<Sha256> order_;  // oldest first; exactly the keys of entries_
};

}  // namespace secure_export::inbound
