#include "adapters/desks/servicenow/from_ci.h"

#include <algorithm>
#include <set>

#include "adapters/desks/rest/from_ci.h"
#include "adapters/desks/servicenow/limits.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

using rest::quoted_name;

// A reference of the item, and the incident's field that it goes into.
struct Care {
    const char* from;
    const char* into;
    const char* name;  // for people
};

constexpr Care group{"support_group", "assignment_group", "support group"};
constexpr Care owners[] = {{"owned_by", "assigned_to", "owner"}, {"assigned_to", "assigned_to", "assignee"}};

std::string field_with_words(const Care& care) {
    const std::string from = care.from;
    return from + "," + from + ".name," + from + ".active";
}

// The sys_id to assign to; empty, with a remark, when the item names none that can be used.
std::string cares(const Json::Value& item, const Care& care, rest::Additions& additions) {
    const std::string from = care.from, name = care.name;
    if (!has_field(item, from)) {
        additions.remark("the table cmdb_ci shows our account no field " + from + " of the configuration item");
        return {};
    }
    const std::string called = field_of(item, from + ".name");
    std::string id = field_of(item, from);
    if (!is_sys_id(id)) {
        additions.remark("the configuration item has no " + name);
        return {};
    }
    if (same_ignoring_case(field_of(item, from + ".active"), "false")) {
        additions.remark("the configuration item's " + name + " " + quoted_name(called) + " is inactive");
        return {};
    }
    additions.remark(std::string(care.into) + " " + quoted_name(called.empty() ? id : called) +
                     ", the configuration item's " + name);
    return id;
}

Outcome assign(const Table& table, const DeskSettings& settings, const NewIncident& incident, Deadline deadline,
               rest::Additions& additions) {
    const rest::AssignFrom wanted = rest::assign_from(settings);
    if (wanted == rest::AssignFrom::none) return {};
    const bool of_group = wanted == rest::AssignFrom::support_group;
    const std::string into = of_group ? group.into : owners[0].into;
    if (!rest::given_field(incident, settings, into).empty()) {
        additions.remark(into + " is the one that \"fields\" give");
        return {};
    }
    std::string asked = "sys_id";
    for (const Care& care : owners) asked += of_group ? "" : "," + field_with_words(care);
    if (of_group) asked += "," + field_with_words(group);
    const auto item = table.read("cmdb_ci", incident.ci->id, asked, deadline);
    if (!item && additions.tolerates(item.error(), into + " was not taken over")) return {};
    if (!item) return item.error();
    if (item->isNull()) {
        additions.remark("the CMDB shows our account no configuration item " + quoted_name(incident.ci->name));
        return {};
    }
    std::string id;
    if (of_group) id = cares(*item, group, additions);
    for (const Care& care : owners)
        if (!of_group && id.empty()) id = cares(*item, care, additions);
    if (!id.empty()) additions.add(into, id);
    return {};
}

// The most important service among the records read so far.
struct Services {
    bool found = false;
    int level = 9;
    std::string name, value;

    void take(const std::string& service, const std::string& criticality) {
        const std::string text{trimmed(criticality)};
        found = true;
        if (text.empty() || text[0] < '1' || text[0] > '9' || text[0] - '0' >= level) return;
        level = text[0] - '0';
        name = service;
        value = text;
    }
};

// A service's own record, if the item or what the incident names is one.
Outcome read_services(const Table& table, const DeskSettings& settings, const NewIncident& incident, Deadline deadline,
                      Services& services, rest::Additions& additions) {
    std::set<std::string> ids{incident.ci->id};
    for (const char* field : {"business_service", "service_offering"})
        if (const std::string id = rest::given_field(incident, settings, field); is_sys_id(id)) ids.insert(id);
    std::string query = "sys_idIN";
    for (const std::string& id : ids) query += (query.ends_with("IN") ? "" : ",") + id;
    const auto records =
        table.list("cmdb_ci_service", query, "sys_id,name,busines_criticality", max_services, deadline);
    if (!records) return additions.tolerates(records.error(), "services were not read") ? Outcome() : records.error();
    for (const Json::Value& record : *records)
        if (ids.contains(field_of(record, "sys_id")))
            services.take(field_of(record, "name"), field_of(record, "busines_criticality"));
    return {};
}

Outcome read_services_of_item(const Table& table, const NewIncident& incident, Deadline deadline, Services& services,
                              rest::Additions& additions) {
    const auto records =
        table.list("svc_ci_assoc", "ci_id=" + incident.ci->id,
                   "ci_id,service_id,service_id.name,service_id.busines_criticality", max_services, deadline);
    if (!records)
        return additions.tolerates(records.error(), "services of the item were not read") ? Outcome() : records.error();
    for (const Json::Value& record : *records)
        if (same_ignoring_case(field_of(record, "ci_id"), incident.ci->id))
            services.take(field_of(record, "service_id.name"), field_of(record, "service_id.busines_criticality"));
    return {};
}

Outcome importance(const Table& table, const DeskSettings& settings, const NewIncident& incident, Deadline deadline,
                   rest::Additions& additions) {
    if (!rest::priority_from(settings)) return {};
    if (!rest::given_field(incident, settings, "impact").empty()) {
        additions.remark("the impact is the one that \"fields\" give");
        return {};
    }
    Services services;
    if (Outcome read = read_services(table, settings, incident, deadline, services, additions); !read) return read;
    if (Outcome read = read_services_of_item(table, incident, deadline, services, additions); !read) return read;
    if (!services.found) {
        additions.remark("the CMDB names no service of the configuration item, so the impact is the severity's");
    } else if (services.name.empty() && services.value.empty()) {
        additions.remark(
            "no service of the configuration item says how critical it is, so the impact is the severity's");
    } else if (services.level <= 2) {
        additions.at_least(services.level);
        additions.remark("impact " + std::to_string(services.level) + " at least: the service " +
                         quoted_name(services.name) + " is " + quoted_name(services.value));
    } else {
        additions.remark("the service " + quoted_name(services.name) + " is " + quoted_name(services.value) +
                         ", so the impact is the severity's");
    }
    return {};
}

}  // namespace

Result<FromCi> from_ci(const Table& table, const DeskSettings& settings, const NewIncident& incident,
                       Deadline deadline) {
    rest::Additions additions;
    if (!incident.ci || !is_sys_id(incident.ci->id)) return FromCi{};
    if (const Outcome done = assign(table, settings, incident, deadline, additions); !done) return done.error();
    if (const Outcome done = importance(table, settings, incident, deadline, additions); !done) return done.error();
    return std::move(additions).result();
}

}  // namespace secure_export::desks::servicenow
