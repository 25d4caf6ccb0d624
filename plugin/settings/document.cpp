#include "settings/document.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/guid.h"
#include "core/text.h"
#include "core/url.h"
#include "json/json.h"
#include "settings/desk_document.h"
#include "settings/field_document.h"
#include "settings/limits.h"
#include "settings/policy_document.h"

namespace secure_export::settings {

namespace {

const std::vector<std::string> clouds{"public", "usgov", "china"};
const std::vector<std::string> refires{"new", "reopen"};
const std::vector<std::string> one_incident_for{"firing", "condition"};
const std::vector<std::string> without_subscriptions{"refuse", "accept"};
constexpr const char* where_tenant = "the \"Directory (tenant) ID\" in the Azure portal, Microsoft Entra ID, Overview";
const std::string default_role = "ActionGroupsSecureWebhook";

// Application ids of Azure's notification service (CONTRACT.md section 1); none is documented for China.
std::vector<std::string> default_callers(Cloud cloud) {
    switch (cloud) {
        case Cloud::public_cloud: return {"461e8683-5575-4561-ac7f-899cc907d62a"};
        case Cloud::usgov: return {"f1f34126-d4ef-40e1-ad4b-bf5d47b4860d"};
        case Cloud::china: break;
    }
    return {};
}

std::vector<std::string> guids(ObjectReader& reader, const char* name, std::vector<std::string> fallback) {
    auto found = reader.texts(name, max_name);
    if (!found) return fallback;
    for (std::string& guid : *found) {
        if (!is_guid(guid))
            reader.problems().add(reader.place_of(name),
                                  "\"" + cut(one_line(guid), max_quoted_bytes) + "\" is not a GUID");
        guid = lower(guid);
    }
    return *found;
}

// scheme://host[:port] without a path; http only for loopback addresses.
void check_authority(ObjectReader& reader, const std::string& authority) {
    const auto url = read_url(authority);
    const bool bare = std::ranges::count(authority, '/') == 2 && authority.find_first_of("?#") == std::string::npos;
    if (!url || !bare)
        return reader.problems().add(
            reader.place_of("authority"),
            "must be https://host[:port] without path, user or query (http:// for a loopback address only)");
    if (!url->tls && !is_loopback(*url))
        reader.problems().add(reader.place_of("authority"), "http is allowed for loopback addresses only; use https");
}

// Exact names, host[:port]: no wildcards.
std::vector<std::string> key_hosts_in(ObjectReader& reader) {
    std::vector<std::string> hosts = reader.texts("key_hosts", max_pattern).value_or(std::vector<std::string>{});
    for (std::string& host : hosts) {
        const auto url = read_url("https://" + host);
        if (url && host.find_first_of("/?#") == std::string::npos && !url->host.ends_with('.'))
            host = url->authority();
        else
            reader.problems().add(
                reader.place_of("key_hosts"),
                "\"" + cut(one_line(host), max_quoted_bytes) + "\" is not a host[:port], such as login.example.com");
    }
    if (hosts.size() > max_key_hosts)
        reader.problems().add(reader.place_of("key_hosts"),
                              "has more than " + std::to_string(max_key_hosts) + " entries");
    return hosts;
}

Route route_in(ObjectReader& reader, const TimeZones* zones) {
    const auto patterns = [&](const char* name) {
        return reader.texts(name, max_pattern).value_or(std::vector<std::string>{});
    };
    Route route;
    route.name = reader.text("name", "", max_name);
    route.subscriptions = patterns("subscriptions");
    route.resource_groups = patterns("resource_groups");
    route.resource_types = patterns("resource_types");
    route.rules = patterns("rules");
    route.severities = patterns("severities");
    route.custom_properties =
        reader.text_map("custom_properties", max_fields, max_name, max_pattern).value_or(FieldMap{});
    route.desk = reader.text("desk", "", max_name);
    route.fields = read_field_templates(reader, "fields", max_pattern);
    route.policies = read_policies(reader, zones);
    return route;
}

Connection connection_in(ObjectReader& reader, const TimeZones* zones) {
    Connection c;
    c.name = read_name(reader);
    c.description = reader.text("description", "", max_text);
    c.enabled = reader.boolean("enabled", true);
    c.cloud = static_cast<Cloud>(reader.choice("cloud", clouds, 0));
    c.authority = reader.text_or_null("authority", std::nullopt, max_uri);
    if (c.authority) check_authority(reader, *c.authority);
    c.key_hosts = key_hosts_in(reader);
    c.tenant_id = lower(reader.required_text("tenant_id", max_name, where_tenant));
    if (!c.tenant_id.empty() && !is_guid(c.tenant_id))
        reader.problems().add(
            reader.place_of("tenant_id"),
            "is not a GUID: \"" + cut(one_line(c.tenant_id), max_quoted_bytes) + "\"; it is " + where_tenant);
    c.audiences = reader.texts("audiences", max_uri).value_or(std::vector<std::string>{});
    if (c.audiences.empty())
        reader.problems().add(reader.place_of("audiences"),
                              "needs at least one: the application's client id and its App ID URI (api://<client id>)");
    c.caller_app_ids = guids(reader, "caller_app_ids", default_callers(c.cloud));
    if (c.caller_app_ids.empty())
        reader.problems().add(reader.place_of("caller_app_ids"),
                              "needs at least one: the id of Azure's notification service in this cloud");
    c.required_role = reader.text_or_null("required_role", default_role, max_name);
    if (c.required_role && c.required_role->empty())
        reader.problems().add(reader.place_of("required_role"), "must not be empty; null turns the check off");
    c.allowed_subscriptions = guids(reader, "allowed_subscriptions", {});
    c.without_subscription =
        static_cast<WithoutSubscription>(reader.choice("without_subscription", without_subscriptions, 0));
    c.desk = reader.required_text("desk", max_name, "the name of one of \"desks\", where its incidents are opened");
    reader.objects("routes", false, [&](ObjectReader& one) { c.routes.push_back(route_in(one, zones)); });
    if (c.routes.size() > max_routes)
        reader.problems().add(reader.place_of("routes"), "has more than " + std::to_string(max_routes) + " entries");
    settle_route_names(c.routes, reader.place(), reader.problems());
    c.refire = static_cast<Refire>(reader.choice("refire", refires, 0));
    c.one_incident_for = static_cast<OneIncidentFor>(reader.choice("one_incident_for", one_incident_for, 0));
    c.max_alerts_per_minute = reader.integer("max_alerts_per_minute", 0, 0, max_alerts_per_minute);
    c.max_bytes_per_day = reader.integer("max_bytes_per_day", 0, 0, max_bytes_per_day);
    return c;
}

std::string without_slash(std::string_view uri) {
    return std::string(uri.ends_with('/') ? uri.substr(0, uri.size() - 1) : uri);
}

template <class Named>
void check_unique(const std::vector<Named>& all, const char* list, Problems& problems) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].name.empty() && !seen.insert(lower(all[i].name)).second)
            problems.add(std::string(list) + "[" + std::to_string(i) + "].name",
                         "\"" + all[i].name + "\" is used twice: names must be unique");
}

