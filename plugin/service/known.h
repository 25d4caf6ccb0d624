#pragma once
// Reads an alert's rows from the mapping, converts them to the input of core/plan.h, and
// writes them back.

#include "core/plan.h"
#include "db/store/alerts.h"
#include "db/store/happenings.h"

namespace secure_export::service {

// An alert's rows as read in one transaction.
//
// With a `happening`, state, generation and incident in `alert` are those of the happening, for which the acts are
// carried out; the alert's own are in `member`.
struct Rows {
    db::AlertRow alert;
    db::IncidentRow incident;  // the current one; id 0: none
    std::optional<db::HappeningRow> happening;
    struct Member {
        State state = State::unknown;
        int generation = 0;
        std::int64_t incident = 0;
    } member;
};

// Reads the rows of an alert; new, unsaved ones if it has none.  Throws db::StorageError.
Rows rows_of(db::Transaction& tx, std::string_view connection, std::string_view alert_key);

// The same with the happening, if the alert fires in one or an act for it was begun: what an operator's drop is about.
Rows rows_as_worked_on(db::Transaction& tx, std::string_view connection, std::string_view alert_key);

// Makes the alert one of this happening, in memory, and reads the happening's incident.
void join(db::Transaction& tx, Rows& rows, db::HappeningRow happening);

// Writes the alert and its happening, not the incident.  `route`: whose policies apply; null: the defaults.
void save_alert(db::Transaction& tx, Rows& rows, const Route* route, const Moment& now);

// Converts rows to the input of plan().  `confirmed`: see Known (core/plan.h).
Known known_of(const Rows& rows, bool confirmed);
// The state of a happening, with its incident.
HappeningState state_of(db::Transaction& tx, const db::HappeningRow& row);

// The key under which a desk stores the incident of that generation.
std::string desk_key_of(std::string_view subject_key, int generation);
// Sets the alert's generation, and the incident's key accordingly, in memory.
void begin_generation(Rows& rows, int generation);

}  // namespace secure_export::service
