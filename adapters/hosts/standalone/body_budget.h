#pragma once
// The memory that large request bodies share (see limits.h).

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace secure_export::host {

class BodyBudget {
public:
    explicit BodyBudget(std::size_t bytes) : free_(bytes) {}

    // Gives its bytes back when it ends, on any thread.  The budget must outlive it.
    class Share {
    public:
        Share() = default;
        Share(BodyBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {}
        Share(Share&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
        Share& operator=(Share&& other) noexcept {
            std::swap(budget_, other.budget_);
            std::swap(bytes_, other.bytes_);
            return *this;
        }
        ~Share() {
            if (budget_) budget_->free_ += bytes_;
        }
        explicit operator bool() const { return budget_ != nullptr; }

    private:
        BodyBudget* budget_ = nullptr;
        std::size_t bytes_ = 0;
    };

    // Nothing when less than `bytes` is left.  [concurrent]
    std::optional<Share> take(std::size_t bytes) {
        std::size_t left = free_;
        do {
            if (left < bytes) return std::nullopt;
        } while (!free_.compare_exchange_weak(left, left - bytes));
        return Share(*this, bytes);
    }

private:
    std::atomic<std::size_t> free_;
};

}  // namespace secure_export::host
