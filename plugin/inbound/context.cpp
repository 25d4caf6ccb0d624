#include "inbound/context.h"

#include <algorithm>
#include <array>

#include "core/guid.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/fields.h"
#include "inbound/readable_values.h"

namespace secure_export::inbound {
namespace {

// The kind of ticket for a context with a condition: metric, log search or availability test.
TicketKind kind_of_condition(const json::View& context) {
    const json::View all = context.member("condition").member("allOf");
    const std::vector<json::View> first = all.elements(1);
    if (lower(string_field(context, "conditionType", 80)).find("webtest") != std::string::npos ||
        (!first.empty() && !string_field(first[0], "webTestName", 8).empty()))
        return TicketKind::availability;
    const bool query = lower(string_field(context, "conditionType", 80)).find("logquery") != std::string::npos ||
                       (!first.empty() && !string_field(first[0], "searchQuery", 8).empty());
    return query ? TicketKind::log : TicketKind::metric;
}

}  // namespace

ContextKind kind_of(const json::View& context) {
    if (!context.is_object()) return ContextKind::unknown;
    if (has_any(context, {"condition", "conditionType"})) return ContextKind::condition;
    if (has_any(context, {"SearchQuery", "SearchResults", "SearchResult", "ResultCount"}))
        return ContextKind::log_search;
    if (has_any(context, {"expression", "ruleGroup", "labels"})) return ContextKind::prometheus;
    if (has_any(context, {"DetectionSummary", "SmartDetectorId", "SmartDetectorName"}))
        return ContextKind::smart_detection;
    if (has_any(context, {"AlertData", "AlertCategory"})) return ContextKind::budget;
    if (has_any(context, {"eventSource", "operationName", "eventDataId", "eventTimestamp", "operationId"}))
        return ContextKind::activity;
    if (has_any(context, {"linkedResourceId", "protectedItemId", "sourceType"})) return ContextKind::backup;
    // Some senders leave out nearly all members.
    const json::View properties = context.member("properties");
    if (has_any(properties, {"currentHealthStatus", "trackingId", "incidentType", "recommendationName"}))
        return ContextKind::activity;
    return ContextKind::unknown;
}

void read_context(Alert& alert, const json::View& context) {
    const std::size_t before = alert.facts.size();
    if (context.is_object()) note_concerned(alert, context);
    switch (kind_of(context)) {
        case ContextKind::condition:
            alert.kind = kind_of_condition(context);
            read_condition(alert, context);
            break;
        case ContextKind::log_search:
            alert.kind = TicketKind::log;
            read_log_search(alert, context);
            break;
        case ContextKind::prometheus: read_prometheus(alert, context); break;
        case ContextKind::smart_detection: read_smart_detection(alert, context); break;
        case ContextKind::budget: read_budget(alert, context.member("AlertData")); break;
        case ContextKind::activity: read_activity(alert, context); break;
        case ContextKind::backup: read_backup(alert, context); break;
        case ContextKind::unknown: break;
    }
    if (alert.facts.size() == before) read_unknown_context(alert, context);
}

void read_unknown_context(Alert& alert, const json::View& context) { add_plain_facts(alert, context); }

void note_concerned(Alert& alert, const json::View& context) {
    // In a backup alert, linkedResourceId is the machine; sourceId is the protected item, a child of the machine.
    for (const char* name : {"linkedResourceId", "resourceId", "ResourceId", "sourceId"})
        add_context_id(alert, string_field(context, name, max_id));
    add_computer(alert, string_field(context, "linkedResourceName", max_id));
}

bool note_computer(Alert& alert, std::string_view name, std::string_view value) {
    // Of containers, the cluster is what a CMDB holds.
    static constexpr std::array<std::string_view, 18> machines{
        "computer",    "computername",   "hostname",    "host",     "host_name",   "machine",
        "machinename", "vmname",         "vm",          "node",     "nodename",    "server",
        "servername",  "virtualmachine", "dvchostname", "resource", "clustername", "cluster_name"};
    const std::string key = lower(trimmed(name));
    value = said(value);
    if (value.empty() || value == "*") return false;
    // "_ResourceId", "AccountResourceId": only a full resource id counts; such columns also hold GUIDs and URLs.
    const bool id = (key.ends_with("resourceid") || key == "clusterid") && looks_like_resource_id(value);
    if (!id && std::find(machines.begin(), machines.end(), key) == machines.end()) return false;
    add_computer(alert, value);
    return true;
}

namespace {

// "None" is an ordinary value of a dimension.
std::vector<Fact> dimensions_in(const json::View& dimensions) {
    std::vector<Fact> all;
    const auto add = [&](std::string name, const std::string& value) {
        if (!name.empty() || !value.empty()) all.push_back({std::move(name), value});
    };
    const auto whole = [](const std::string& value) { return cut(trimmed(clean_lines(value)), max_id); };
    if (dimensions.is_array()) {
        for (const json::View& one : dimensions.elements(max_dimensions)) {
            const json::View value = one.has("value") ? one.member("value") : one.member("Value");
            add(first_string_field(one, {"name", "Name"}, max_name), whole(value.scalar()));
        }
    } else if (dimensions.is_object()) {
        for (const auto& [name, value] : dimensions.members()) {
            if (all.size() >= max_dimensions) break;
            add(clean_text(name, max_name), whole(value.scalar()));
        }
    }
    return all;
}

std::string joined(const std::vector<Fact>& dimensions, const char* between) {
    std::string all;
    for (const Fact& one : dimensions) all += (all.empty() ? "" : between) + one.label + " = " + one.value;
    return all;
}

// "shop/cart-1" of a pod, "checkout" of a role: what a query's rows are about inside a cluster or an application.
std::string part_in(const std::vector<Fact>& dimensions) {
    const auto value_of = [&](std::initializer_list<std::string_view> names) {
        for (const std::string_view name : names)
            for (const Fact& one : dimensions)
                if (lower(one.label) == name && !said(one.value).empty() && one.value != "*")
                    return one_line(cut(one.value, max_name_in_title));
        return std::string();
    };
    const std::string space = value_of({"namespace", "podnamespace", "k8s.namespace.name"});
    const std::string inside = value_of({"podname", "pod", "controllername", "containername", "k8s.pod.name"});
    if (!inside.empty()) return space.empty() ? inside : space + "/" + inside;
    return value_of({"cloud_rolename", "approlename", "cloud/rolename", "servicename"});
}

// Whether `value` is the resource once more: "shop.azurewebsites.net" of the application shop.
bool is_the_resource(const Alert& alert, const std::string& value) {
    return std::any_of(alert.target_ids.begin(), alert.target_ids.end(),
                       [&](const std::string& id) { return lower(value).starts_with(lower(name_of_resource(id))); });
}

// "GetBlob, Primary": the series of a metric rule that measures several of one resource, which share all else.  Ids say
// nothing to people.
std::string series_in(const Alert& alert, const std::vector<Fact>& dimensions) {
    std::string all;
    for (const Fact& one : dimensions) {
        const std::string value(said(one.value));
        if (value.empty() || value == "*" || looks_like_resource_id(value) || is_guid(value)) continue;
        if (is_the_resource(alert, value)) continue;
        all += (all.empty() ? "" : ", ") + one_line(value);
    }
    return one_line(cut(all, max_name_in_title));
}

}  // namespace

std::string line_of(const std::string& text) { return one_line(cut(text, max_name)); }

std::string read_dimensions(Alert& alert, const json::View& dimensions) {
    const std::vector<Fact> all = dimensions_in(dimensions);
    // A machine of a cluster before the cluster.
    for (const bool clusters : {false, true})
        for (const Fact& one : all)
            if (lower(one.label).starts_with("cluster") == clusters) note_computer(alert, one.label, one.value);
    return joined(all, ", ");
}

void add_dimensions(Alert& alert, const std::string& label, const json::View& dimensions) {
    std::string text = read_dimensions(alert, dimensions);
    std::vector<Fact> all = dimensions_in(dimensions);
    if (alert.kind == TicketKind::log && alert.part.empty()) alert.part = part_in(all);
    if (alert.kind == TicketKind::metric && alert.part.empty()) alert.part = series_in(alert, all);
    if (text.size() > max_on_one_line && all.size() > 1) text = "\n- " + joined(all, "\n- ");
    add_fact(alert, label, text);
    if (alert.dimensions.size() + all.size() > max_dimensions) return;
    alert.dimensions.insert(alert.dimensions.end(), all.begin(), all.end());
}

}  // namespace secure_export::inbound
