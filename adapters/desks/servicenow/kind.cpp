#include "adapters/desks/servicenow/kind.h"

#include "adapters/desks/rest/from_ci.h"
#include "adapters/desks/rest/options.h"
#include "adapters/desks/servicenow/texts.h"

namespace secure_export::desks::servicenow {
namespace {

using namespace rest;
using By = CiQuery::By;
using Match = CiRule::Match;

DeskKind described() {
    return {
        "servicenow",
        "ServiceNow",
        DeskReach::remote,
        3,
        3,
        with_common(
            {"password", "basic"},
            {
                one_of("auth", "How to sign in: an OAuth grant, or basic, or an API key",
                       {"client_credentials", "password", "refresh_token", "basic", "api_key"}),
                needed_for({"client_credentials", "password", "refresh_token"},
                           text("client_id", "OAuth grants: the client id", "")),
                text("table", "The table of incidents", "incident"),
                text("correlation_field", "The field that keeps our key, with room for 40 characters",
                     "correlation_id"),
                text("correlation_display", "Set in correlation_display along with the key; empty: not set",
                     "azure-monitor"),
                number("title_limit", "Characters that fit into short_description", 160, 20, 255),
                number("description_limit", "Characters that fit into description", 4000, 1000, 32000),
                text("close_code", "close_code of a resolved incident: one of the instance's own", "Solution provided"),
                text("resolver", "sys_id set as assigned_to when an incident without an assignee is resolved", ""),
                text("reopen_state", "state of an incident that is opened again", "2"),
                text("ci_filter", "Added to every look-up of a configuration item", "install_status!=7"),
                yes_or_no("ci_other_companies",
                          "Whether an incident whose company is given in \"fields\" may get a configuration item of "
                          "another company",
                          false),
                rules({{By::resource_id, "cmdb_ci_vm_instance", "object_id", Match::equals},
                       {By::resource_id, "cmdb_ci_vm_object", "object_id", Match::equals},
                       {By::resource_id, "cmdb_ci", "correlation_id", Match::equals},
                       {By::name, "cmdb_ci", "name", Match::equals}}),
            },
            from_ci_options("What a new incident takes over from its configuration item, where \"fields\" do not give "
                            "it: assignment_group from support_group, or assigned_to from owned_by (else assigned_to)",
                            "Whether a new incident's impact follows busines_criticality of the item's services, where "
                            "that makes it more important")),
        {{"password", "of the user", {"basic", "password"}},
         {"client_secret", "of the client", {"client_credentials", "password", "refresh_token"}},
         {"refresh_token", "exchanged for access tokens; replaced when a new one is issued", {"refresh_token"}},
         {"api_key", "sent with every call", {"api_key"}}},
        texts()};
}

}  // namespace

const DeskKind& kind() {
    static const DeskKind kind = described();
    return kind;
}

}  // namespace secure_export::desks::servicenow
