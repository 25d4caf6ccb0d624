#pragma once
// Which firings are one matter, whatever ids Azure gives them?

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// Sets condition_key and well_again of an alert whose key, rule and targets are known; `body` as identify() gives it.
// Only for rules that measure something, by rule, targets and dimensions, and for Resource Health, by the correlation
// id of the trouble: what else Azure tells (service health, operations, budgets) is a matter of its own each time.
void note_condition(Alert& alert, const json::View& body);

}  // namespace secure_export::inbound
