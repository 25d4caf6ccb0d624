#pragma once
// Sessions of signed-in users.  In memory only: a restart signs everybody out.  Use it on the event loop's thread only.

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
        std::string csrf;  // required with every change
        Time opened, used;
    };

    // Opens a session and returns its id, 256 random bits, for the cookie.  If max_sessions are open, the one unused
    // for longest ends.
    std::string open(std::string user, Time now);

    // The session of an id, marked as used now; null when it does not exist or has ended.  Valid until the next call.
    const Session* use(std::string_view id, Time now);

    void close(std::string_view id);
    void close_all() { by_hash_.clear(); }
    std::size_t count() const { return by_hash_.size(); }

private:
    void close_ended(Time now);
    // Keyed by the SHA-256 of the id, so that the time of a look-up reveals nothing about existing ids.
    std::map<std::string, Session, std::less<>> by_hash_;
};

}  // namespace secure_export::host
