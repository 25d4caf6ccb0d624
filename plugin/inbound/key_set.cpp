#include "inbound/key_set.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/text.h"
#include "inbound/base64url.h"
#include "inbound/limits.h"
#include "inbound/quoting.h"
#include "json/json.h"

namespace secure_export::inbound {
namespace {

Error bad_key_set(std::string why) { return {Fault::invalid, "invalid key set: " + std::move(why), {}}; }

const char* secret_in(const Json::Value& entry) {
    if (json::text(entry, "kty") == "oct") return "kty oct";
    for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
        if (entry.isMember(name)) return name;
    }
    return nullptr;
}

bool lists_verify(const Json::Value& key_ops) {
    if (!key_ops.isArray()) return false;
    for (const auto& operation : key_ops) {
        if (operation.isString() && operation.asString() == "verify") return true;
    }
    return false;
}

// The entry's purpose if it is not RS256 signatures; empty if it is.
std::string other_purpose(const Json::Value& entry) {
    if (json::text(entry, "kty") != "RSA") return "its kty is " + quoted(json::text(entry, "kty"));
    if (!entry.isMember("kid")) return "it has no kid";
    if (entry.isMember("use") && json::text(entry, "use") != "sig")
        return "its use is " + quoted(json::text(entry, "use"));
    if (entry.isMember("alg") && json::text(entry, "alg") != "RS256")
        return "its alg is " + quoted(json::text(entry, "alg"));
    if (entry.isMember("key_ops") && !lists_verify(entry["key_ops"])) return "its key_ops lack \"verify\"";
    return {};
}

// Why the entry must not be used, whatever its key is; empty if there is no reason.
std::string why_unfit(const Json::Value& entry) {
    if (!entry.isObject()) return "it is no object";
    for (const char* name : {"kty", "kid", "use", "alg", "issuer", "cloud_instance_name", "n", "e"})
        if (entry.isMember(name) && !entry[name].isString()) return std::string(name) + " is no string";
    if (const char* secret = secret_in(entry)) return "it holds a secret (" + std::string(secret) + ")";
    if (json::text(entry, "kid").size() > max_kid_bytes) return "its kid is too long";
    if (entry.isMember("kid") && json::text(entry, "kid").empty()) return "its kid is empty";
    return {};
}

// Identifies a key: modulus and exponent as numbers, since leading zeros do not make another key, and the issuer.
using Material = std::tuple<std::string, std::string, std::string>;

std::string number(std::string bytes) { return bytes.erase(0, std::min(bytes.find_first_not_of('\0'), bytes.size())); }

}  // namespace

Result<KeySet> KeySet::read(std::string_view jwks, std::string_view cloud) {
    if (jwks.size() > max_key_set_bytes)
        return bad_key_set("longer than " + std::to_string(max_key_set_bytes) + " bytes");
    const auto document = json::read_strict(jwks);
    if (!document) return bad_key_set(document.error().message);
    const Json::Value& entries = json::member(*document, "keys");
    if (!entries.isArray()) return bad_key_set("there is no array \"keys\"");
    if (entries.size() > max_key_set_entries)
        return bad_key_set("more than " + std::to_string(max_key_set_entries) + " entries");

    KeySet set;
    std::map<std::string, Material> seen;  // of all entries for RS256, including weak ones
    std::set<std::string> ambiguous;
    for (const auto& entry : entries) {
        const std::string kid = cut(json::text(entry, "kid"), max_kid_bytes);
        const auto skip = [&](std::string why, bool usual = false) {
            set.skipped_.push_back({kid, std::move(why), usual});
        };
        if (std::string why = why_unfit(entry); !why.empty()) {
            skip(std::move(why));
            continue;
        }
        if (std::string why = other_purpose(entry); !why.empty()) {
            skip(std::move(why), true);
            continue;
        }
        if (const std::string other = json::text(entry, "cloud_instance_name");
            !cloud.empty() && !other.empty() && other != cloud) {
            skip("it is of another cloud, " + quoted(other), true);
            continue;
        }
        const auto n = decode_base64url(json::text(entry, "n")), e = decode_base64url(json::text(entry, "e"));
        if (!n || !e) {
            skip("n or e is damaged");
            continue;
        }
        const std::string issuer = json::text(entry, "issuer");
        const Material material(number(*n), number(*e), issuer);
        const auto [at, is_first] = seen.try_emplace(kid, material);
        if (!is_first) {
            if (at->second != material) ambiguous.insert(kid);
            continue;
        }
        if (const auto rsa = RsaKey::read(*n, *e))
            set.keys_.emplace(kid, Key{*rsa, issuer});
        else
            skip(rsa.error().message);
    }
    for (const std::string& kid : ambiguous) {
        set.keys_.erase(kid);
        set.skipped_.push_back({kid, "several different entries have its kid", false});
    }
    if (set.keys_.empty())
        return bad_key_set("it has no RSA key for RS256 signatures" +
                           (set.skipped_.empty() ? std::string() : " (" + set.skipped_text() + ")"));
    return set;
}

const KeySet::Key* KeySet::find(const std::string& kid) const {
    const auto found = keys_.find(kid);
    return found == keys_.end() ? nullptr : &found->second;
}

std::string KeySet::skipped_text() const {
    std::string text;
    for (const Skipped& one : skipped_)
        text += (text.empty() ? "" : "; ") + ("key " + quoted(one.kid)) + ": " + one.why;
    return cut(text, max_skipped_text);
}

std::string KeySet::key_ids() const {
    std::string text;
    for (const auto& [kid, key] : keys_) text += (text.empty() ? "" : ", ") + quoted(kid);
    return cut(text, max_listed_bytes);
}

}  // namespace secure_export::inbound
