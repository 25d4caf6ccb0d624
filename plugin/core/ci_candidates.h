#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"

namespace secure_export {

// One query to the CMDB, and the reason that is recorded when it matches.
struct CiCandidate {
    CiQuery query;
    std::string resource;  // the resource id or name, canonical, that is bound when it matches
    std::string reason;    // "configurationItems: resource id", "alertTargetIDs: parent resource", ...
};

// The candidates in the order of CONTRACT.md 3.4 (plugin/inbound).  Ids come before names, since a name is unique only
// within a resource group:
//   1. full ids: entries of configurationItems, dimensions and columns, the context, then the targets;
//   2. the parents of those, in the same order;
//   3. names: entries of configurationItems (and the first label of an FQDN), Computer-like dimensions and columns,
//      then the last segment of each id of 1;
//   4. resources that only store the rows or backups of others (log workspace, vault, monitoring workspace), by id and
//      name.
// No duplicates, at most 50.  Bare subscriptions, "budgets", and "default" as a last segment are left out.
std::vector<CiCandidate> ci_candidates(const Alert& alert);

// Whether the id is that of a workspace, a vault, or a part of one: these store the rows or backups of other resources
// and are rarely the cause themselves.
bool keeps_for_others(std::string_view resource_id);

// The affected resource before any CMDB look-up: the first candidate, spelled as in the alert.  Empty when the alert
// names none (Service Health, budgets).
std::string affected_resource(const Alert& alert);
// The name of affected_resource(), for titles: the last segment of its id.
std::string affected_name(const Alert& alert);
// affected_resource() in canonical form: an alert without a CI is listed as unbound under it.
std::string unbound_resource(const Alert& alert);

}  // namespace secure_export
