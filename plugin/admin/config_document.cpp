#include "admin/config_document.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "admin/document_reader.h"
#include "core/templates.h"
#include "core/text.h"
#include "core/url.h"
#include "json/json.h"

namespace secure_export::admin {

namespace {

constexpr std::size_t most_name = 64, most_text = 1024, most_uri = 2048, most_template = 16 * 1024;
const std::vector<std::string> clouds{"public", "usgov", "china"};
const std::vector<std::string> refires{"new", "reopen"};
const std::vector<std::string> desk_kinds{"local", "host"};
const std::string default_role = "ActionGroupsSecureWebhook";

// Application ids of Azure's notification service (wire contract section 1); none is documented for China.
std::vector<std::string> default_callers(Cloud cloud) {
    switch (cloud) {
        case Cloud::public_cloud: return {"461e8683-5575-4561-ac7f-899cc907d62a"};
        case Cloud::usgov: return {"f1f34126-d4ef-40e1-ad4b-bf5d47b4860d"};
        case Cloud::china: break;
    }
    return {};
}

bool is_guid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
    }
    return true;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= most_name && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) || c == '.' || c == '_' || c == '-';
    });
}

std::string name_in(ObjectReader& reader) {
    const std::string name = reader.required_text("name", most_name);
    if (!name.empty() && !is_name(name))
        reader.problems().add(reader.place_of("name"), "may hold letters, digits, '.', '_' and '-' only");
    return name;
}

std::vector<std::string> guids(ObjectReader& reader, const char* name, std::vector<std::string> fallback) {
    auto found = reader.texts(name, most_name);
    if (!found) return fallback;
    for (std::string& guid : *found) {
        if (!is_guid(guid))
            reader.problems().add(reader.place_of(name), "\"" + cut(one_line(guid), 60) + "\" is not a GUID");
        guid = lower(guid);
    }
    return *found;
}

// scheme://host[:port], nothing behind it; http for loopback alone.
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

Connection connection_in(ObjectReader& reader) {
    Connection c;
    c.name = name_in(reader);
    c.description = reader.text("description", "", most_text);
    c.enabled = reader.boolean("enabled", true);
    c.cloud = static_cast<Cloud>(reader.choice("cloud", clouds, 0));
    c.authority = reader.text_or_null("authority", std::nullopt, most_uri);
    if (c.authority) check_authority(reader, *c.authority);
    c.tenant_id = lower(reader.required_text("tenant_id", most_name));
    if (!c.tenant_id.empty() && !is_guid(c.tenant_id))
        reader.problems().add(reader.place_of("tenant_id"), "is not a GUID");
    c.audiences = reader.texts("audiences", most_uri).value_or(std::vector<std::string>{});
    if (c.audiences.empty())
        reader.problems().add(reader.place_of("audiences"),
                              "needs at least one: the application's client id and its App ID URI (api://<client id>)");
    c.caller_app_ids = guids(reader, "caller_app_ids", default_callers(c.cloud));
    if (c.caller_app_ids.empty())
        reader.problems().add(reader.place_of("caller_app_ids"),
                              "needs at least one: the id of Azure's notification service in this cloud");
    c.required_role = reader.text_or_null("required_role", default_role, most_name);
    if (c.required_role && c.required_role->empty())
        reader.problems().add(reader.place_of("required_role"), "must not be empty; null turns the check off");
    c.allowed_subscriptions = guids(reader, "allowed_subscriptions", {});
    c.desk = reader.required_text("desk", most_name);
    c.refire = static_cast<Refire>(reader.choice("refire", refires, 0));
    return c;
}

void read_template(ObjectReader& reader, const char* name, std::string& into) {
    into = reader.text(name, into, most_template);
    if (const Outcome good = check_template(into); !good)
        reader.problems().add(reader.place_of(name), good.error().say);
}

