#include "inbound/key_set.h"

#include <set>

#include "core/text.h"
#include "inbound/base64url.h"
#include "inbound/quoting.h"
#include "json/json.h"

namespace secure_export::inbound {
namespace {

constexpr std::size_t most_bytes = 256 * 1024;  // Entra's sets have about 10 KiB
constexpr unsigned most_entries = 100;          // and about 10 entries
constexpr std::size_t most_kid_bytes = 256;

Error bad(std::string why) { return {Fault::invalid, "not a good key set: " + std::move(why), {}}; }

// Absent, or a string: anything else is damage.
bool text_or_absent(const Json::Value& entry, const char* name) {
    return !entry.isMember(name) || entry[name].isString();
}

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

bool meant_for_rs256(const Json::Value& entry) {
    return json::text(entry, "kty") == "RSA" && entry.isMember("kid") &&
           (!entry.isMember("use") || json::text(entry, "use") == "sig") &&
           (!entry.isMember("alg") || json::text(entry, "alg") == "RS256") &&
           (!entry.isMember("key_ops") || lists_verify(entry["key_ops"]));
}

}  // namespace

Result<KeySet> KeySet::read(std::string_view jwks) {
    if (jwks.size() > most_bytes) return bad("longer than " + std::to_string(most_bytes) + " bytes");
    const auto document = json::read_strict(jwks);
    if (!document) return bad(document.error().say);
    const Json::Value& entries = json::member(*document, "keys");
    if (!entries.isArray()) return bad("there is no array \"keys\"");
    if (entries.size() > most_entries) return bad("more than " + std::to_string(most_entries) + " entries");

    KeySet set;
    std::set<std::string> kids;
    for (const auto& entry : entries) {
        if (!entry.isObject()) return bad("an entry is not an object");
        for (const char* name : {"kty", "kid", "use", "alg", "issuer", "n", "e"}) {
            if (!text_or_absent(entry, name)) return bad(std::string(name) + " of an entry is not a string");
        }
        const std::string kid = json::text(entry, "kid");
        const std::string key = "key " + quoted(kid);
        if (kid.size() > most_kid_bytes) return bad(key + ": its kid is too long");
        if (const char* secret = secret_in(entry)) return bad(key + " holds a secret (" + secret + ")");
        if (entry.isMember("kid") && !kids.insert(kid).second) return bad(key + " stands in it twice");
        if (!meant_for_rs256(entry)) continue;

        const auto n = decode_base64url(json::text(entry, "n")), e = decode_base64url(json::text(entry, "e"));
        if (!n || !e || kid.empty()) return bad(key + ": kid, n or e is missing or damaged");
        const auto rsa = RsaKey::read(*n, *e);
        if (!rsa) return bad(key + ": " + rsa.error().say);
        set.keys_.emplace(kid, Key{*rsa, json::text(entry, "issuer")});
    }
    if (set.keys_.empty()) return bad("it has no RSA key for RS256 signatures");
    return set;
}

const KeySet::Key* KeySet::find(const std::string& kid) const {
    const auto found = keys_.find(kid);
    return found == keys_.end() ? nullptr : &found->second;
}

std::string KeySet::key_ids() const {
    std::string text;
    for (const auto& [kid, key] : keys_) text += (text.empty() ? "" : ", ") + quoted(kid);
    return cut(text, 400);
}

}  // namespace secure_export::inbound
