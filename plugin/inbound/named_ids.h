#pragma once
// Which subscriptions does a body speak of?  Read apart from what becomes of it, so that nothing is used that was not
// looked at: every element of a list, texts at any depth, and essentials that are wrapped in more "data" than any form
// has.

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// Alert::subscriptions: what the essentials of any form name, that is alertId, alertTargetIDs, configurationItems,
// resourceId, resourceName, AffectedConfigurationItems, subscriptionId, targetResource(Name), without case.  Of more
// than 200 subscriptions, of more than 2,000 texts that may be ids, and of a longer text than an id may have, it names
// "(too many)" and "(too long)", which no list allows.
void note_subscriptions(Alert& alert, const json::View& body);

// Alert::other_ids: texts anywhere in the body that are ids and name a subscription; at most 200.  Links, queries and
// prose are none.
void note_other_ids(Alert& alert, const json::View& body);

}  // namespace secure_export::inbound
