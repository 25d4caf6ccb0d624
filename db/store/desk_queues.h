#pragma once
// Each desk's circuit breaker and concurrency limit, so that a desk that does not answer delays its own alerts alone.
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

    // The settings have changed, perhaps in what was wrong: every pause ends, though a desk that failed is still tried
    // by one call first.  Desks that nothing waits for any more are forgotten; configure() those that there are.
    void close_all();
    // An operator has mended something: the desks are tried again now, by one call first.
    void half_open_all();
    // At most `max_concurrency` items of this desk, 1 or more, are worked on at the same time.
    void configure(std::string_view desk, int max_concurrency);
    // Makes the desk known, with room for all workers, where it is not.
    void ensure(std::string_view desk);

    struct Pause {
        Time until;  // as far as the wall clock can tell: for people
        bool first;  // the desk had answered until now
    };
    // The desk could not be reached or asked to be left alone: for `retry_after` (up to max_retry_after of
    // core/limits.h), and for 5 s at least, twice as long with each failure up to `longest`.  A failure of a call
    // that was already in flight when the pause began does not extend the pause, unless it has an `retry_after`.
    Pause record_failure(std::string_view desk, const Moment& now, std::string_view why, Milliseconds retry_after,
                         Milliseconds longest = std::chrono::minutes(5));

    struct Outage {
        int failures;
        std::string since_at;
    };
    // The desk answered, even with a refusal: closes the breaker.  Returns the outage that just ended; nothing, and
    // writes nothing, where there was none.
    std::optional<Outage> record_success(std::string_view desk);

    // A create in this desk outlasted the desk's time limit, or did not; and how many in a row did.
    void record_create(std::string_view desk, bool outlasted);
    int slow_creates(std::string_view desk);

    // A look-up outside the inbox counts as one item under way until it is ended or `until`.  `lease_owner` as in
    // Inbox::claim.
    void begin_look_up(std::string_view desk, Tick until, std::string_view lease_owner);
    void end_look_up(std::string_view desk, std::string_view lease_owner);
    // The process of that name has died: its look-ups count no more.
    void release(std::string_view lease_owner);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