void check_desk(const Settings& settings, const std::string& desk, const std::string& place, Problems& problems) {
    if (!desk.empty() && std::ranges::none_of(settings.desks, [&](const DeskSettings& d) { return d.name == desk; }))
        problems.add(place + ".desk",
                     "there is no desk \"" + cut(one_line(desk), max_quoted_bytes) + "\" in \"desks\"");
}

void check_together(const Settings& settings, Problems& problems) {
    check_unique(settings.connections, "connections", problems);
    check_unique(settings.desks, "desks", problems);
    std::set<std::string> senders;
    for (std::size_t i = 0; i < settings.connections.size(); ++i) {
        const Connection& c = settings.connections[i];
        const std::string place = "connections[" + std::to_string(i) + "]";
        check_desk(settings, c.desk, place, problems);
        for (std::size_t r = 0; r < c.routes.size(); ++r)
            check_desk(settings, c.routes[r].desk, place + ".routes[" + std::to_string(r) + "]", problems);
        std::set<std::string> own;
        for (const std::string& audience : c.audiences) own.insert(c.tenant_id + ' ' + without_slash(audience));
        for (const std::string& sender : own)  // no token may match two connections
            if (!senders.insert(sender).second)
                problems.add(place + ".audiences",
                             "another connection has the same tenant and audience: a token could match either");
    }
}

