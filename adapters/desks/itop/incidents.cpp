#include "adapters/desks/itop/incidents.h"

#include <algorithm>

#include "adapters/desks/itop/limits.h"
#include "adapters/desks/itop/notes.h"
#include "adapters/desks/itop/oql.h"
#include "adapters/desks/itop/states.h"
#include "adapters/desks/rest/fields.h"
#include "json/json.h"

namespace secure_export::desks::itop {
namespace {

constexpr const char* author = "Azure Monitor";  // stands in the incident's history

constexpr const char* link_class = "lnkFunctionalCIToTicket";

std::string may_read(const char* class_name) {
    return std::string("the account's profiles: it has to read ") + class_name;
}

// The order of ids is the order of creation.
bool older(const Row& a, const Row& b) { return a.id.size() != b.id.size() ? a.id.size() < b.id.size() : a.id < b.id; }

Json::Value order_of(const char* operation, const std::string& class_name, const std::string& comment) {
    Json::Value order(Json::objectValue);
    order["operation"] = operation;
    order["class"] = class_name;
    order["comment"] = comment;  // required by iTop
    return order;
}

}  // namespace

// Sorted by age, oldest first.
Result<std::vector<Row>> Incidents::find_rows(const std::string& key, Deadline deadline) const {
    auto rows = api_.read(
        {class_, correlation_.question(key), std::string(lifecycle_fields) + "," + correlation_.attribute(), max_alike},
        deadline, correlation_.look_at());
    if (!rows) return rows.error();
    std::vector<Row> ours;
    for (Row& row : *rows)
        if (is_number(row.id) && correlation_.carried_by(row, key)) ours.push_back(std::move(row));
    if (ours.empty() && !rows->empty() && correlation_.must_be_carried())
        return api_.client().refused("it found incidents for a key that they do not carry", correlation_.look_at());
    std::ranges::sort(ours, older);
    return ours;
}

Result<Incidents::Found> Incidents::find_row(const std::string& key, Deadline deadline) const {
    auto rows = find_rows(key, deadline);
    if (!rows) return rows.error();
    if (rows->empty()) return Found();
    const auto open = std::ranges::find_if(*rows, [](const Row& row) { return state_of(row) == IncidentState::open; });
    return Found(open == rows->end() ? rows->back() : *open);
}

Result<Incidents::Found> Incidents::read(const std::string& id, Deadline deadline) const {
    if (!is_number(id)) return Found();
    auto rows = api_.read({class_, json_number(id), lifecycle_fields}, deadline, "the setting \"class\"");
    if (!rows) return rows.error();
    if (rows->empty()) return Found();
    if (rows->front().id != id)
        return api_.client().unavailable("answered about another incident than it was asked for");
    return Found(std::move(rows->front()));
}

Result<bool> Incidents::ci_exists(const std::string& ci, Deadline deadline) const {
    if (!is_number(ci)) return false;
    const auto rows = api_.read({"FunctionalCI", json_number(ci), "id"}, deadline, may_read("FunctionalCI"));
    if (!rows) return rows.error();
    return !rows->empty() && rows->front().id == ci;
}

Result<Incidents::Found> Incidents::link_of(const std::string& id, const std::string& ci, Deadline deadline) const {
    Json::Value pair(Json::objectValue);
    pair["ticket_id"] = json_number(id);
    pair["functionalci_id"] = json_number(ci);
    auto rows = api_.read({link_class, pair, "ticket_id,functionalci_id,impact_code"}, deadline, may_read(link_class));
    if (!rows) return rows.error();
    if (rows->empty() || rows->front().text("ticket_id") != id || rows->front().text("functionalci_id") != ci)
        return Found();
    return Found(std::move(rows->front()));
}

DeskIncident Incidents::incident_of(const Row& row) const {
    DeskIncident incident{row.id, row.text("ref"), {}, state_of(row)};
    if (incident.number.empty()) incident.number = row.id;
    const std::string& pattern = settings_.text("incident_url");
    incident.url = rest::incident_page(
        pattern.empty() ? api_.client().address() + "/pages/UI.php?operation=details&class=" + class_ + "&id={{id}}"
                        : pattern,
        row.id, incident.number);
    return incident;
}

Result<ItopResponse> Incidents::create(const Json::Value& fields, const std::string& key, Deadline deadline) const {
    Json::Value order = order_of("core/create", class_, std::string(author) + ", alert key " + key);
    order["fields"] = fields;
    order["output_fields"] = std::string(lifecycle_fields) + "," + correlation_.attribute();
    return api_.ask(order, deadline);
}

Result<bool> Incidents::has_note(const std::string& id, const std::string& text, Deadline deadline) const {
    const std::string part = searchable(text);
    if (part.empty()) return false;
    // Let the server search: the log, which may be long, is sent only if it contains a similar text.
    const std::string query = "SELECT " + class_ + " WHERE id = " + id + " AND private_log LIKE " + like(part);
    const auto rows = api_.read({class_, query, "id,private_log"}, deadline, "the account's rights to private_log");
    if (!rows) return rows.error();
    if (rows->empty() || rows->front().id != id) return false;
    return has_entry(json::member(rows->front().fields, "private_log"), text);
}

Result<ItopResponse> Incidents::add_note(const std::string& id, const std::string& text, Deadline deadline) const {
    Json::Value order = order_of("core/update", class_, author);
    order["key"] = json_number(id);
    order["fields"]["private_log"] = log_entry(text);
    order["output_fields"] = "id";
    return api_.ask(order, deadline);
}

Result<ItopResponse> Incidents::change(const std::string& id, Json::Value fields, Deadline deadline) const {
    Json::Value order = order_of("core/update", class_, author);
    order["key"] = json_number(id);
    order["fields"] = std::move(fields);
    order["output_fields"] = lifecycle_fields;
    return api_.ask(order, deadline);
}

Result<ItopResponse> Incidents::stimulate(const std::string& id, const char* stimulus, Json::Value fields,
                                          Deadline deadline) const {
    Json::Value order = order_of("core/apply_stimulus", class_, author);
    order["key"] = json_number(id);
    order["stimulus"] = stimulus;
    order["fields"] = std::move(fields);
    order["output_fields"] = lifecycle_fields;
    return api_.ask(order, deadline);
}

// Creates the link object only: writing the incident's list would replace what people and iTop added.
Result<ItopResponse> Incidents::link(const std::string& id, const std::string& ci, Deadline deadline) const {
    Json::Value order = order_of("core/create", link_class, author);
    order["fields"]["ticket_id"] = json_number(id);
    order["fields"]["functionalci_id"] = json_number(ci);
    order["fields"]["impact_code"] = "manual";
    order["output_fields"] = "id";
    return api_.ask(order, deadline);
}

Result<ItopResponse> Incidents::mark_not_impacted(const std::string& link, Deadline deadline) const {
    Json::Value order = order_of("core/update", link_class, author);
    order["key"] = json_number(link);
    order["fields"]["impact_code"] = "not_impacted";
    order["output_fields"] = "impact_code";
    return api_.ask(order, deadline);
}

}  // namespace secure_export::desks::itop
