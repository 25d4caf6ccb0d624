#pragma once
// The memory budget shared by requests while they arrive and wait (base/limits.h).

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <utility>

namespace secure_export::host {

class BodyBudget {
public:
    // Small requests may use `reserve` bytes more, so that large ones cannot block them.
    BodyBudget(std::size_t bytes, std::size_t reserve) : bytes_(bytes), reserve_(reserve) {}

    // One request's part of the budget.  The destructor returns its bytes, on any thread.  The budget must outlive it.
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

    // Enlarges the share to at least `bytes`; false, and nothing changes, when the budget does not have that much left.
    // `little`: the reserve may be used too.  [concurrent] for different shares.
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
