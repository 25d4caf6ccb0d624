#pragma once
// Who is signed in.  In memory alone: a restart signs everybody out.  Not thread-safe: the event loop's.

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace secure_export::host {

class Sessions {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::minutes idle_end{30};
    static constexpr std::chrono::hours absolute_end{12};

    struct Session {
        std::string user;
        std::string csrf;  // wanted back with every change
        Time opened, used;
    };

    // Its id, of 256 random bits, for the cookie.  With `max` open already, the longest unused one ends.
    std::string open(std::string user, Time now);

    // Null for an id that is not, or no longer, one; otherwise it counts as used now.  Valid until the next call.
    const Session* use(std::string_view id, Time now);

    void close(std::string_view id);
    void close_all() { by_hash_.clear(); }
    std::size_t count() const { return by_hash_.size(); }

private:
    void close_ended(Time now);
    // By the SHA-256 of the id: how long a look-up takes says nothing about the ids there are.
    std::map<std::string, Session, std::less<>> by_hash_;
};

}  // namespace secure_export::host
