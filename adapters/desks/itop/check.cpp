#include "adapters/desks/itop/check.h"

#include <set>

#include "adapters/desks/itop/ci_lookup.h"
#include "adapters/desks/itop/from_ci.h"
#include "adapters/desks/itop/key_in_incident.h"
#include "adapters/desks/itop/oql.h"
#include "adapters/desks/itop/payload.h"
#include "adapters/desks/itop/states.h"
#include "core/field_templates.h"

namespace secure_export::desks::itop {
namespace {

const std::string nobodys = "azm-check";  // a key and value that no object has

class Check {
public:
    Check(const DeskSettings& settings, const Api& api)
        : settings_(settings), api_(api), deadline_(api.deadline()), class_(settings.text("class")) {}

    DeskCheck run() {
        if (const auto problem = unusable(settings_)) {
            bad(problem->message, "correct the setting");
            return std::move(found_);
        }
        if (!signs_in()) return std::move(found_);
        reads_incidents();
        has_fields();
        const std::string& organization = settings_.text("organization");
        names_one("organization", "Organization", reference_by_name(organization), organization);
        names_one("team", "Team", reference(settings_.text("team")), settings_.text("team"));
        names_one("agent", "Person", reference(settings_.text("agent")), settings_.text("agent"));
        for (const char* option : {"fields", "resolve_fields"})
            for (const auto& [name, value] : fixed_fields(settings_, option))
                if (const std::string selected = selected_class(value); !selected.empty())
                    names_one(std::string(option) + ", " + name, selected, value, value);
        for (const CiRule& rule : settings_.ci_rules()) can_use(rule);
        for (const Question& question : questions_for_new_incidents(settings_, "0"))
            if (ask(question, "let the account read " + question.class_name +
                                  " and its links to configuration items, or set \"assign_from_ci\" and "
                                  "\"priority_from_ci\" back to their defaults"))
                good("reads " + question.class_name + ", as \"assign_from_ci\" and \"priority_from_ci\" need");
        for (const std::string& name : {class_, std::string("lnkFunctionalCIToTicket")}) may_write(name);
        if (unreachable_) return std::move(found_);
        good("not tried, since it would write: creating and resolving " + class_ +
             ", and linking configuration items; fields that this iTop demands beside these; whether \"" +
             settings_.text("origin") + "\" is a value of origin and \"" + settings_.text("resolution_code") +
             "\" one of resolution_code");
        return std::move(found_);
    }

private:
    void good(const std::string& what) { found_.lines.push_back({true, what, {}}); }
    void bad(const std::string& what, const std::string& remedy) { found_.lines.push_back({false, what, remedy}); }

    // Adds a failure as a line; if it concerns every call, ends the test.
    void failed(const Error& error, const std::string& remedy) {
        if (error.fault == Fault::unavailable) {
            unreachable_ = true;
            bad(error.message,
                "look at the setting \"url\", the network and the certificate, or wait until the site is back");
        } else if (error.fault == Fault::unauthenticated) {
            unreachable_ = true;
            bad(error.message,
                "set \"user\" and the secret \"password\" to a local account with the profiles \"REST "
                "Services User\" and \"Support Agent\"");
        } else {
            bad(error.message, remedy);
        }
    }

    // The rows; nullopt after a failure, which was added as a line.
    std::optional<std::vector<Row>> ask(const Question& question, const std::string& remedy) {
        if (unreachable_) return std::nullopt;
        auto rows = api_.read(question, deadline_, {});
        if (rows) return std::move(*rows);
        failed(rows.error(), remedy);
        return std::nullopt;
    }

    bool signs_in() {
        const Outcome taken = api_.check_credentials(deadline_);
        if (taken) {
            good("reachable at " + api_.client().address() + ", signs in as \"" + settings_.text("user") +
                 "\", who may use the web services");
        } else {
            failed(taken.error(), "look at what it says");
        }
        return static_cast<bool>(taken);
    }

    void reads_incidents() {
        const Correlation correlation(settings_);
        const std::string attributes = std::string(lifecycle_fields) + "," + correlation.attribute();
        if (ask({class_, correlation.question(nobodys), attributes}, "look at " + correlation.look_at()))
            good("reads " + class_ + " and finds by the key in " + correlation.attribute());
    }

    void has_fields() {
        std::set<std::string> names{"title",   "description", "org_id",
                                    "origin",  "impact",      "functionalcis_list",
                                    "urgency", "solution",    "resolution_code"};
        for (const char* option : {"fields", "resolve_fields"})
            for (const auto& [name, value] : settings_.fields(option)) names.insert(name);
        std::string list;
        for (const std::string& name : names) list += (list.empty() ? "" : ",") + name;
        if (ask({class_, "SELECT " + class_ + " WHERE id = 0", list},
                "remove or rename the field that it names in the settings \"fields\" and \"resolve_fields\""))
            good(class_ + " has the fields that are written: " + list);
    }

    static Json::Value reference_by_name(const std::string& name) {
        Json::Value key(Json::objectValue);
        key["name"] = name;
        return key;
    }

    void names_one(const std::string& setting, const std::string& class_name, const Json::Value& key,
                   const std::string& written) {
        if (written.empty()) return;
        const std::string selected = selected_class(written), where = "the setting \"" + setting + "\"";
        const auto rows =
            ask({selected.empty() ? class_name : selected, key, "id,friendlyname", 2}, "look at " + where);
        if (!rows) return;
        if (rows->size() == 1) {
            good(where + " means " + rows->front().text("friendlyname") + " (" + rows->front().id + ")");
        } else if (rows->empty()) {
            bad(where + ": there is no " + class_name + " \"" + written + "\", or the account may not see it",
                "correct " + where);
        } else {
            bad(where + ": \"" + written + "\" means several", "make " + where + " name one alone");
        }
    }

    void may_write(const std::string& class_name) {
        if (unreachable_) return;
        const Outcome may = api_.may_write(class_name, deadline_);
        if (may) {
            good("may write " + class_name);
        } else if (may.error().retry_after) {
            bad(may.error().message,
                "end the read-only mode of iTop (data/.readonly), or give the account the profile "
                "\"Support Agent\"");
        } else {
            failed(may.error(), "look at the account's profiles");
        }
    }

    void can_use(const CiRule& rule) {
        if (unreachable_) return;
        DeskSettings unfiltered = settings_;
        unfiltered.options["ci_filter"] = std::string();
        const auto found = CiLookUp(api_, unfiltered).find_by(rule, nobodys, {}, deadline_);
        if (!found) {
            failed(found.error(), "correct " + look_at(rule) + ", or give the account the right to read it");
            return;
        }
        good("looks configuration items up in " + rule.ci_class + "." + rule.field);
        filters(rule.ci_class);
    }

    // Reported once, since an error in the filter affects every rule.
    void filters(const std::string& ci_class) {
        const std::string& filter = settings_.text("ci_filter");
        if (filter_fails_ || filter.empty()) return;
        const std::string query = "SELECT " + ci_class + " WHERE id = 0 AND (" + filter + ")";
        filter_fails_ = !ask({ci_class, query, "id"}, "correct the setting \"ci_filter\"");
    }

    const DeskSettings& settings_;
    const Api& api_;
    const Deadline deadline_;
    const std::string class_;
    bool unreachable_ = false, filter_fails_ = false;
    DeskCheck found_;
};

}  // namespace

Result<DeskCheck> check(const DeskSettings& settings, const Api& api) { return Check(settings, api).run(); }

}  // namespace secure_export::desks::itop
