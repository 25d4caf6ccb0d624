#include "adapters/desks/helix/check.h"

#include "adapters/desks/helix/ci_lookup.h"
#include "adapters/desks/helix/from_ci.h"
#include "adapters/desks/helix/payload.h"
#include "adapters/desks/rest/from_ci.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

constexpr const char* nobodys = "secure-export-check";  // a number and key that no entry has

class Checking {
public:
    Checking(const ArSystem& ar, const DeskSettings& settings, rest::Deadline deadline)
        : ar_(ar), settings_(settings), deadline_(deadline) {}

    DeskCheck all() {
        // Each test runs only if the desk still answers after the one before it.
        if (sign_in_and_read() && correlation_fields() && fields_of_settings() && notes() && cis() &&
            read_for_new_incidents()) {
            customer();
            what_only_writing_shows();
        }
        return std::move(check_);
    }

private:
    void good(const std::string& what) { check_.lines.push_back({true, what, {}}); }
    void bad(const std::string& what, const std::string& remedy) { check_.lines.push_back({false, what, remedy}); }

    // The query finds nothing, but fails if one of the fields does not exist.
    Outcome ask(const std::string& form, const std::string& field, Doing doing, Fields more = {}) {
        more.insert(more.begin(), field);
        const auto rows =
            ar_.query(form, quoted_field(field) + " = " + quoted_text(nobodys), more, 1, doing, deadline_);
        if (!rows) return rows.error();
        return {};
    }

    // Adds a line about `what`; false when further queries are useless.
    bool tell(const Outcome& answer, const std::string& what, const std::string& remedy) {
        if (answer) {
            good(what);
            return true;
        }
        const Error& error = answer.error();
        if (error.fault == Fault::unauthenticated) {
            bad("does not sign in: " + error.message, "Correct what the message names, then test again.");
            return false;
        }
        if (worth_retrying(error.fault)) {
            bad("no answer: " + error.message,
                "Look at the setting \"url\", the network, the certificate's authority and the desk itself, then "
                "test again.");
            return false;
        }
        bad("not so: " + what + ": " + error.message, remedy);
        return true;
    }

    bool sign_in_and_read() {
        const std::string& form = settings_.text("incident_form");
        const Outcome read = ask(form, "Incident Number", Doing::reading);
        if (read || read.error().fault == Fault::refused) {
            good("reached " + ar_.client().address());
            good(settings_.text("auth") == "rsso" ? "single sign-on gives tokens that the desk takes"
                                                  : "signed in as \"" + settings_.text("user") + "\"");
        }
        return tell(read, "may read incidents in " + form,
                    "Give the account permission to read incidents, or correct the setting \"incident_form\".");
    }

    bool correlation_fields() {
        const std::string& field = settings_.text("correlation_field");
        for (const char* option : {"incident_form", "create_form"}) {
            const std::string& form = settings_.text(option);
            if (!tell(ask(form, field, Doing::reading), form + " has the field \"" + field + "\"",
                      "Correct the setting \"correlation_field\" (or \"" + std::string(option) +
                          "\"): a field of that name has to be on both forms, or grant the account access to it."))
                return false;
        }
        return true;
    }

    // A misspelt field name would cause every incident to be refused.
    bool fields_of_settings() {
        for (const auto& [option, form] : {std::pair("fields", settings_.text("create_form")),
                                           std::pair("resolve_fields", settings_.text("incident_form"))}) {
            Fields names;
            for (const auto& [name, value] : settings_.fields(option)) names.push_back(name);
            if (names.empty()) continue;
            if (!tell(ask(form, "Incident Number", Doing::reading, names),
                      form + " has the fields of \"" + option + "\"",
                      "Correct the setting \"" + std::string(option) +
                          "\": the message names the field that is not on the form."))
                return false;
        }
        return true;
    }

    void customer() {
        Json::Value fields(Json::objectValue);
        for (const auto& [name, value] : settings_.fields("fields")) fields[name] = value;
        if (settings_.text("customer_login").empty() && settings_.text("user").empty() && !names_customer(fields))
            bad("new incidents have no customer, so that the desk refuses each",
                "Set \"customer_login\" to a Login_ID that the desk knows (with auth \"jwt\" it is the user).");
    }

    bool notes() {
        const std::string& form = settings_.text("work_log_form");
        return tell(ask(form, "Incident Number", Doing::reading_notes), "may read work logs in " + form,
                    "Correct the setting \"work_log_form\", or grant the account access to it.");
    }

    bool cis() {
        if (settings_.ci_rules().empty()) good("no rule looks for configuration items: incidents stay without");
        for (const CiRule& rule : settings_.ci_rules())
            if (!tell(try_rule(ar_, settings_, rule, deadline_),
                      "may look for configuration items by " + rule.ci_class + "." + rule.field,
                      "Correct or remove this rule of \"ci_rules\", or grant the account access to the class."))
                return false;
        return true;
    }

    // What the options "assign_from_ci" and "priority_from_ci" need.
    bool read_for_new_incidents() {
        if (rest::assign_from(settings_) != rest::AssignFrom::none) {
            const std::string &people = settings_.text("ci_people_form"),
                              &groups = settings_.text("support_group_form");
            const std::string remedy =
                "Let the account read the form, correct the setting, or set \"assign_from_ci\" back.";
            if (!tell(ask(people, "AssetInstanceId", Doing::reading_groups, people_fields()),
                      "may read who cares for configuration items in " + people, remedy) ||
                !tell(ask(groups, "Support Group ID", Doing::reading_groups, group_fields()),
                      "may read support groups in " + groups, remedy))
                return false;
        }
        if (!rest::priority_from(settings_)) return true;
        const std::string& field = settings_.text("ci_impact_field");
        const auto rows =
            ar_.instances("BMC_BaseElement", quoted_field("ReconciliationIdentity") + " = " + quoted_text(nobodys),
                          {field}, 1, deadline_);
        return tell(rows ? Outcome() : Outcome(rows.error()), "configuration items have the attribute " + field,
                    "Correct the setting \"ci_impact_field\", or set \"priority_from_ci\" back.");
    }

    void what_only_writing_shows() {
        const char* nobody = !has_resolver(settings_)
                                 ? "; no \"resolver\" is set, so an incident that nobody is assigned to may be refused "
                                   "when it is to be resolved"
                                 : "";
        good(
            "not tried, since only writing shows it: whether the correlation field has room for 40 characters, and "
            "whether the desk takes the customer, \"fields\", \"resolve_fields\", the values of impact, urgency, "
            "status, reported source and service type, the status reason \"" +
            settings_.text("status_reason") + "\" and the resolver" + nobody);
    }

    const ArSystem& ar_;
    const DeskSettings& settings_;
    const rest::Deadline deadline_;
    DeskCheck check_;
};

}  // namespace

DeskCheck check(const ArSystem& ar, const DeskSettings& settings, rest::Deadline deadline) {
    return Checking(ar, settings, deadline).all();
}

}  // namespace secure_export::desks::helix
