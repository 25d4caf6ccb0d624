#pragma once
// Collects the subscriptions that a body names.  Independent of the readers of the alert's fields and wider than they
// are, so that every id they use was checked: all elements of a list, texts at any depth, and essentials inside more
// levels of "data" than any form has.

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// Fills Alert::subscriptions from the essentials of any form: alertId, alertTargetIDs, configurationItems, resourceId,
// resourceName, AffectedConfigurationItems, subscriptionId, targetResource(Name), names compared without case.  For
// more than 200 subscriptions or 2,000 possible ids it adds "(too many)", for a text longer than an id may be "(too
// long)": no allow-list contains these.
void note_subscriptions(Alert& alert, const json::View& body);

// Fills Alert::other_ids: texts anywhere in the body that are ids and name a subscription; at most 200.  Links, queries
// and prose do not count.
void note_other_ids(Alert& alert, const json::View& body);

}  // namespace secure_export::inbound
