#pragma once
// Turns a claimed delivery into a committed intent: plans by what the mapping has, and writes the plan down before the
// desk is called.

#include <variant>

#include "service/claimed.h"
#include "service/environment.h"
#include "service/known.h"
#include "service/planning.h"

namespace secure_export::service {

// A plan to carry out in a desk.  Its intent is in the mapping once the transaction has committed.
struct Intended {
    std::shared_ptr<const Claimed> claimed;
    Plan plan;                 // its act is neither Act::nothing nor Act::park
    Rows rows;                 // as written by intend()
    const DeskSettings* desk;  // owned by claimed->snapshot; null: the desk is no longer configured
};

struct NothingDue {};
struct Settled {};  // finished, parked or requeued for another desk: nothing is left to do
using Begun = std::variant<NothingDue, Settled, Intended>;

// Call it while holding the claim: in the transaction that claimed the delivery, or that recorded the previous plan.
// Throws db::StorageError.
Begun intend(db::Transaction& tx, std::shared_ptr<const Claimed> claimed, const Environment& env,
             bool ci_was_looked_up = false);

// Parks the delivery until an operator decides; later deliveries of its alert wait behind it.  False when the claim is
// lost.
bool park(db::Transaction& tx, const db::Item& item, const std::string& why, const Environment& env);

// The reason for parking a delivery after a transaction failed with Fault::refused: a constraint of the mapping.
std::string not_in_mapping(const Error& error);

// Makes the happening and the alert in `rows` what the plan says they become once its act is done, and changes the
// other alerts of the happening in the mapping.  Nothing for an alert without a happening.  save_alert() writes the
// rows.
void finish_policies(db::Transaction& tx, Rows& rows, const Plan& plan, const db::Item& item, const Moment& now);

}  // namespace secure_export::service
