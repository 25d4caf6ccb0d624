#pragma once
// Each desk's circuit breaker and concurrency limit, so that a desk that does not answer delays only its own alerts.
// A pause is the open breaker; after it one call at a time is let through (half-open) until one succeeds (closed).
// Inbox and Bindings skip desks that are paused or at capacity.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "db/engine/database.h"
#include "db/store/timeline.h"

namespace secure_export::db {

class DeskQueues {
public:
    explicit DeskQueues(Transaction& tx) : tx_(tx) {}

    // After a change of the settings, which may have fixed the cause: ends every pause; a desk that failed is still
    // tested by one call first.  Removes desks that nothing waits for; call configure() for the existing ones.
    void close_all();
    // After an operator has fixed something: ends every pause; each desk is tested by one call first.
    void half_open_all();
    // Limits the items of this desk that are in progress at once to `max_concurrency`, 1 or more.
    void configure(std::string_view desk, int max_concurrency);
    // Adds the desk, with capacity for all workers, if it is not there.
    void ensure(std::string_view desk);

    struct Pause {
        Time until;  // wall time, for people
        bool first;  // the desk had answered before
    };
    // Opens the breaker after the desk was unreachable or sent Retry-After.  The pause is `retry_after` (at most
    // max_retry_after of core/limits.h), but at least 5 s, doubled with each failure up to `longest`.  A failure of a
    // call already in flight when the pause began does not extend the pause, unless it has a `retry_after`.
    Pause record_failure(std::string_view desk, const Moment& now, std::string_view why, Milliseconds retry_after,
                         Milliseconds longest = std::chrono::minutes(5));

    struct Outage {
        int failures;
        std::string since_at;
    };
    // Closes the breaker after the desk answered, even with a refusal.  Returns the outage that just ended; nullopt,
    // and writes nothing, if there was none.
    std::optional<Outage> record_success(std::string_view desk);

    // Records whether a create exceeded the desk's time limit; slow_creates(): how many consecutive ones did.
    void record_create(std::string_view desk, bool outlasted);
    int slow_creates(std::string_view desk);

    // Marks a look-up outside the inbox as running, until end_look_up() or `until`.  `lease_owner` as in
    // Inbox::claim().
    void begin_look_up(std::string_view desk, Tick until, std::string_view lease_owner);
    void end_look_up(std::string_view desk, std::string_view lease_owner);
    // Ends the look-ups of the process of that name, which has died.
    void release(std::string_view lease_owner);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
