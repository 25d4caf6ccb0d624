#pragma once
#include <string>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"

namespace secure_export {

// One rung: where to look in the CMDB, and the reason to remember when it matches.
struct CiCandidate {
    CiQuery query;
    std::string resource;  // what is bound when it matches: a resource id or a name, canonical
    std::string reason;    // "configurationItems: resource id", "alertTargetIDs: parent resource", ...
};

// Wire contract section 3.4: each entry of configurationItems (full id; else name, then the first label of an FQDN),
// each target by full id, the target's parents, the target's last segment as a name, then Computer-like dimensions.  An
// item or dimension that is a full id is followed by its parents and its last segment, so that a log alert on a
// workspace reaches the machine that it names before the workspace.  No candidate twice, at most 50.  Targets that are
// never the CI (a Prometheus workspace, a bare subscription, "budgets") are left out, and "default" as a last segment.
std::vector<CiCandidate> ci_candidates(const Alert& alert);

// The resource under which an alert without CI is listed as unbound, canonical: its first target that may be a CI, else
// its first such item; empty when the alert names none (Service Health, budgets).
std::string unbound_resource(const Alert& alert);

}  // namespace secure_export
