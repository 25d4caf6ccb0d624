#include "adapters/desks/itop/kind.h"

#include "adapters/desks/itop/texts.h"
#include "adapters/desks/rest/from_ci.h"
#include "adapters/desks/rest/options.h"

namespace secure_export::desks::itop {
namespace {

using namespace rest;
using By = CiQuery::By;
using Match = CiRule::Match;

DeskKind described() {
    return {
        "itop",
        "iTop",
        DeskReach::remote,
        3,
        4,
        with_common(
            {},
            {
                needed("organization", "Name of the organization that incidents are opened for"),
                text("class", "The class of incidents", "Incident"),
                text("correlation_field", "An extension field that keeps our key; empty: it is kept in the private log",
                     ""),
                text("origin", "origin of a new incident", "monitoring"),
                number("title_limit", "Characters that fit into title", 255, 20, 255),
                text("resolution_code", "resolution_code of a resolved incident", "other"),
                text("team",
                     "team_id set when an incident has to be assigned before it can be resolved: a number, a "
                     "name, or SELECT ...",
                     ""),
                text("agent", "agent_id for the same team, in the same form", ""),
                long_text("ci_filter", "An OQL condition that every configuration item must also meet; empty: none",
                          "obsolescence_flag = 0"),
                yes_or_no("ci_other_organizations",
                          "Whether a configuration item of another organization than the incident's may be bound",
                          false),
                rules({{By::resource_id, "FunctionalCI", "description", Match::contains},
                       {By::name, "FunctionalCI", "name", Match::equals}}),
            },
            from_ci_options("What a new incident takes over from the contacts of its configuration item, where "
                            "\"fields\" do not give it: team_id from the one team (support_group), or agent_id from "
                            "the one person (owner)",
                            "Whether a new incident's impact follows business_criticity of its configuration item and "
                            "of the application solutions that use it, where that makes it more important")),
        {{"password", "of the user", {}}},
        texts()};
}

}  // namespace

const DeskKind& kind() {
    static const DeskKind kind = described();
    return kind;
}

}  // namespace secure_export::desks::itop
