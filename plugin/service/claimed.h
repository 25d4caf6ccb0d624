#pragma once
// A delivery that this worker has claimed, with its parsed alert.  The steps of the work line share it read-only.

#include "db/store/inbox.h"
#include "service/snapshot.h"

namespace secure_export::service {

struct Claimed {
    std::shared_ptr<const Snapshot> snapshot;  // keeps `connection` alive
    const Connection& connection;
    db::Item item;  // without its body
    Alert alert;    // limited to the connection's allowed subscriptions; its key is the one it was accepted under, even
                    // if today's settings or program would derive another from the body
};

// Takes `item`, dropping its body; `alert` is the result of parsing item.body.  Fault::invalid, with a remedy for the
// operator, when the body cannot be parsed or the settings do not contain the connection; `item` is unchanged then.
// Pure: no database, no desk.
Result<Claimed> as_claimed(std::shared_ptr<const Snapshot> snapshot, db::Item&& item, Result<Alert>&& alert);

}  // namespace secure_export::service
