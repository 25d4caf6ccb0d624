#pragma once
// Carries out a plan in the desk.  Changes the rows in memory only, except where an intent must be committed before the
// desk is called.  All functions run on the worker that holds the claim: an Acting belongs to one thread.

#include "core/desk.h"
#include "service/act_result.h"
#include "service/intent.h"

namespace secure_export::service {

// What the acts need.  References: everything outlives the call.
struct Tools {
    Desk& desk;
    const DeskSettings& settings;  // of that desk
    db::Database& database;
    const Environment& env;
};

// An act in progress: the intended plan, and its results so far.
struct Acting {
    const Claimed& claimed;
    const Plan& plan;
    Rows rows;                                  // changed in memory; written by Recording
    std::vector<AuditEntry> audit_trail;        // entries to write, in order
    std::optional<bool> create_was_slow;        // as in ActResult
    std::optional<db::Binding> looked_up = {};  // likewise
};

// Carries out acting.plan.act by one of the functions below.  Holds no transaction while the desk is called.  May take
// several calls of the desk, each at most its time limit.  Returns how the act ended; Errors as in ActResult::ending,
// and `acting` then has the changes made so far.
Result<Ending> carry_out(Acting& acting, const Tools& tools);

// The acts with a file of their own; otherwise like carry_out().
// Opens an incident, or takes over one that exists under our key.
Result<Ending> open_incident(Acting& acting, const Tools& tools);
// Resolves the alert's incident, and any duplicates with the same key.
Result<Ending> resolve_incident(Acting& acting, const Tools& tools);
// For a Resolved without an incident in the mapping: resolves the open incident that the desk has under one of the
// alert's keys.  Finished with State::closed also when there is none.
Result<Ending> resolve_if_found(Acting& acting, const Tools& tools);

// Shared by several acts.  Copies id, number and URL of a desk's incident into its row.
void take_over(db::IncidentRow& row, const DeskIncident& incident);
const char* word_for(IncidentState state);  // "open", "resolved", ... for texts
// `reported`, the sender's time, formatted for people; if it is missing, says so and names `received_at` instead.
std::string when(const std::optional<Time>& reported, Time received_at);

}  // namespace secure_export::service
