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

class DeskLines {
public:
    explicit DeskLines(Transaction& tx) : tx_(tx) {}

    // The settings have changed, perhaps in what was wrong: every pause ends, though a desk that failed is still tried
    // by one call first.  Desks that nothing waits for any more are forgotten; configure() those that there are.
    void start_over();
    // An operator has mended something: the desks are tried again now, by one call first.
    void end_pauses();
    // At most `at_once` items of this desk, 1 or more, are worked on at the same time.
    void configure(std::string_view desk, int at_once);
    // Makes the desk known, with room for all workers, where it is not.
    void ensure(std::string_view desk);

    struct Pause {
        Time until;  // as far as the wall clock can tell: for people
        bool first;  // the desk had answered until now
    };
    // The desk could not be reached or asked to be left alone: for `again_after` (up to longest_again_after of
    // core/limits.h), and for 5 s at least, twice as long with each failure up to `longest`.  A failure of a call
    // that was already in flight when the pause began does not extend the pause, unless it has an `again_after`.
    Pause failed(std::string_view desk, const Moment& now, std::string_view why, Milliseconds again_after,
                 Milliseconds longest = std::chrono::minutes(5));

    struct Outage {
        int failures;
        std::string since_at;
    };
    // The desk answered, even with a refusal: closes the breaker.  Returns the outage that just ended; nothing, and
    // writes nothing, where there was none.
    std::optional<Outage> answered(std::string_view desk);

    // A create in this desk outlasted the desk's time limit, or did not; and how many in a row did.
    void created(std::string_view desk, bool outlasted);
    int slow_creates(std::string_view desk);

    // A look-up outside the inbox counts as one item under way until it is ended or `until`.  `holder` as in
    // Inbox::claim.
    void begin_look_up(std::string_view desk, Tick until, std::string_view holder);
    void end_look_up(std::string_view desk, std::string_view holder);
    // The process of that name has died: its look-ups count no more.
    void release(std::string_view holder);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
