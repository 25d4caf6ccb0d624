#pragma once
// From a claimed delivery to an intent that is committed: the plan is made of what the mapping knows and, where the
// desk is to be told something, written down before it is.

#include <variant>

#include "service/claimed.h"
#include "service/environment.h"
#include "service/known.h"

namespace secure_export::service {

// A plan that is to be carried out in a desk; its intent is in the mapping once the transaction has committed.
struct Intended {
    std::shared_ptr<const Claimed> claimed;
    Plan plan;                 // never for nothing, nor to park
    Rows rows;                 // as they were written
    const DeskSettings* desk;  // of claimed->snapshot; null: not configured any more
};

struct NothingDue {};
struct Settled {};  // done with, parked or in another desk's line: nothing is left to do
using Begun = std::variant<NothingDue, Settled, Intended>;

// While the claim is ours: in the transaction that claimed the delivery, or that wrote what came of the plan before.
Begun intend(db::Transaction& tx, std::shared_ptr<const Claimed> claimed, const Environment& env);

// Waits for an operator, and later news of its alert behind it.  False when the claim is lost.
bool park(db::Transaction& tx, const db::Item& item, const std::string& why, const Environment& env);

// Why a delivery cannot be worked on, of an Error with Fault::refused of a transaction: a constraint forbids it.
std::string not_in_mapping(const Error& error);

// Only times that were told count; the end of an alert is known by its arrival, too.
void remember_times(db::AlertRow& row, const Claimed& claimed, const Plan& plan);

}  // namespace secure_export::service
