#pragma once
// Reads an alert's rows from the mapping and converts them to the input of core/plan.h.

#include "core/plan.h"
#include "db/store/alerts.h"

namespace secure_export::service {

// An alert's rows as read in one transaction.
struct Rows {
    db::AlertRow alert;
    db::IncidentRow incident;  // the current one; id 0: none
};

// Reads the rows of an alert; new, unsaved ones if it has none.  Throws db::StorageError.
Rows rows_of(db::Transaction& tx, std::string_view connection, std::string_view alert_key);

// Converts rows to the input of plan().  `confirmed`: see Known (core/plan.h).
Known known_of(const Rows& rows, bool confirmed);

// The key under which a desk stores the incident of that generation.
std::string desk_key_of(std::string_view subject_key, int generation);
// Sets the alert's generation, and the incident's key accordingly, in memory.
void begin_generation(Rows& rows, int generation);

}  // namespace secure_export::service
