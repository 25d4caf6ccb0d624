#pragma once
// How often passwords may be guessed.  Not thread-safe: the event loop's.

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/sign_in/limits.h"

namespace secure_export::host {

class Throttle {
public:
    using Time = std::chrono::steady_clock::time_point;

    // For one address, and for one IPv6 network of 64 bits, which is what one customer has: so many wrong guesses are
    // free, then each one more doubles the wait before the next, up to the longest (limits.h).
    static constexpr unsigned free_guesses = 5;
    static constexpr std::chrono::seconds first_wait{30};
    // After this time without a guess an address begins anew.
    static constexpr std::chrono::seconds forgotten_after{60 * 60};

    // For all addresses together: a burst of max_concurrent_guesses, then one in each interval, 14400 a day.  Against
    // 12 characters that is nothing; it also bounds how many addresses are remembered.
    static constexpr std::chrono::seconds one_more_each{6};

    // 0 when this address may guess now; that counts as a wrong guess until succeeded() says otherwise, so that guesses
    // sent side by side are no way around.  Otherwise the seconds to wait, and nothing is counted.
    std::chrono::seconds begin(std::string_view address, Time now);
    // The guess was wrong: the wait counts from now.
    void failed(std::string_view address, Time now);
    void succeeded(std::string_view address);
    // It was never looked at.
    void withdrawn(std::string_view address, Time now);

    std::size_t remembered() const { return by_network_.size(); }

private:
    struct Guesses {
        unsigned count = 0;
        Time last, not_before;
    };
    std::map<std::string, Guesses, std::less<>> by_network_;
    unsigned left_ = max_concurrent_guesses;
    Time filled_at_{};  // when left_ was last brought up to date
};

}  // namespace secure_export::host
