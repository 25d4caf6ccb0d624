#include "adapters/desks/servicenow/check.h"

#include <algorithm>
#include <set>

#include "adapters/desks/rest/from_ci.h"
#include "adapters/desks/servicenow/ci_lookup.h"
#include "adapters/desks/servicenow/limits.h"
#include "adapters/desks/servicenow/references.h"
#include "core/field_templates.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

// Fields of every incident table.
const std::string own_fields[] = {"number", "state", "assigned_to", "cmdb_ci"};

class Checks {
public:
    Checks(const Table& table, const DeskSettings& settings, Deadline deadline)
        : table_(table), settings_(settings), deadline_(deadline) {}

    DeskCheck run() {
        if (!incidents()) return std::move(check_);
        bool reachable = true;
        for (const CiRule& rule : settings_.ci_rules()) reachable = reachable && items(rule);
        reachable = reachable && close_code();
        if (const std::string& resolver = settings_.text("resolver"); !resolver.empty())
            reachable = reachable && reference("\"resolver\"", resolver, "sys_user");
        for (const char* map : {"fields", "resolve_fields"})
            for (const auto& [field, refers_to, can_be_inactive] : references())
                if (const auto at = settings_.fields(map).find(field);
                    at != settings_.fields(map).end() && !is_template(at->second))
                    reachable = reachable && named_reference(field, map, at->second, refers_to);
        if (reachable) read_for_new_incidents();
        good("not tried: opening, changing and resolving an incident, and which fields are mandatory for that");
        return std::move(check_);
    }

private:
    void good(std::string what) { check_.lines.push_back({true, std::move(what), ""}); }
    void bad(std::string what, std::string remedy) {
        check_.lines.push_back({false, std::move(what), std::move(remedy)});
    }
    // False: the instance does not answer any more, so further calls are useless.
    bool failed(const std::string& what, const Error& error, const std::string& remedy) {
        bad(what + ": " + error.message, remedy);
        return error.fault != Fault::unavailable && error.fault != Fault::unauthenticated;
    }

    bool incidents() {
        const std::string& incident = settings_.text("table");
        const std::string& address = table_.client().address();
        std::set<std::string> wanted{settings_.text("correlation_field")};
        for (const char* map : {"fields", "resolve_fields"})
            for (const auto& [field, value] : settings_.fields(map)) wanted.insert(field);
        for (const std::string& own : own_fields) wanted.insert(own);
        std::string fields = "sys_id";
        for (const std::string& field : wanted) fields += "," + field;
        const auto records = table_.list(incident, "ORDERBYDESCsys_created_on", fields, 1, deadline_);
        if (!records) {
            not_read(records.error());
            return false;
        }
        good("reached " + address + (address.starts_with("https:") ? " over TLS" : " without TLS"));
        good("signed in with auth \"" + settings_.text("auth") + "\"");
        good("may read the table " + incident);
        if (records->empty()) return of_the_dictionary(wanted);
        for (const std::string& field : wanted) of_an_incident(records->front(), field);
        return true;
    }

    // If there is no incident to read: uses the instance's dictionary, which few accounts may read.
    bool of_the_dictionary(const std::set<std::string>& wanted) {
        const std::string& incident = settings_.text("table");
        std::string elements;
        for (const std::string& field : wanted) elements += (elements.empty() ? "" : ",") + field;
        const auto entries = table_.list("sys_dictionary", "nameIN" + incident + ",task^elementIN" + elements,
                                         "name,element", max_choices, deadline_);
        if (!entries && entries.error().fault != Fault::refused)
            return failed("the list of fields", entries.error(), "test the desk again");
        std::set<std::string> there;
        if (entries)
            for (const Json::Value& entry : *entries) there.insert(field_of(entry, "element"));
        if (!std::ranges::all_of(own_fields, [&](const std::string& field) { return there.contains(field); })) {
            good("not tried: whether the fields exist that the settings name, for our account sees no incident in " +
                 incident + " to look at");
            return true;
        }
        Json::Value record(Json::objectValue);
        for (const std::string& field : there) record[field] = "";
        for (const std::string& field : wanted) of_an_incident(record, field);
        return true;
    }

