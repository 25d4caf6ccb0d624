#pragma once
// What the mapping has of an alert, and what core/plan has to know of it.

#include "core/plan.h"
#include "db/store/alerts.h"

namespace secure_export::service {

// An alert's rows as they stand in one transaction.
struct Rows {
    db::AlertRow alert;
    db::IncidentRow incident;  // the current one; id 0: none
};

Rows rows_of(db::Transaction& tx, std::string_view connection, std::string_view alert_key);

// `confirmed` as in Known.
Known known_of(const Rows& rows, bool confirmed);

// The key under which a desk keeps the incident of that generation.
std::string desk_key_of(std::string_view subject_key, int generation);
// The alert's incident is from now on the one of that generation, under its key.
void begin_generation(Rows& rows, int generation);

}  // namespace secure_export::service
