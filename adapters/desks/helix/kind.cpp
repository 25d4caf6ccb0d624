#include "adapters/desks/helix/kind.h"

#include "adapters/desks/helix/texts.h"
#include "adapters/desks/rest/from_ci.h"
#include "adapters/desks/rest/options.h"

namespace secure_export::desks::helix {
namespace {

using namespace rest;
using By = CiQuery::By;
using Match = CiRule::Match;

DeskKind described() {
    return {
        "helix",
        "BMC Helix ITSM",
        DeskReach::remote,
        4,
        4,
        with_common(
            {"jwt"},
            {
                one_of("auth", "jwt: user and password at the desk; rsso: a refresh token at single sign-on",
                       {"jwt", "rsso"}),
                needed_for({"rsso"},
                           address("token_url", "rsso only: the address of the token endpoint, .../rsso/oauth2/token")),
                needed_for({"rsso"}, text("client_id", "rsso only: the client id", "")),
                text("customer_login", "Login_ID of the customer of new incidents; empty: the user", ""),
                text("correlation_field",
                     "The field that keeps our key, of the same name on both incident forms and with room for 40 "
                     "characters",
                     "Vendor Ticket Number"),
                text("status", "Status of a new incident", "Assigned"),
                text("reported_source", "Reported Source of a new incident", "Systems Management"),
                text("service_type", "Service Type of a new incident", "Infrastructure Event"),
                map("impact_values", "Impact by level, 1 (most) to 4",
                    {{"1", "1-Extensive/Widespread"},
                     {"2", "2-Significant/Large"},
                     {"3", "3-Moderate/Limited"},
                     {"4", "4-Minor/Localized"}}),
                map("urgency_values", "Urgency by level, 1 (most) to 4",
                    {{"1", "1-Critical"}, {"2", "2-High"}, {"3", "3-Medium"}, {"4", "4-Low"}}),
                number("title_limit", "Characters that fit into Description", 100, 20, 254),
                text("status_reason", "Status Reason of a resolved incident", "Automated Resolution Reported"),
                text("resolver", "Assignee set when an incident without an assignee is resolved", ""),
                text("resolver_login", "Assignee Login ID that goes with resolver", ""),
                map("resolvers",
                    "In place of resolver, by the incident's Assigned Group: \"Login ID/Full Name\" of one of its "
                    "people"),
                text("reopen_status", "Status of an incident that is opened again", "Assigned"),
                text("create_form", "The form that incidents are created in", "HPD:IncidentInterface_Create"),
                text("incident_form", "The form that incidents are read and changed in", "HPD:IncidentInterface"),
                text("work_log_form", "The form that notes are created in", "HPD:WorkLog"),
                text("transient_errors", "Message numbers that mean \"try again later\", separated by commas",
                     "90, 91, 92, 93, 94, 552, 9093"),
                text("ci_namespace", "Namespace of the CMDB classes", "BMC.CORE"),
                text("ci_dataset", "Dataset that configuration items are read from", "BMC.ASSET"),
                map("ci_forms", "The asset form by ClassId", {{"BMC_COMPUTERSYSTEM", "AST:ComputerSystem"}}),
                rules({{By::resource_id, "BMC_ComputerSystem", "CloudID", Match::equals},
                       {By::resource_id, "BMC_CloudInstance", "CloudId", Match::equals},
                       {By::resource_id, "BMC_BaseElement", "TokenId", Match::equals},
                       {By::name, "BMC_BaseElement", "Name", Match::equals},
                       {By::name, "BMC_ComputerSystem", "HostName", Match::equals}}),
                yes_or_no("ci_other_companies",
                          "Whether an incident whose Company is given in \"fields\" may get a configuration item of "
                          "another company",
                          false),
                text("ci_company_field", "The attribute that holds a configuration item's company", "Company"),
                text("ci_lifecycle_field",
                     "The attribute that shows whether a configuration item is retired, e.g. AssetLifecycleStatus; "
                     "empty: only MarkAsDeleted counts",
                     ""),
                text("ci_retired_values", "Its values that mean retired, separated by commas",
                     "Delete, Disposed, End of Life"),
                text("ci_people_form",
                     "The form that relates people and groups to configuration items, for assign_from_ci",
                     "AST:AssetPeople"),
                text("support_group_form", "The form of support groups, for assign_from_ci", "CTM:Support Group"),
                text("ci_impact_field",
                     "The attribute of a configuration item that holds its impact, one of impact_values, for "
                     "priority_from_ci",
                     "Impact"),
            },
            from_ci_options(
                "Which support group a new incident takes over from its configuration item, where \"fields\" "
                "do not give one: the one related to it as \"Supported by\" (support_group) or as \"Owned "
                "by\" (owner)",
                "Whether a new incident's Impact follows that of its configuration item, where that makes it "
                "more important")),
        {{"password", "of the user", {"jwt"}},
         {"client_secret", "of the client", {"rsso"}},
         {"refresh_token", "exchanged for access tokens; replaced when a new one is issued", {"rsso"}}},
        texts()};
}

}  // namespace

const DeskKind& kind() {
    static const DeskKind kind = described();
    return kind;
}

}  // namespace secure_export::desks::helix
