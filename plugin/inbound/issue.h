#pragma once
// Azure Monitor issues: a notification's body is published nowhere, so one is recognized by the resource type that it
// mentions, and read by the names of its members.  CONTRACT.md, section 3.2.

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// If `alert` is about an issue: sets progress and headline, and of severity, rule and time of firing what is missing;
// true then. Ids of the essentials are always looked at, the texts of `body` only if `anywhere`: at most max_texts.
// `context`: the alertContext, may be null.
bool note_issue(Alert& alert, const json::View& body, const json::View& context, bool anywhere);

// Says in the ticket of an issue what its status is, or that the body does not say it.
void tell_issue(Alert& alert);

}  // namespace secure_export::inbound
