#pragma once
// Carries out in the desk what was planned.  Changes the rows in memory; the database only where an intent has to be
// committed before the desk is told.

#include "core/desk.h"
#include "service/act_result.h"
#include "service/intent.h"

namespace secure_export::service {

struct Tools {
    Desk& desk;
    const DeskSettings& settings;  // of that desk
    db::Database& database;
    const Environment& env;
};

// An act under way: what was intended, and what has come of it so far.
struct Acting {
    const Claimed& claimed;
    const Plan& plan;
    Rows rows;
    std::vector<AuditEntry> audit_trail;
    std::optional<bool> create_was_slow;  // as in ActResult
};

// Does acting.plan.act.  Holds no transaction while the desk is called.  Errors as in ActResult::ending.
Result<Ending> carry_out(Acting& acting, const Tools& tools);

// The acts that have a file of their own.
Result<Ending> open_incident(Acting& acting, const Tools& tools);
Result<Ending> resolve_incident(Acting& acting, const Tools& tools);
// For a Resolved of an alert that the mapping does not know: what the desk holds open under its keys is resolved.
Result<Ending> resolve_if_found(Acting& acting, const Tools& tools);

// What several acts need.
void take_over(db::IncidentRow& row, const DeskIncident& incident);
const char* word_for(IncidentState state);
// A time that cannot be believed is not quoted: it may be anybody's text.
std::string when(const std::optional<Time>& reported, Time received_at);

}  // namespace secure_export::service