Json::Value array_of(const std::vector<std::string>& texts) {
    Json::Value array(Json::arrayValue);
    for (const std::string& text : texts) array.append(text);
    return array;
}

Json::Value object_of(const std::map<std::string, std::string>& texts) {
    Json::Value object(Json::objectValue);
    for (const auto& [name, value] : texts) object[name] = value;
    return object;
}

Json::Value written(const Route& route) {
    Json::Value one(Json::objectValue);
    one["name"] = route.name;
    one["subscriptions"] = array_of(route.subscriptions);
    one["resource_groups"] = array_of(route.resource_groups);
    one["resource_types"] = array_of(route.resource_types);
    one["rules"] = array_of(route.rules);
    one["severities"] = array_of(route.severities);
    one["custom_properties"] = object_of(route.custom_properties);
    one["desk"] = route.desk;
    one["fields"] = object_of(route.fields);
    write_policies(route.policies, one);
    return one;
}

Json::Value or_null(const std::optional<std::string>& text) { return text ? Json::Value(*text) : Json::Value(); }

}  // namespace

Result<Settings> read_settings(std::string_view document, const DeskKinds& kinds, const TimeZones* zones) {
    const auto parsed = json::read_strict(document);
    if (!parsed) return parsed.error();
    Problems problems;
    Settings settings;
    ObjectReader reader(*parsed, "", problems);
    reader.integer("version", std::nullopt, 1, 1);
    reader.objects("connections", true,
                   [&](ObjectReader& one) { settings.connections.push_back(connection_in(one, zones)); });
    reader.objects("desks", true, [&](ObjectReader& one) { settings.desks.push_back(read_desk(one, kinds)); });
    settings.keys_max_age_hours =
        reader.integer("keys_max_age_hours", settings.keys_max_age_hours, min_keys_age_hours, max_keys_age_hours);
    reader.finish();
    check_together(settings, problems);
    if (problems.lines().empty()) return settings;
    std::string message;
    for (const std::string& line : problems.lines()) message += (message.empty() ? "" : "\n") + line;
    return Error{Fault::invalid, message, ""};
}

std::string write_settings(const Settings& settings) {
    Json::Value document(Json::objectValue);
    document["version"] = 1;
    document["keys_max_age_hours"] = settings.keys_max_age_hours;
    document["connections"] = Json::Value(Json::arrayValue);
    document["desks"] = Json::Value(Json::arrayValue);
    for (const Connection& c : settings.connections) {
        Json::Value one(Json::objectValue);
        one["name"] = c.name;
        one["description"] = c.description;
        one["enabled"] = c.enabled;
        one["cloud"] = clouds[static_cast<std::size_t>(c.cloud)];
        one["authority"] = or_null(c.authority);
        one["key_hosts"] = array_of(c.key_hosts);
        one["tenant_id"] = c.tenant_id;
        one["audiences"] = array_of(c.audiences);
        one["caller_app_ids"] = array_of(c.caller_app_ids);
        one["required_role"] = or_null(c.required_role);
        one["allowed_subscriptions"] = array_of(c.allowed_subscriptions);
        one["without_subscription"] = without_subscriptions[static_cast<std::size_t>(c.without_subscription)];
        one["desk"] = c.desk;
        one["routes"] = Json::Value(Json::arrayValue);
        for (const Route& route : c.routes) one["routes"].append(written(route));
        one["refire"] = refires[static_cast<std::size_t>(c.refire)];
        one["one_incident_for"] = one_incident_for[static_cast<std::size_t>(c.one_incident_for)];
        one["max_alerts_per_minute"] = c.max_alerts_per_minute;
        one["max_bytes_per_day"] = c.max_bytes_per_day;
        document["connections"].append(one);
    }
    for (const DeskSettings& desk : settings.desks) document["desks"].append(write_desk(desk));
    return json::write_indented(document);
}

}  // namespace secure_export::settings
