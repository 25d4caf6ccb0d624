#pragma once
// The memory that requests share while they arrive and wait (see limits.h).

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <utility>

namespace secure_export::host {

class BodyBudget {
public:
    // `reserve` more for requests that hold little, so that large ones cannot keep them out.
    BodyBudget(std::size_t bytes, std::size_t reserve) : bytes_(bytes), reserve_(reserve) {}

    // What one request holds.  Gives its bytes back when it ends, on any thread.  The budget must outlive it.
    class Share {
    public:
        Share() = default;
        Share(Share&& other) noexcept
            : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
        Share& operator=(Share&& other) noexcept {
            std::swap(budget_, other.budget_);
            std::swap(bytes_, other.bytes_);
            return *this;
        }
        ~Share() {
            if (budget_) budget_->used_ -= bytes_;
        }
        std::size_t bytes() const { return bytes_; }

    private:
        friend class BodyBudget;
        BodyBudget* budget_ = nullptr;
        std::size_t bytes_ = 0;
    };

    // Makes the share at least `bytes`; false, and nothing changes, when that is more than is left.  `little`: the
    // reserve may be used too.  [concurrent], though not on one share.
    bool grow(Share& share, std::size_t bytes, bool little) {
        if (bytes <= share.bytes_) return true;
        const std::size_t more = bytes - share.bytes_, limit = bytes_ + (little ? reserve_ : 0);
        std::size_t used = used_;
        do {
            if (used > limit || limit - used < more) return false;
        } while (!used_.compare_exchange_weak(used, used + more));
        share.budget_ = this;
        share.bytes_ = bytes;
        return true;
    }

    std::size_t used() const { return used_; }

private:
    const std::size_t bytes_, reserve_;
    std::atomic<std::size_t> used_{0};
};

}  // namespace secure_export::host