    // One line for the first failure; the tests after it did not run.
    void not_read(const Error& error) {
        if (error.fault == Fault::unavailable)
            bad("could not reach it: " + error.message,
                "look at the setting \"url\", the network between here and there, the certificate of the instance, and "
                "whether the instance is asleep");
        else if (error.fault == Fault::refused)
            bad("may not read the table " + settings_.text("table") + ": " + error.message,
                "look at the setting \"table\" and give our account the role itil");
        else
            bad("could not sign in with auth \"" + settings_.text("auth") + "\": " + error.message,
                "look at the settings \"auth\", \"user\" and \"client_id\" and at the desk's secrets");
    }

    void of_an_incident(const Json::Value& record, const std::string& field) {
        const std::string& correlation_field = settings_.text("correlation_field");
        if (has_field(record, field)) {
            if (field == correlation_field) good("the field " + field + " exists, for our key");
        } else if (field == correlation_field) {
            bad("the table " + settings_.text("table") + " shows our account no field " + field +
                    ", which is to keep our key",
                "look at the setting \"correlation_field\" and at our account's right to read and write this field");
        } else if (std::ranges::find(own_fields, field) != std::end(own_fields)) {
            bad("the table " + settings_.text("table") + " shows our account no field " + field,
                "look at the setting \"table\" and give our account the role itil");
        } else {
            bad("the table " + settings_.text("table") + " shows our account no field " + field +
                    "; ServiceNow would drop it without a word",
                "look at the settings \"fields\" and \"resolve_fields\" and at our account's right to read this field");
        }
    }

    bool items(const CiRule& rule) {
        const std::string place = rule.field + " of " + rule.ci_class;
        const CiFields fields = fields_for(rule);
        const std::vector<std::string> of_filter =
            fields.of_tags ? std::vector<std::string>() : EncodedQuery(settings_.text("ci_filter")).fields();
        std::set<std::string> wanted{fields.id, fields.name, fields.ci_class, rule.field};
        wanted.insert(of_filter.begin(), of_filter.end());
        wanted.erase("sys_id");
        std::string asked = "sys_id";
        for (const std::string& field : wanted) asked += "," + field;
        const auto records = table_.list(rule.ci_class, "", asked, 1, deadline_);
        if (!records)
            return failed("may not look configuration items up by " + place, records.error(),
                          "look at the setting \"ci_rules\" and give our account the role itil");
        if (records->empty())
            good("may look up by " + place + "; not tried: whether the field exists, for our account sees no record");
        else if (has_field(records->front(), rule.field))
            good("may look configuration items up by " + place);
        else
            bad("the table " + rule.ci_class + " shows our account no field " + rule.field,
                "look at the setting \"ci_rules\" and at our account's right to read this field");
        if (!records->empty())
            for (const std::string& field : of_filter)
                if (!has_field(records->front(), field) && told_.insert(rule.ci_class + "." + field).second)
                    bad("the table " + rule.ci_class + " shows our account no field " + field +
                            " of \"ci_filter\", so that nothing can be filtered by it",
                        "look at the setting \"ci_filter\" and at our account's right to read this field");
        return true;
    }

    bool close_code() {
        const FieldMap& set = settings_.fields("resolve_fields");
        const auto replaced = set.find("close_code");
        if (replaced != set.end() && is_template(replaced->second)) return true;  // known only with an alert
        const std::string code = replaced == set.end() ? settings_.text("close_code") : replaced->second;
        const auto choices =
            table_.list("sys_choice", "name=" + settings_.text("table") + "^element=close_code^inactive=false",
                        "name,element,value", max_choices, deadline_);
        if (!choices && choices.error().fault != Fault::refused)
            return failed("the list of close codes", choices.error(), "test the desk again");
        std::set<std::string> codes;
        if (choices)
            for (const Json::Value& choice : *choices)
                if (field_of(choice, "element") == "close_code" && field_of(choice, "name") == settings_.text("table"))
                    codes.insert(field_of(choice, "value"));
        if (codes.empty()) {
            good("not tried: whether \"" + code + "\" is a close code, for our account may not read the list of them");
        } else if (codes.contains(code)) {
            good("\"" + code + "\" is one of the close codes");
        } else {
            std::string all;
            for (const std::string& one : codes) all += (all.empty() ? "\"" : ", \"") + one + "\"";
            bad("\"" + code + "\" is none of the close codes", "set \"close_code\" to one of " + cut(all, 500));
        }
        return true;
    }

