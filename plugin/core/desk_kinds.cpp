#include "core/desk_kinds.h"

#include <algorithm>
#include <stdexcept>

#include "core/templates.h"

namespace secure_export {
namespace {

using By = CiQuery::By;
using Match = CiRule::Match;

constexpr int most_short = 255, most_url = 2048;

DeskOption text(const char* name, const char* meaning, std::string fallback, int most = most_short) {
    DeskOption option{name, meaning, std::move(fallback)};
    option.most = most;
    return option;
}
DeskOption needed(const char* name, const char* meaning) {
    DeskOption option = text(name, meaning, "");
    option.required = true;
    return option;
}
DeskOption needed_for(std::vector<std::string> auth, DeskOption option) {
    option.needed_for = std::move(auth);
    return option;
}
DeskOption address(const char* name, const char* meaning) {
    DeskOption option = text(name, meaning, "", most_url);
    option.address = true;
    return option;
}
DeskOption one_of(const char* name, const char* meaning, std::vector<std::string> choices) {
    DeskOption option = text(name, meaning, choices.front());
    option.choices = std::move(choices);
    return option;
}
DeskOption number(const char* name, const char* meaning, int fallback, int least, int most) {
    DeskOption option{name, meaning, fallback};
    option.least = least;
    option.most = most;
    return option;
}
DeskOption yes_or_no(const char* name, const char* meaning, bool fallback) { return {name, meaning, fallback}; }
DeskOption map(const char* name, const char* meaning, FieldMap fallback = {}) {
    return {name, meaning, std::move(fallback)};
}
DeskOption rules(std::vector<CiRule> fallback) {
    return {"ci_rules", "How to find a configuration item: each rule is asked in turn until one finds something",
            std::move(fallback)};
}

// What every desk that is reached over HTTPS has.  `with_user`: the values of "auth" that sign in as one.
std::vector<DeskOption> with_common(std::vector<std::string> with_user, std::vector<DeskOption> own) {
    DeskOption url = address("url", "The desk's address, https://host[:port][/path]; http for a loopback address only");
    url.required = true;
    DeskOption user = text("user", "The account that signs in", "");
    user.required = with_user.empty();
    user.needed_for = std::move(with_user);
    std::vector<DeskOption> all{
        std::move(url),
        std::move(user),
        text("ca_file",
             "A PEM file, by its whole path, with the authorities to trust for this desk alone, in place of the "
             "system's; "
             "empty: the system's",
             "", most_url),
        number("time_limit_s", "Seconds that one call may take", 10, 1, 15),
        number("settling_time_s",
               "Seconds after which a create without an answer can no longer take effect; until then the desk is asked "
               "for the incident and nothing is created.  0: 3 x time_limit_s, at least 60",
               0, 0, 3600),
        number("calls_at_once", "How many alerts are worked on in this desk at the same time", 2, 1, 16),
        text("incident_url",
             "The page of an incident for people, with {{id}} and {{number}}; empty: the product's usual page", "",
             most_url),
        map("fields", "Fields that every new incident gets, by the desk's own names"),
        map("resolve_fields", "Fields that are set when an incident is resolved, by the desk's own names"),
    };
    std::ranges::move(own, std::back_inserter(all));
    return all;
}

DeskKind helix() {
    return {
        "helix",
        "BMC Helix ITSM",
        true,
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
                text("resolver", "Assignee set when an incident is resolved that nobody is assigned to", ""),
                text("resolver_login", "Assignee Login ID that goes with resolver", ""),
                map("resolvers",
                    "In place of resolver, by the incident's Assigned Group: \"Login ID/Full Name\" of one of its "
                    "people"),
                text("reopen_status", "Status of an incident that is opened again", "Assigned"),
                text("create_form", "The form that incidents are created in", "HPD:IncidentInterface_Create"),
                text("incident_form", "The form that incidents are read and changed in", "HPD:IncidentInterface"),
                text("work_log_form", "The form that notes are created in", "HPD:WorkLog"),
                text("transient_errors", "Message numbers that mean: try again later, with commas between",
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
                     "The attribute that tells whether a configuration item is retired, e.g. AssetLifecycleStatus; "
                     "empty: MarkAsDeleted alone tells",
                     ""),
                text("ci_retired_values", "Its values that mean retired, with commas between",
                     "Delete, Disposed, End of Life"),
            }),
        {{"password", "of the user", {"jwt"}},
         {"client_secret", "of the client", {"rsso"}},
         {"refresh_token", "exchanged for access tokens; replaced when a new one is handed out", {"rsso"}}}};
}

DeskKind servicenow() {
    return {
        "servicenow",
        "ServiceNow",
        true,
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
                text("correlation_display", "Set beside the key in correlation_display; empty: not set",
                     "azure-monitor"),
                number("title_limit", "Characters that fit into short_description", 160, 20, 255),
                text("close_code", "close_code of a resolved incident: one of the instance's own", "Solution provided"),
                text("resolver", "sys_id set as assigned_to when an incident is resolved that nobody is assigned to",
                     ""),
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
            }),
        {{"password", "of the user", {"basic", "password"}},
         {"client_secret", "of the client", {"client_credentials", "password", "refresh_token"}},
         {"refresh_token", "exchanged for access tokens; replaced when a new one is handed out", {"refresh_token"}},
         {"api_key", "sent with every call", {"api_key"}}}};
}

DeskKind itop() {
    return {
        "itop",
        "iTop",
        true,
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
                text("agent", "agent_id that goes with team, written alike", ""),
                text("ci_filter", "A condition in OQL that every configuration item has to meet as well; empty: none",
                     "obsolescence_flag = 0", most_url),
                yes_or_no("ci_other_organizations",
                          "Whether a configuration item of another organization than the incident's may be bound",
                          false),
                rules({{By::resource_id, "FunctionalCI", "description", Match::contains},
                       {By::name, "FunctionalCI", "name", Match::equals}}),
            }),
        {{"password", "of the user", {}}}};
}

}  // namespace

const std::vector<DeskKind>& desk_kinds() {
    static const std::vector<DeskKind> kinds{
        {"local", "Embedded register", false, 3, 3, {}, {}},
        {"host", "The host that loaded the plugin", false, 3, 3, {}, {}},
        helix(),
        servicenow(),
        itop(),
    };
    return kinds;
}

const DeskKind* desk_kind(std::string_view name) {
    const auto at = std::ranges::find(desk_kinds(), name, [](const DeskKind& kind) { return kind.name; });
    return at == desk_kinds().end() ? nullptr : &*at;
}

DeskSettings default_desk(std::string name, std::string_view kind) {
    const DeskKind* known = desk_kind(kind);
    if (!known) throw std::invalid_argument("no such kind of desk");
    DeskSettings desk{std::move(name),
                      std::string(kind),
                      default_severities(),
                      default_title_template,
                      default_description_template,
                      {}};
    for (const DeskOption& option : known->options) desk.options.emplace(option.name, option.fallback);
    return desk;
}

}  // namespace secure_export
