#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"

namespace secure_export {

// One candidate: where to look in the CMDB, and the reason to remember when it matches.
struct CiCandidate {
    CiQuery query;
    std::string resource;  // what is bound when it matches: a resource id or a name, canonical
    std::string reason;    // "configurationItems: resource id", "alertTargetIDs: parent resource", ...
};

// CONTRACT.md 3.4 (plugin/inbound), ids before names, since a name is unique in a resource group only:
//   1. full ids: entries of configurationItems, dimensions and columns, the context, then the targets;
//   2. the parents of these, in the same order;
//   3. names: entries of configurationItems (and the first label of an FQDN), Computer-like dimensions and columns,
//      then the last segment of each id of 1;
//   4. what only keeps the rows or the backups of others (log workspace, vault, monitoring workspace), by id and name.
// No candidate twice, at most 50.  A bare subscription and "budgets" are left out, and "default" as a last segment.
std::vector<CiCandidate> ci_candidates(const Alert& alert);

// A workspace, a vault, or what belongs to one: it holds the rows or backups of others and is seldom what is ill.
bool keeps_for_others(std::string_view resource_id);

// What the alert is about before anybody has looked into the CMDB: the first candidate, as the alert has it.  Empty
// when it names nothing (Service Health, budgets).
std::string affected_resource(const Alert& alert);
// Its own name, for titles: the last segment of an id.
std::string affected_name(const Alert& alert);
// The same, canonical: under which an alert without CI is listed as unbound.
std::string unbound_resource(const Alert& alert);

}  // namespace secure_export