    // What the options "assign_from_ci" and "priority_from_ci" need.
    bool read_for_new_incidents() {
        const rest::AssignFrom from = rest::assign_from(settings_);
        if (from == rest::AssignFrom::support_group && !shows("cmdb_ci", {"support_group"}, "assign_from_ci"))
            return false;
        if (from == rest::AssignFrom::owner && !shows("cmdb_ci", {"owned_by", "assigned_to"}, "assign_from_ci"))
            return false;
        return !rest::priority_from(settings_) ||
               (shows("cmdb_ci_service", {"busines_criticality"}, "priority_from_ci") &&
                shows("svc_ci_assoc", {"ci_id", "service_id"}, "priority_from_ci"));
    }

    bool shows(const std::string& table, const std::vector<std::string>& fields, const std::string& option) {
        std::string asked = "sys_id";
        for (const std::string& field : fields) asked += "," + field;
        const std::string what = table + ", which \"" + option + "\" needs",
                          remedy = "let our account read it, or set \"" + option + "\" back to its default";
        const auto records = table_.list(table, "", asked, 1, deadline_);
        if (!records) return failed("may not read " + what, records.error(), remedy);
        if (records->empty()) {
            good("may read " + what + "; not tried: whether its fields exist, for our account sees no record");
            return true;
        }
        bool all = true;
        for (const std::string& field : fields)
            if (!has_field(records->front(), field)) {
                bad("the table " + table + " shows our account no field " + field + ", which \"" + option + "\" needs",
                    remedy);
                all = false;
            }
        if (all) good("may read " + what);
        return true;
    }

    // A value of "fields" may be a name, which is looked up for each incident.
    bool named_reference(const std::string& field, const std::string& map, std::string value,
                         const std::string& refers_to) {
        const std::string setting = field + " in \"" + map + "\"";
        if (map == "fields") {
            FieldMap named{{field, value}};
            std::vector<std::string> remarks;
            const Outcome found = name_to_sys_id(table_, named, remarks, deadline_);
            if (!found) return failed("the record of " + setting, found.error(), "test the desk again");
            for (const std::string& remark : remarks)
                bad(setting + ": " + remark, "set it to the sys_id or the name of one active record of " + refers_to);
            if (!remarks.empty()) return true;
            value = named.at(field);
        }
        return reference(setting, value, refers_to);
    }

    bool reference(const std::string& setting, const std::string& sys_id, const std::string& refers_to) {
        const std::string remedy =
            "set " + setting + " to the sys_id of a record of " + refers_to + " that our account may read";
        if (!is_sys_id(sys_id)) {
            bad(setting + " is no sys_id, and ServiceNow does not look names up", remedy);
            return true;
        }
        const auto record = table_.read(refers_to, sys_id, "sys_id", deadline_);
        if (!record && record.error().fault != Fault::refused)
            return failed(setting, record.error(), "test the desk again");
        if (!record)
            good("not tried: whether " + setting + " is in " + refers_to + ", for our account may not read that table");
        else if (record->isNull())
            bad(setting + " is no record of " + refers_to, remedy);
        else
            good(setting + " is a record of " + refers_to);
        return true;
    }

    const Table& table_;
    const DeskSettings& settings_;
    const Deadline deadline_;
    std::set<std::string> told_;  // missing "table.field" that were reported already
    DeskCheck check_;
};

}  // namespace

DeskCheck check(const Table& table, const DeskSettings& settings, Deadline deadline) {
    return Checks(table, settings, deadline).run();
}

}  // namespace secure_export::desks::servicenow
