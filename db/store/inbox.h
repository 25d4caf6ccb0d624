#pragma once
// Deliveries that were answered 202 and what is still to be done about them.  The 202 rests on the commit of the
// transaction that put() ran in.

#include <span>

#include "core/alert.h"
#include "db/engine/database.h"
#include "db/store/limits.h"
#include "db/store/timeline.h"

namespace secure_export::db {

constexpr int no_severity = 5;  // behind the five that Azure has: for alerts that tell none

struct Delivery {
    std::string connection;
    std::string alert_key;               // Alert::key
    std::optional<Condition> condition;  // nothing for bodies that carry none
    std::string fired_at;                // iso() when it was readable, else as it came: part of what makes a repeat
    // Where no time was told that can be believed, what stands for the body: another body is no repeat.  Else empty.
    std::string body_mark;
    std::string alert_id;              // as it came
    std::string form;                  // name_of(Form)
    std::string rule, resource;        // what it is about, for lists; empty when it names none
    std::string severity;              // as it came
    int severity_level = no_severity;  // 0 (critical) to 4 (verbose)
    std::string_view body;             // kept as it came
    std::string peer;                  // the sender's address, as the host gave it
    std::string caller;                // application id of the verified token
    std::string checks;                // which checks the token passed, one line for people
    std::string desk;                  // whose line it waits in; empty where its reading has to tell first
    Time received_at;
};

struct Put {
    std::int64_t delivery;  // its id, or that of the first of its kind
    bool kept;              // false: seen before, recorded as a repeat and nothing else
};

struct Item {
    std::int64_t delivery;
    int attempt;  // counts from 1
    std::string connection, alert_key, form, body, peer, caller, desk;
    Time received_at;
    bool confirmed = false;  // an operator has looked at it and wants it done all the same
};

class Inbox {
public:
    explicit Inbox(Transaction& tx) : tx_(tx) {}

    // A repeat is the same connection, alert key, condition, fired_at and body_mark; one with a body_mark only as long
    // as no other news of the alert came in between, since the order of arrival is all there is to tell firings apart.
    // Due at `now`.
    Put put(const Delivery& delivery, Tick now);

    // An item that is due, whose alert has nothing earlier waiting or parked and whose desk is neither paused nor has
    // as many under way as it may (desk_queues.h).  Desks take turns.  Within a desk the most severe comes first, then
    // the oldest; but what has been due for longest_overtaken is not overtaken any more.  Nobody else gets it for
    // `lease`, which outlasts the slowest desk call.  `lease_owner` names the claiming process, for release().
    std::optional<Item> claim(Tick now, Milliseconds lease, std::string_view lease_owner);
    // The item that claim() would give, as it stands: for a reading transaction, before it is claimed.
    std::optional<Item> peek(Tick now) const;
    // The process of that name has died: what it had claimed is free at once.  How many items that were.
    int release(std::string_view lease_owner);
    // Done with it.  False when the lease went to another meanwhile: then roll back, the other's work counts.
    bool settle(const Item& item);
    // Try again at `due`.  Same rule.
    bool put_back(const Item& item, Tick due, std::string_view why);
    // Requeues it for another desk, due at once.  Call inside the claiming transaction.  Does not count as an attempt.
    // Same rule.
    bool move(const Item& item, std::string_view desk, Tick now);
    // Waits for an operator, with the reason.  Same rule.
    bool park(const Item& item, Time now, std::string_view why);
    // The same, and later news of the alert does not wait behind it.  Once retried it is `confirmed`.
    bool park_aside(const Item& item, Time now, std::string_view why);
    // Whether the claim is still ours.
    bool holds(const Item& item) const;
    // What waits for `desk` is due at once.
    void hurry(std::string_view desk, Tick now);
    // The body of a delivery, as it came (of its first, for a repeat); nothing when there is none.
    std::optional<std::string> body(std::int64_t delivery) const;
    // A parked item, without its body; nothing when that delivery is not parked.
    std::optional<Item> parked(std::int64_t delivery) const;

    // By an operator.  False when no such item is parked.
    bool retry(std::int64_t delivery, const Moment& now);
    bool drop(std::int64_t delivery, Time now, std::string_view who, std::string_view why);
    int retry_all(const Moment& now);

    // When claim() will give an item, if nothing changes until then; nothing when none waits.  Not after `now` exactly
    // when there is one at once.
    std::optional<Tick> next_due(Tick now) const;

private:
    struct Choice {
        std::int64_t delivery;
        std::string desk;
    };
    std::optional<Choice> choose(Tick now) const;
    std::optional<Item> read(std::int64_t delivery) const;
    void next_becomes_head(std::string_view connection, std::string_view alert_key);
    void stand_in_line(const Item& item);

    Transaction& tx_;
};

}  // namespace secure_export::db
