#include "admin/work_api.h"

#include "admin/limits.h"
#include "admin/paging.h"
#include "admin/query.h"
#include "core/limits.h"
#include "core/text.h"

namespace secure_export::admin {
namespace {

Json::Value ci_json(const ConfigurationItem& ci) {
    Json::Value one(Json::objectValue);
    one["id"] = ci.id;
    one["name"] = ci.name;
    one["class"] = ci.ci_class;
    one["resource_id"] = ci.resource_id;
    return one;
}

std::string text_in(const Json::Value& object, const char* name, std::size_t max) {
    return cut(one_line(trimmed(json::text(object, name))), max);
}

Response no_number(const std::string& delivery) {
    return refused(400, "\"" + cut(one_line(delivery), max_quoted_bytes) +
                            "\" is not the number of a delivery: `secure-export parked` lists those that are parked");
}

struct BindingMeant {
    Json::Value body;
    std::string desk, resource;
};

Result<BindingMeant> binding_meant(const Request& request) {
    auto order = json::read_strict(request.body);
    if (!order) return Error{Fault::invalid, order.error().message, ""};
    BindingMeant meant{std::move(*order), "", ""};
    meant.desk = json::text(meant.body, "desk");
    meant.resource = text_in(meant.body, "resource", max_resource_id_bytes);
    if (meant.desk.empty() || meant.resource.empty())
        return Error{Fault::invalid, "desk and resource are required: they identify the binding", ""};
    return meant;
}

}  // namespace

Response cis_reply(const Request& request, Cmdb& cmdb, const std::string& desk) {
    const std::string by = query_value(request.query, "by").value_or("name");
    CiQuery query;
    query.value = std::string(trimmed(query_value(request.query, "value").value_or("")));
    query.by = by == "resource_id" ? CiQuery::By::resource_id : CiQuery::By::name;
    if (by != "name" && by != "resource_id") return refused(400, "by must be name or resource_id");
    if (query.value.empty() || query.value.size() > max_resource_id_bytes)
        return refused(400, "value: give the name or resource id to look for");
    const auto found = cmdb.find(desk, query);
    if (!found) return found.error();
    Json::Value body(Json::arrayValue);
    for (const ConfigurationItem& ci : *found) body.append(ci_json(ci));
    return body;
}

Response import_reply(const Request& request, Cmdb& cmdb, const std::string& desk) {
    const bool preview = query_value(request.query, "dry_run").value_or("") == "1";
    const auto report =
        preview ? cmdb.preview_csv(desk, request.body) : cmdb.import_csv(desk, request.body, std::string(request.user));
    if (!report) return report.error();
    if (!report->problems.empty()) {
        std::string message = "nothing was imported:";
        for (const std::string& problem : report->problems) message += "\n" + problem;
        return refused(400, message);
    }
    Json::Value body(Json::objectValue);
    body["added"] = report->added;
    body["changed"] = report->changed;
    body["unchanged"] = report->unchanged;
    body["saved"] = !preview;
    return body;
}

Response test_reply(DeskTester& desks, const std::string& desk) {
    const auto check = desks.test(desk);
    if (!check) return check.error();
    Response reply(check_json(*check));
    for (const DeskCheck::Line& line : check->lines)
        if (!line.good) reply.status = 409;
    return reply;
}

Response retry_all(const Request& request, ParkedItems& items) {
    const auto count = items.retry_all(std::string(request.user));
    if (!count) return count.error();
    Json::Value body(Json::objectValue);
    body["retried"] = *count;
    return body;
}

Response retry_one(const Request& request, ParkedItems& items, const std::string& delivery) {
    const auto id = whole_number(delivery);
    if (!id) return no_number(delivery);
    if (const Outcome done = items.retry(*id, std::string(request.user)); !done) return done.error();
    Json::Value body(Json::objectValue);
    body["retried"] = 1;
    body["delivery"] = Json::Int64(*id);
    return body;
}

Response drop_one(const Request& request, ParkedItems& items, const std::string& delivery) {
    const auto id = whole_number(delivery);
    if (!id) return no_number(delivery);
    const std::string why = cut(one_line(trimmed(request.body)), max_reason_bytes);
    if (why.empty()) return refused(400, "the reason is missing: say why it is dropped; it is kept with the alert");
    const auto found =
        items.drop(*id, std::string(request.user), why, query_value(request.query, "look").value_or("") != "no");
    if (!found) return found.error();
    Json::Value body(Json::objectValue);
    body["dropped"] = 1;
    body["delivery"] = Json::Int64(*id);
    if (!found->empty()) body["found"] = *found;
    return body;
}

Response forget_order(const Request& request, AlertMemory& memory) {
    const std::string alert = cut(one_line(trimmed(request.body)), max_alert_name_bytes);
    if (alert.empty())
        return refused(400, "alert is missing: give its id, its key, an incident's number or a delivery");
    const auto count = memory.forget(alert, std::string(request.user));
    if (!count) return count.error();
    if (*count == 0) return refused(404, "nothing is known of an alert " + alert);
    Json::Value body(Json::objectValue);
    body["forgotten"] = *count;
    return body;
}

Response unpin_binding(const Request& request, CiBindings& bindings) {
    const auto order = binding_meant(request);
    if (!order) return order.error();
    if (const Outcome done = bindings.unpin(order->desk, order->resource, std::string(request.user)); !done)
        return done.error();
    Json::Value body(Json::objectValue);
    body["unpinned"] = 1;
    body["desk"] = order->desk;
    body["resource"] = order->resource;
    return body;
}

Response pin_binding(const Request& request, CiBindings& bindings) {
    const auto order = binding_meant(request);
    if (!order) return order.error();
    const Json::Value& given = json::member(order->body, "ci");
    const ConfigurationItem ci{text_in(given, "id", max_ci_text_bytes), text_in(given, "name", max_ci_text_bytes),
                               text_in(given, "class", max_ci_text_bytes), ""};
    if (ci.id.empty() || ci.name.empty())
        return refused(400, "ci.id and ci.name are required: they identify the configuration item");
    if (const Outcome done = bindings.pin(order->desk, order->resource, ci, std::string(request.user)); !done)
        return done.error();
    Json::Value body(Json::objectValue);
    body["pinned"] = 1;
    body["desk"] = order->desk;
    body["resource"] = order->resource;
    body["ci"] = ci_json(ci);
    return body;
}

Response dry_run_reply(const Request& request, DryRunner& runner, const BodyOf& body_of) {
    const auto read = json::read_strict(request.body);
    if (!read) return refused(400, read.error().message);
    DryRunOrder order;
    order.connection = json::text(*read, "connection");
    if (const Json::Value& settings = json::member(*read, "settings"); !settings.isNull())
        order.settings = json::write(settings);
    const Json::Value& delivery = json::member(*read, "delivery");
    if (delivery.isInt64()) {
        auto body = body_of(delivery.asInt64());
        if (!body) return body.error();
        if (!*body) return refused(404, "there is no delivery " + std::to_string(delivery.asInt64()));
        order.body = std::move(**body);
    } else if (const Json::Value& alert = json::member(*read, "alert"); !alert.isNull()) {
        // Some alerts are identified by the hash of their body: take its bytes unchanged instead of serializing it
        // again.
        order.body = alert.isString() ? alert.asString() : std::string(json::raw_member(request.body, "alert"));
        if (order.body.empty()) order.body = json::write(alert);
    } else {
        return refused(400,
                       "say which alert: \"delivery\" with its number, or \"alert\" with the body as Azure sends it "
                       "(an object, or its text in a string)");
    }
    const auto run = runner.run(order);
    if (!run) return run.error();
    Json::Value body(Json::objectValue);
    body["alert_key"] = run->alert_key;
    body["condition"] = run->condition;
    body["state"] = run->state;
    body["act"] = run->act;
    body["why"] = run->why;
    body["route"] = run->route ? Json::Value(*run->route) : Json::Value();
    body["desk"] = run->desk;
    body["desk_key"] = run->desk_key;
    body["ci"] = run->ci ? ci_json(*run->ci) : Json::Value();
    body["ci_reason"] = run->ci_reason;
    body["title"] = run->title;
    body["description"] = run->description;
    body["fields"] = Json::Value(Json::arrayValue);
    body["problems"] = Json::Value(Json::arrayValue);
    for (const auto& [name, value] : run->fields) {
        Json::Value field(Json::objectValue);
        field["name"] = name;
        field["value"] = value;
        body["fields"].append(field);
    }
    for (const std::string& problem : run->problems) body["problems"].append(problem);
    return body;
}

}  // namespace secure_export::admin