DeskSettings desk_in(ObjectReader& reader) {
    DeskSettings desk;
    desk.name = name_in(reader);
    desk.kind = desk_kinds[static_cast<std::size_t>(reader.choice("kind", desk_kinds, std::nullopt))];
    desk.severities = default_severities();
    reader.object("severities", [&](ObjectReader& map) {
        for (auto& [level, weight] : desk.severities)
            map.object(level.c_str(), [&weight = weight](ObjectReader& one) {
                weight.impact = one.integer("impact", std::nullopt, 1, 3);
                weight.urgency = one.integer("urgency", std::nullopt, 1, 3);
            });
    });
    desk.title_template = default_title_template;
    desk.description_template = default_description_template;
    read_template(reader, "title_template", desk.title_template);
    read_template(reader, "description_template", desk.description_template);
    return desk;
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
                         "\"" + all[i].name + "\" is there twice");
}

void check_together(const Settings& settings, Problems& problems) {
    check_unique(settings.connections, "connections", problems);
    check_unique(settings.desks, "desks", problems);
    std::set<std::string> senders;
    for (std::size_t i = 0; i < settings.connections.size(); ++i) {
        const Connection& c = settings.connections[i];
        const std::string place = "connections[" + std::to_string(i) + "]";
        if (!c.desk.empty() &&
            std::ranges::none_of(settings.desks, [&](const DeskSettings& d) { return d.name == c.desk; }))
            problems.add(place + ".desk", "there is no desk \"" + cut(one_line(c.desk), 60) + "\" in \"desks\"");
        std::set<std::string> own;
        for (const std::string& audience : c.audiences) own.insert(c.tenant_id + ' ' + without_slash(audience));
        for (const std::string& sender : own)  // a token must not be able to mean two connections
            if (!senders.insert(sender).second)
                problems.add(place + ".audiences",
                             "another connection has the same tenant and audience: a token could mean either");
    }
}

Json::Value array_of(const std::vector<std::string>& texts) {
    Json::Value array(Json::arrayValue);
    for (const std::string& text : texts) array.append(text);
    return array;
}

Json::Value or_null(const std::optional<std::string>& text) { return text ? Json::Value(*text) : Json::Value(); }

}  // namespace

Result<Settings> read_settings(std::string_view document) {
    const auto parsed = json::read_strict(document);
    if (!parsed) return parsed.error();
    Problems problems;
    Settings settings;
    ObjectReader reader(*parsed, "", problems);
    reader.integer("version", std::nullopt, 1, 1);
    reader.objects("connections", true, [&](ObjectReader& one) { settings.connections.push_back(connection_in(one)); });
    reader.objects("desks", true, [&](ObjectReader& one) { settings.desks.push_back(desk_in(one)); });
    reader.finish();
    check_together(settings, problems);
    if (problems.lines().empty()) return settings;
    std::string say;
    for (const std::string& line : problems.lines()) say += (say.empty() ? "" : "\n") + line;
    return Error{Fault::invalid, say, ""};
}

std::string write_settings(const Settings& settings) {
    Json::Value document(Json::objectValue);
    document["version"] = 1;
    document["connections"] = Json::Value(Json::arrayValue);
    document["desks"] = Json::Value(Json::arrayValue);
    for (const Connection& c : settings.connections) {
        Json::Value one(Json::objectValue);
        one["name"] = c.name;
        one["description"] = c.description;
        one["enabled"] = c.enabled;
        one["cloud"] = clouds[static_cast<std::size_t>(c.cloud)];
        one["authority"] = or_null(c.authority);
        one["tenant_id"] = c.tenant_id;
        one["audiences"] = array_of(c.audiences);
        one["caller_app_ids"] = array_of(c.caller_app_ids);
        one["required_role"] = or_null(c.required_role);
        one["allowed_subscriptions"] = array_of(c.allowed_subscriptions);
        one["desk"] = c.desk;
        one["refire"] = refires[static_cast<std::size_t>(c.refire)];
        document["connections"].append(one);
    }
    for (const DeskSettings& d : settings.desks) {
        Json::Value one(Json::objectValue);
        one["name"] = d.name;
        one["kind"] = d.kind;
        for (const auto& [level, weight] : d.severities) {
            one["severities"][level]["impact"] = weight.impact;
            one["severities"][level]["urgency"] = weight.urgency;
        }
        one["title_template"] = d.title_template;
        one["description_template"] = d.description_template;
        document["desks"].append(one);
    }
    return json::write_indented(document);
}

}  // namespace secure_export::admin
