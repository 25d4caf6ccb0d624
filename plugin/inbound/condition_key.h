#pragma once
// Recognizes firings of the same condition, whatever alert ids Azure gives them.

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// Sets condition_key and well_again of an alert whose key, rule and targets are set; `body` is what identify()
// returned. The key is made of rule, targets and dimensions for rules that measure something.  That of Resource Health,
// made of the correlation id, is for deliveries that were accepted before it had its happening (core/happening.h).  All
// other alerts (service health, operations, budgets) are separate events and get none.
void note_condition(Alert& alert, const json::View& body);

}  // namespace secure_export::inbound
