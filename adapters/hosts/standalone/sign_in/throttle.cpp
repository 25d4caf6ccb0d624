#include "adapters/hosts/standalone/sign_in/throttle.h"

#include <algorithm>

#include "adapters/hosts/standalone/base/senders.h"

namespace secure_export::host {
namespace {

std::chrono::seconds wait_after(unsigned wrong) {
    if (wrong < Throttle::free_guesses) return std::chrono::seconds(0);
    const unsigned doublings = std::min(wrong - Throttle::free_guesses, 16u);
    return std::min(Throttle::first_wait * (1 << doublings), longest_guess_wait);
}

std::chrono::seconds rounded_up(Throttle::Time::duration wait) { return std::chrono::ceil<std::chrono::seconds>(wait); }

}  // namespace

std::chrono::seconds Throttle::begin(std::string_view address, Time now) {
    std::erase_if(by_network_, [now](const auto& entry) {
        return now >= entry.second.not_before && now - entry.second.last >= forgotten_after;
    });
    const std::string network = network_of(address);
    const auto known = by_network_.find(network);
    if (known != by_network_.end() && now < known->second.not_before) return rounded_up(known->second.not_before - now);

    if (left_ == max_concurrent_guesses) filled_at_ = now;  // a full bucket gains nothing
    const auto more = std::min<Time::duration::rep>((now - filled_at_) / one_more_each, max_concurrent_guesses - left_);
    left_ += static_cast<unsigned>(more);
    filled_at_ += more * one_more_each;
    if (left_ == max_concurrent_guesses) filled_at_ = now;
    if (left_ == 0) return rounded_up(filled_at_ + one_more_each - now);

    --left_;
    Guesses& guesses = by_network_[network];
    guesses.last = now;
    guesses.not_before = now + wait_after(++guesses.count);
    return std::chrono::seconds(0);
}

void Throttle::failed(std::string_view address, Time now) {
    const auto known = by_network_.find(network_of(address));
    if (known == by_network_.end()) return;
    known->second.last = now;
    known->second.not_before = std::max(known->second.not_before, now + wait_after(known->second.count));
}

void Throttle::succeeded(std::string_view address) {
    by_network_.erase(network_of(address));
    left_ = std::min(left_ + 1, max_concurrent_guesses);
}

void Throttle::withdrawn(std::string_view address, Time now) {
    const auto known = by_network_.find(network_of(address));
    if (known == by_network_.end()) return;
    if (--known->second.count == 0)
        by_network_.erase(known);
    else
        known->second.not_before = now;
    left_ = std::min(left_ + 1, max_concurrent_guesses);
}

}  // namespace secure_export::host
