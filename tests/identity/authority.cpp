#include "identity/authority.h"

#include <json/reader.h>
#include <json/writer.h>

#include <chrono>
#include <regex>
#include <set>
#include <stdexcept>

namespace identity {
namespace {

// Azure Monitor's notification service in the public cloud, the same in every tenant.
constexpr const char* azure_monitor_app_id = "461e8683-5575-4561-ac7f-899cc907d62a";
constexpr const char* webhook_role = "ActionGroupsSecureWebhook";
// Entra ID: 60 to 90 minutes, 75 in the mean.
constexpr std::int64_t usual_lifetime_s = 75 * 60;
// Entra ID dates tokens five minutes back, against clocks that run slow.
constexpr std::int64_t dated_back_s = 5 * 60;

std::string write(const Json::Value& value) {
    Json::StreamWriterBuilder builder;
    builder["indentation"] = "";
    return Json::writeString(builder, value);
}

Json::Value read(const std::string& text) {
    Json::Value value;
    std::string problems;
    Json::CharReaderBuilder builder;
    Json::CharReaderBuilder::strictMode(&builder.settings_);
    const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
    if (!reader->parse(text.data(), text.data() + text.size(), &value, &problems))
        throw std::invalid_argument(problems);
    if (!value.isObject()) throw std::invalid_argument("the body must be a JSON object");
    return value;
}

std::int64_t unix_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Answer answer(const Json::Value& value) { return {200, write(value)}; }

Answer refusal(int status, const std::string& why) {
    Json::Value body;
    body["error"] = why;
    return {status, write(body)};
}

// A typing error in a test must not silently become a good token.
void only(const Json::Value& object, const std::set<std::string>& names) {
    for (const auto& name : object.getMemberNames())
        if (!names.contains(name)) throw std::invalid_argument("unknown member \"" + name + "\"");
}

void put_over(Json::Value& target, const Json::Value& changes) {
    for (const auto& name : changes.getMemberNames()) target[name] = changes[name];
}

}  // namespace

Authority::Authority(std::string base, std::string v1_issuer_base)
    : base_(std::move(base)), v1_issuer_base_(std::move(v1_issuer_base)), published_(1) {}

std::string Authority::issuer(const std::string& tenant, int version) const {
    return version == 1 ? v1_issuer_base_ + "/" + tenant + "/" : base_ + "/" + tenant + "/v2.0";
}

Json::Value Authority::key_set(int version) const {
    Json::Value set;
    set["keys"] = Json::arrayValue;
    for (const auto& key : published_) {
        Json::Value entry = key.jwk();
        if (version == 2) entry["issuer"] = issuer("{tenantid}", 2);
        set["keys"].append(entry);
    }
    for (const auto& [name, extra] : extra_) {
        if (version == 1) continue;
        Json::Value entry = extra.key.jwk();
        entry["issuer"] = extra.issuer;
        set["keys"].append(entry);
    }
    return set;
}

std::optional<Json::Value> Authority::document(const std::string& path) const {
    static const std::regex metadata("/([0-9A-Za-z.-]+)(/v2\\.0)?/\\.well-known/openid-configuration");
    static const std::regex keys("/[0-9A-Za-z.-]+/discovery(/v2\\.0)?/keys");
    std::smatch found;
    if (std::regex_match(path, found, keys)) return key_set(found[1].matched ? 2 : 1);
    if (!std::regex_match(path, found, metadata)) return std::nullopt;
    const std::string tenant = found[1];
    const int version = found[2].matched ? 2 : 1;
    const std::string oauth = base_ + "/" + tenant + "/oauth2" + (version == 2 ? "/v2.0" : "");
    Json::Value out;
    out["issuer"] = issuer(tenant, version);
    out["jwks_uri"] = base_ + "/" + tenant + "/discovery" + (version == 2 ? "/v2.0" : "") + "/keys";
    out["authorization_endpoint"] = oauth + "/authorize";
    out["token_endpoint"] = oauth + "/token";
    out["response_types_supported"].append("code");
    out["subject_types_supported"].append("pairwise");
    out["id_token_signing_alg_values_supported"].append("RS256");
    return out;
}

Answer Authority::get(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (path == "/hits") {
        Json::Value out(Json::objectValue);
        for (const auto& [where, count] : hits_) out[where] = Json::Int64(count);
        return answer(out);
    }
    ++hits_[path];
    const auto found = document(path);
    if (!found) return refusal(404, "no such document");
    if (outage_) return refusal(503, "outage");
    return answer(*found);
}

const SigningKey& Authority::key_for(const std::string& name) const {
    if (name == "current") return published_.front();
    if (name == "foreign") return foreign_;
    if (name == "unpublished") return unpublished_;
    if (name == "previous" && previous_) return *previous_;
    if (const auto extra = extra_.find(name); extra != extra_.end()) return extra->second.key;
    throw std::invalid_argument("no key \"" + name + "\"");
}

std::string Authority::token(const Json::Value& order) const {
    only(order, {"version", "tenant", "audience", "app_id", "roles", "header", "claims", "remove", "lifetime", "key",
                 "algorithm"});
    const int version = order.get("version", 2).asInt();
    if (version != 1 && version != 2) throw std::invalid_argument("version must be 1 or 2");
    const std::string tenant = order["tenant"].asString(), algorithm = order.get("algorithm", "RS256").asString();
    const std::string key_name = order.get("key", "current").asString();
    const SigningKey& key = key_for(key_name);
    const std::int64_t now = unix_now();

    Json::Value header;
    header["typ"] = "JWT";
    header["alg"] = algorithm;
    header["kid"] = key_name == "foreign" ? published_.front().kid() : key.kid();
    if (version == 1) header["x5t"] = header["kid"];

    Json::Value claims;
    claims["aud"] = order["audience"];
    claims["iss"] = issuer(tenant, version);
    claims["iat"] = claims["nbf"] = Json::Int64(now - dated_back_s);
    claims["exp"] = Json::Int64(now + order.get("lifetime", Json::Int64(usual_lifetime_s)).asInt64());
    claims["aio"] = "E2ZgYDjt3rcrvWhX2fY9c2WTAA==";
    claims[version == 1 ? "appid" : "azp"] = order.get("app_id", azure_monitor_app_id);
    claims[version == 1 ? "appidacr" : "azpacr"] = "2";
    if (version == 1) claims["idp"] = issuer(tenant, 1);
    claims["oid"] = claims["sub"] = "8bbb3c0b-5c8e-4f0b-9a1e-1d3f9c1c7d52";
    claims["rh"] = "0.AXoA";
    Json::Value roles(Json::arrayValue);
    roles.append(webhook_role);
    claims["roles"] = order.get("roles", roles);
    claims["tid"] = tenant;
    claims["uti"] = "QnJvYWRjYXN0ZXI" + std::to_string(now);
    claims["ver"] = version == 1 ? "1.0" : "2.0";

    put_over(header, order["header"]);
    put_over(claims, order["claims"]);
    for (const auto& name : order["remove"]) {
        header.removeMember(name.asString());
        claims.removeMember(name.asString());
    }

    const std::string text = base64url(write(header)) + "." + base64url(write(claims));
    return text + "." + signature(text, algorithm, key_name);
}

std::string Authority::signature(const std::string& text, const std::string& algorithm, const std::string& key) const {
    if (algorithm == "none") return "";
    if (algorithm == "HS256") return base64url(hmac_sha256(key_for(key).public_pem(), text));
    return base64url(key_for(key).sign(text, algorithm));
}

Answer Authority::post(const std::string& path, const std::string& body) {
    const std::lock_guard lock(mutex_);
    try {
        if (path == "/token") return {200, token(read(body)), "text/plain"};
        if (path == "/sign") {
            const Json::Value order = read(body);
            only(order, {"text", "algorithm", "key"});
            return {200,
                    signature(order["text"].asString(), order.get("algorithm", "RS256").asString(),
                              order.get("key", "current").asString()),
                    "text/plain"};
        }
        if (path == "/publish") {
            const Json::Value order = read(body);
            only(order, {"key", "issuer"});
            const auto [at, _] = extra_.try_emplace(order["key"].asString());
            at->second.issuer = order["issuer"].asString();
            Json::Value out;
            out["kid"] = at->second.key.kid();
            return answer(out);
        }
        if (path == "/rotate") {
            const Json::Value order = read(body.empty() ? "{}" : body);
            only(order, {"keep_old"});
            previous_ = published_.front();
            if (!order.get("keep_old", true).asBool()) published_.clear();
            published_.emplace_front();
            Json::Value out;
            out["kid"] = published_.front().kid();
            return answer(out);
        }
        if (path == "/outage") {
            if (body != "on" && body != "off") return refusal(400, "the body must be on or off");
            outage_ = body == "on";
            return answer(Json::objectValue);
        }
    } catch (const std::invalid_argument& wrong) {
        return refusal(400, wrong.what());
    } catch (const Json::Exception& wrong) {
        return refusal(400, wrong.what());
    }
    return refusal(404, "no such control");
}

}  // namespace identity
