#pragma once
// The decision of core/planner.h by the mapping database.

#include "core/planner.h"
#include "service/environment.h"
#include "service/known.h"

namespace secure_export::service {

// A plan, and the rows that it is about.
struct PlannedRows {
    Rows rows;
    Plan plan;
    bool one_too_many = false;  // see Planned: then move_to_summary(), and plan again
};

// Reads only.  `confirmed`: see Known (core/plan.h).  Throws db::StorageError.
PlannedRows plan_by_database(db::Transaction& tx, const Alert& alert, const Connection& connection, bool confirmed,
                             const Occasion& occasion, const Environment& env);

// Makes the alerts that fire in the happening `from` alerts of the summary of its route.  Returns the summary's key.
std::string move_to_summary(db::Transaction& tx, const Connection& connection, const std::string& from,
                            std::int64_t delivery, const Moment& now);

}  // namespace secure_export::service
