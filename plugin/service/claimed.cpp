#include "service/claimed.h"

#include "core/by_condition.h"
#include "core/happening.h"
#include "core/portal.h"
#include "core/subscription_bounds.h"

namespace secure_export::service {

Result<Claimed> as_claimed(std::shared_ptr<const Snapshot> snapshot, db::Item&& item, Result<Alert>&& alert) {
    if (!alert) return Error{Fault::invalid, "the body cannot be read: " + alert.error().message, ""};
    const Connection* connection = snapshot->connection(item.connection);
    if (!connection)
        return Error{Fault::invalid,
                     "connection \"" + item.connection +
                         "\" is no longer in the settings: add it again and retry the delivery, or drop it",
                     ""};
    Claimed claimed{std::move(snapshot), *connection, std::move(item), std::move(*alert)};
    // What shares one incident applies as it did when the alert was accepted.
    if (claimed.item.alert_key == claimed.alert.happening_key)
        count_by_happening(claimed.alert);
    else if (claimed.item.alert_key == claimed.alert.condition_key)
        count_by_condition(claimed.alert);
    claimed.alert.key = claimed.item.alert_key;
    claimed.alert.portal = portal_of(connection->cloud);
    keep_within(claimed.alert, connection->allowed_subscriptions);
    std::string().swap(claimed.item.body);  // frees up to 1 MiB that is not needed while the desk is called
    return claimed;
}

}  // namespace secure_export::service
