#pragma once
// Deliveries that were answered 202, and the work still to be done for them.  The 202 is sent only after the commit of
// the transaction that put() ran in.

#include <span>

#include "core/alert.h"
#include "db/engine/database.h"
#include "db/store/limits.h"
#include "db/store/timeline.h"

namespace secure_export::db {

constexpr int no_severity = 5;  // after Azure's five levels: for alerts without one

struct Delivery {
    std::string connection;
    std::string alert_key;               // Alert::key
    std::optional<Condition> condition;  // nullopt for bodies without one
    std::string fired_at;                // iso() when readable, otherwise as received; identifies repeats
    // A hash of the body if it has no plausible time: then another body is not a repeat.  Otherwise empty.
    std::string body_mark;
    // Of a message about a happening: tells it from the happening's other messages, whatever their order of arrival,
    // and replaces body_mark.  Otherwise empty.
    std::string message_mark;
    std::string alert_id;              // as received
    std::string form;                  // name_of(Form)
    std::string rule, resource;        // for lists; empty when the alert names none
    std::string severity;              // as received
    int severity_level = no_severity;  // 0 (critical) to 4 (verbose)
    std::string_view body;             // stored unchanged
    std::string peer;                  // the sender's address, as given by the host
    std::string caller;                // application id of the verified token
    std::string checks;                // the checks that the token passed, one line for people
    std::string desk;                  // whose queue it waits in; empty until the body was parsed, if routes decide
    Time received_at;
};

struct Put {
    std::int64_t delivery;  // its id; for a repeat, the id of the first delivery
    bool kept;              // false: a repeat, which is only recorded
};

struct Item {
    std::int64_t delivery;
    int attempt;  // counts from 1
    std::string connection, alert_key, form, body, peer, caller, desk;
    Time received_at;
    bool confirmed = false;      // an operator has confirmed it although it contradicts the Fired
    std::string happening = {};  // whose line it stands in (HappeningState::key); empty: none
    bool task = false;           // no message: something is due for its happening
};

class Inbox {
public:
    explicit Inbox(Transaction& tx) : tx_(tx) {}

    // Stores a delivery, due at `now`.  A repeat has the same connection, alert key, condition, fired_at and mark.
    // With a body_mark it is a repeat only if no other message of the alert came in between, since then only the order
    // of arrival distinguishes firings.
    Put put(const Delivery& delivery, Tick now);

    // Claims an item that is due, whose alert has no earlier item waiting or parked, and whose desk is neither paused
    // nor at capacity (desk_queues.h).  Desks take turns.  Within a desk the most severe item comes first, then the
    // oldest; an item that has been due for longest_overtaken comes before all others.  No other worker gets the item
    // during `lease`, which must be longer than its work.  `lease_owner` names the claiming process, for release().
    std::optional<Item> claim(Tick now, Milliseconds lease, std::string_view lease_owner);
    // The item that claim() would return, without claiming it: for a reading transaction.
    std::optional<Item> peek(Tick now) const;
    // Ends the claims of the process of that name, which has died.  Returns the number of items.
    int release(std::string_view lease_owner);
    // The functions that take an Item return false when another worker has claimed it meanwhile: then roll back, since
    // the other's work counts.  settle(): the item is finished.
    bool settle(const Item& item);
    // Retries it at `due`.
    bool put_back(const Item& item, Tick due, std::string_view why);
    // Requeues it for another desk, due at once.  Call inside the claiming transaction.  Does not count as an attempt.
    bool move(const Item& item, std::string_view desk, Tick now);
    // Waits for an operator, with the reason; later items of the alert wait behind it.
    bool park(const Item& item, Time now, std::string_view why);
    // Like park(), but later items of the alert do not wait behind it.  Once retried it is `confirmed`.
    bool park_aside(const Item& item, Time now, std::string_view why);
    // Lets the item stand in the line of a happening too, of which one item at a time is worked on.  Call inside the
    // claiming transaction.  False when another one is: then the item waits behind it, without an attempt counted.
    bool stand_in_line_of(Item& item, std::string_view happening, Tick now);
    // Makes a finished item due again for its happening.  False when it is not finished.
    bool wake(std::int64_t delivery, std::string_view happening, const Moment& now);
    // Whether the claim is still ours.
    bool holds(const Item& item) const;
    // Makes everything that waits for `desk` due at once.
    void hurry(std::string_view desk, Tick now);
    // The body of a delivery as received (for a repeat, of the first delivery); nullopt when there is none.
    std::optional<std::string> body(std::int64_t delivery) const;
    // A parked item, without its body; nullopt when that delivery is not parked.
    std::optional<Item> parked(std::int64_t delivery) const;

    // For operators.  False when no such item is parked.
    bool retry(std::int64_t delivery, const Moment& now);
    bool drop(std::int64_t delivery, Time now, std::string_view who, std::string_view why);
    int retry_all(const Moment& now);

    // When claim() will return an item, if nothing changes until then; nullopt when none waits.  At or before `now` if
    // and only if one can be claimed now.
    std::optional<Tick> next_due(Tick now) const;

private:
    struct Choice {
        std::int64_t delivery;
        std::string desk;
    };
    std::optional<Choice> choose(Tick now) const;
    std::optional<Item> read(std::int64_t delivery) const;
    void next_becomes_head(std::string_view connection, std::string_view alert_key);
    void next_of_happening(std::string_view happening);
    void stand_in_line(const Item& item);

    Transaction& tx_;
};

}  // namespace secure_export::db
