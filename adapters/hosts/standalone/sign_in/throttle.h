#pragma once
// Limits how often passwords may be guessed.  Use it on the event loop's thread only.

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/sign_in/limits.h"

namespace secure_export::host {

class Throttle {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Per address, or per IPv6 /64 network, which one customer has: the first wrong guesses are free, then each further
    // one doubles the wait before the next, up to longest_guess_wait (limits.h).
    static constexpr unsigned free_guesses = 5;
    static constexpr std::chrono::seconds first_wait{30};
    // After this time without a guess an address starts over.
    static constexpr std::chrono::seconds forgotten_after{60 * 60};

    // For all addresses together: a burst of max_concurrent_guesses, then one per interval, 14400 a day, which is
    // negligible against 12 characters.  It also bounds how many addresses are remembered.
    static constexpr std::chrono::seconds one_more_each{6};

    // 0 when this address may guess now; that counts as a wrong guess until succeeded() is called, so that concurrent
    // guesses do not circumvent the limit.  Otherwise the seconds to wait, and nothing is counted.
    std::chrono::seconds begin(std::string_view address, Time now);
    // The guess was wrong: the wait begins now.
    void failed(std::string_view address, Time now);
    void succeeded(std::string_view address);
    // The guess was not checked: it does not count.
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
