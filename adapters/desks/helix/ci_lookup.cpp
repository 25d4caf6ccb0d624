#include "adapters/desks/helix/ci_lookup.h"

#include <algorithm>

#include "adapters/desks/helix/limits.h"
#include "adapters/desks/rest/fields.h"
#include "adapters/desks/rest/host_names.h"
#include "adapters/desks/rest/limits.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

using rest::max_listed;

constexpr const char* every_class = "BMC_BaseElement";

std::string value_in(const Json::Value& row, const std::string& name) {
    return json::scalar(json::member(row, name.c_str()));
}

// An item that was not reconciled yet has "0"; incidents cannot refer to it.
bool has_identity(const Json::Value& row) {
    const std::string identity = value_in(row, "ReconciliationIdentity");
    return !identity.empty() && identity != "0";
}

bool is_deleted(const Json::Value& row) {
    const std::string mark = value_in(row, "MarkAsDeleted");
    return same_ignoring_case(mark, "yes") || mark == "1" || mark == "true";
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

void add_once(std::vector<std::string>& all, std::string one) {
    if (!one.empty() && std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

// Databases may compare with case, so the value is queried as in the alert, in lower case, and in upper case, which
// many host names use.
std::vector<std::string> in_each_case(const std::string& text) {
    std::vector<std::string> all;
    for (std::string one : {text, lower(text), upper(text)}) add_once(all, std::move(one));
    return all;
}

std::vector<std::string> asked_for(const CiQuery& query) {
    if (query.by == CiQuery::By::name) return in_each_case(query.value);
    std::vector<std::string> all;
    std::string received{trimmed(query.as_received)};
    while (received.ends_with('/')) received.pop_back();
    for (std::string one : {query.value, received, lower(query.value)}) add_once(all, std::move(one));
    return all;
}

std::string qualification(const CiRule& rule, const CiQuery& query) {
    const std::string field = quoted_field(rule.field);
    const bool equals = rule.match == CiRule::Match::equals;
    std::string all;
    const auto add = [&](const std::string& condition) { all += (all.empty() ? "" : " OR ") + condition; };
    for (const std::string& text : asked_for(query))
        add(equals ? field + " = " + quoted_text(text) : field + " LIKE " + containing(text));
    if (query.by != CiQuery::By::name || !equals) return all;
    if (rest::is_host_label(query.value))
        for (const std::string& label : in_each_case(query.value)) add(field + " LIKE " + quoted_text(label + ".%"));
    for (const std::string& label : in_each_case(rest::first_label_of(query.value)))
        add(field + " = " + quoted_text(label));
    return all;
}

ConfigurationItem item_in(const Json::Value& row, const std::string& resource_id) {
    return {value_in(row, "ReconciliationIdentity"), value_in(row, "Name"), value_in(row, "ClassId"), resource_id};
}

enum class Likeness { none, other_form, exact };

// A host whose full name is known must not match another full name with the same first label.
bool is_another_host(const CiQuery& query, const std::string& name) {
    const std::string full = rest::first_label_of(query.value).empty() ? query.as_received : query.value;
    return !rest::first_label_of(full).empty() && !rest::first_label_of(name).empty() &&
           !same_ignoring_case(full, name);
}

Likeness likeness(const CiRule& rule, const CiQuery& query, const Json::Value& row) {
    const std::string held = value_in(row, rule.field);
    if (query.by == CiQuery::By::name && is_another_host(query, value_in(row, "Name"))) return Likeness::none;
    if (rest::rule_matches(rule, query.value, held)) return Likeness::exact;
    return query.by == CiQuery::By::name && rule.match == CiRule::Match::equals &&
                   rest::is_other_form(query.value, std::string(trimmed(held)))
               ? Likeness::other_form
               : Likeness::none;
}

// Looks up one query in the CMDB by all rules.
class LookUp {
public:
    LookUp(const ArSystem& ar, const DeskSettings& settings, const CiQuery& query, rest::Deadline deadline)
        : ar_(ar),
          settings_(settings),
          query_(query),
          deadline_(deadline),
          company_(settings.flag("ci_other_companies") ? "" : rest::value_for(query, settings, "Company")) {}

    Result<std::vector<ConfigurationItem>> run() {
        std::optional<Error> refusal;
        for (const CiRule& rule : settings_.ci_rules()) {
            if (rule.by != query_.by) continue;
            const Outcome asked = ask(rule);
            if (!asked && asked.error().fault != Fault::refused) return asked.error();
            if (!asked && !refusal) refusal = asked.error();
            if (!exact_.empty()) break;
        }
        std::vector<Found>& found = exact_.empty() ? other_form_ : exact_;
        if (found.empty() && refusal) return *refusal;
        // Of several items prefer those of the incident's own company; if there are none, keep those of unknown
        // company.
        if (std::ranges::any_of(found, &Found::own_company))
            std::erase_if(found, [](const Found& one) { return !one.own_company; });
        std::vector<ConfigurationItem> items;
        for (Found& one : found)
            if (items.size() < max_listed) items.push_back(std::move(one.item));
        if (const Outcome filled = fill_resource_ids(items); !filled) return filled.error();
        return items;
    }

private:
    struct Found {
        ConfigurationItem item;
        bool own_company;
    };

    Fields attributes(const CiRule& rule) const {
        Fields all{"Name", "ClassId", "ReconciliationIdentity", "MarkAsDeleted"};
        add_once(all, rule.field);
        for (const CiRule& other : settings_.ci_rules())  // fields of the same reply that may hold its resource id
            if (other.by == CiQuery::By::resource_id && other.ci_class == rule.ci_class) add_once(all, other.field);
        if (!company_.empty()) add_once(all, settings_.text("ci_company_field"));
        add_once(all, settings_.text("ci_lifecycle_field"));
        return all;
    }

    std::string resource_id_of(const CiRule& rule, const Json::Value& row) const {
        if (rule.by == CiQuery::By::resource_id) return rest::held_part(query_.value, value_in(row, rule.field));
        for (const CiRule& other : settings_.ci_rules())
            if (other.by == CiQuery::By::resource_id && other.ci_class == rule.ci_class)
                if (std::string id = rest::resource_id_in(value_in(row, other.field)); !id.empty()) return id;
        return {};
    }

    bool is_retired(const Json::Value& row) const {
        const std::string held = value_in(row, settings_.text("ci_lifecycle_field"));
        if (held.empty()) return false;
        const std::string values = "," + lower(settings_.text("ci_retired_values")) + ",";
        std::string listed;
        for (const char c : values)
            if (!(c == ' ' && (listed.empty() || listed.back() == ','))) listed += c;
        return listed.find("," + lower(held) + ",") != std::string::npos;
    }

    Outcome ask(const CiRule& rule) {
        const auto rows =
            ar_.instances(rule.ci_class, qualification(rule, query_), attributes(rule), max_rows, deadline_);
        if (!rows) return rows.error();
        for (const Json::Value& row : *rows) {
            const Likeness like = likeness(rule, query_, row);
            if (like == Likeness::none || is_deleted(row) || is_retired(row) || !has_identity(row)) continue;
            const std::string company = company_.empty() ? "" : value_in(row, settings_.text("ci_company_field"));
            if (!company.empty() && !same_ignoring_case(company, company_)) continue;
            auto& found = like == Likeness::exact ? exact_ : other_form_;
            ConfigurationItem item = item_in(row, resource_id_of(rule, row));
            const auto same = [&](const Found& other) { return other.item.id == item.id; };
            if (std::ranges::none_of(found, same)) found.push_back({std::move(item), !company.empty()});
        }
        return {};
    }

    // Reads the items' own resource ids, if a rule names the field.
    Outcome fill_resource_ids(std::vector<ConfigurationItem>& items) const {
        for (const CiRule& rule : settings_.ci_rules()) {
            if (rule.by != CiQuery::By::resource_id) continue;
            std::string which;
            for (const ConfigurationItem& item : items)
                if (item.resource_id.empty())
                    which += (which.empty() ? "" : " OR ") + quoted_field("ReconciliationIdentity") + " = " +
                             quoted_text(item.id);
            if (which.empty()) return {};
            const auto rows =
                ar_.instances(rule.ci_class, which, {"ReconciliationIdentity", rule.field}, max_rows, deadline_);
            if (!rows && rows.error().fault == Fault::refused) continue;  // a class that this site does not have
            if (!rows) return rows.error();
            for (const Json::Value& row : *rows)
                for (ConfigurationItem& item : items)
                    if (item.resource_id.empty() && item.id == value_in(row, "ReconciliationIdentity"))
                        item.resource_id = rest::resource_id_in(value_in(row, rule.field));
        }
        return {};
    }

    const ArSystem& ar_;
    const DeskSettings& settings_;
    const CiQuery& query_;
    const rest::Deadline deadline_;
    const std::string company_;  // of the incident; empty: unknown, or to be ignored
    std::vector<Found> exact_, other_form_;
};

}  // namespace

Result<std::vector<ConfigurationItem>> find_by_rules(const ArSystem& ar, const DeskSettings& settings,
                                                     const CiQuery& query, rest::Deadline deadline) {
    if (trimmed(query.value).empty()) return std::vector<ConfigurationItem>();  // must not match items without a value
    return LookUp(ar, settings, query, deadline).run();
}

Result<std::optional<ConfigurationItem>> find_by_identity(const ArSystem& ar, const std::string& identity,
                                                          rest::Deadline deadline) {
    const auto rows = ar.instances(every_class, quoted_field("ReconciliationIdentity") + " = " + quoted_text(identity),
                                   {"Name", "ClassId", "ReconciliationIdentity", "MarkAsDeleted"}, max_rows, deadline);
    if (!rows) return rows.error();
    for (const Json::Value& row : *rows)
        if (has_identity(row) && value_in(row, "ReconciliationIdentity") == identity && !is_deleted(row))
            return std::optional(item_in(row, ""));
    return std::optional<ConfigurationItem>();
}

Outcome try_rule(const ArSystem& ar, const DeskSettings& settings, const CiRule& rule, rest::Deadline deadline) {
    CiQuery nothing{rule.by, "secure-export-check"};
    Fields attributes{"Name", rule.field};
    if (!settings.flag("ci_other_companies") && !rest::value_for(nothing, settings, "Company").empty())
        add_once(attributes, settings.text("ci_company_field"));
    add_once(attributes, settings.text("ci_lifecycle_field"));
    const auto rows = ar.instances(rule.ci_class, qualification(rule, nothing), attributes, 1, deadline);
    if (!rows) return rows.error();
    return {};
}

}  // namespace secure_export::desks::helix
