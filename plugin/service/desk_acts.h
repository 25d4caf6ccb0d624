#pragma once
// Carries out in the desk what the lifecycle decided.  Changes `job` (row, incident, story); the database only where an
// intent has to be committed before the desk is told.

#include "core/desk.h"
#include "service/work_job.h"

namespace secure_export::service {

struct Tools {
    Desk& desk;
    db::Database& database;
    const Environment& env;
};

// Does job.step.act.  Holds no transaction while the desk is called.  After an Error the same act is tried again later
// (Fault::unavailable, unauthenticated) or parked.
Result<Effects> carry_out(Job& job, const Tools& tools);

// The acts that have a file of their own.
Result<Effects> open_incident(Job& job, const Tools& tools);
Result<Effects> resolve_incident(Job& job, const Tools& tools);
// For a Resolved of an alert that the mapping does not know: what the desk holds open under its keys is resolved.
Result<Effects> resolve_if_found(Job& job, const Tools& tools);

// What several acts need.
void take_over(db::IncidentRow& row, const DeskIncident& incident);
const char* word_for(IncidentState state);
std::string when(const std::optional<Time>& told, Time received_at);
// The key of the alert's next incident, from the generation after the one it has.
void next_generation(Job& job);

}  // namespace secure_export::service
