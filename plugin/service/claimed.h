#pragma once
// A delivery that is ours to work on, read.

#include "db/store/inbox.h"
#include "service/snapshot.h"

namespace secure_export::service {

struct Claimed {
    std::shared_ptr<const Snapshot> snapshot;  // keeps `connection` alive
    const Connection& connection;
    db::Item item;  // without its body
    Alert alert;    // within the connection's allowed subscriptions, with the key under which it was accepted, whatever
                    // is read in its body by now
};

// `alert`: what item.body was read as.  Fault::invalid, with what an operator is to do, when it cannot be read or its
// connection is not in the settings; then `item` is left as it was.
Result<Claimed> as_claimed(std::shared_ptr<const Snapshot> snapshot, db::Item&& item, Result<Alert>&& alert);

}  // namespace secure_export::service
