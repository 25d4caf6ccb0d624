// Key sets as an authority, or somebody in its place, answers them.

#include "inbound/key_set.h"

#include <algorithm>

#include "inbound/base64url.h"
#include "inbound/metadata.h"
#include "json/json.h"
#include "tests/fuzz/fuzz.h"

using namespace secure_export;

namespace {

bool for_rs256(const Json::Value& entry) {
    return entry["kty"] == "RSA" && (!entry.isMember("use") || entry["use"] == "sig") &&
           (!entry.isMember("alg") || entry["alg"] == "RS256");
}

// May tokens be verified with it?  By a second reading of the entry.
bool is_fit(const Json::Value& entry) {
    for (const char* name : {"n", "e", "kid"})
        if (!entry[name].isString()) return false;
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
        if (entry.isMember(secret)) return false;
    std::string n = inbound::decode_base64url(entry["n"].asString()).value_or("");
    const std::string e = inbound::decode_base64url(entry["e"].asString()).value_or("");
    n.erase(0, std::min(n.find_first_not_of('\0'), n.size()));
    return n.size() >= 256 && n.size() <= 1024 && (n.size() > 256 || static_cast<unsigned char>(n[0]) >= 0x80) &&
           (n.back() & 1) != 0 && !e.empty() && (e.back() & 1) != 0;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const auto set = inbound::KeySet::read(text);
    MUST_HOLD(static_cast<bool>(inbound::check_key_set(text)) == static_cast<bool>(set));
    if (!set) {
        MUST_HOLD(set.error().fault == Fault::invalid && !set.error().message.empty() &&
                  set.error().message.size() < 2000);
        return 0;
    }
    const auto document = json::read_strict(text);
    MUST_HOLD(document);
    std::size_t usable = 0;
    for (const auto& entry : (*document)["keys"]) {
        if (!entry.isObject() || !for_rs256(entry)) continue;
        const std::string kid = json::text(entry, "kid");
        const auto* key = set->find(kid);
        if (!key) continue;
        if (!is_fit(entry)) continue;  // another entry of that kid is
        MUST_HOLD(!kid.empty());
        for (const auto& other : (*document)["keys"])  // their order must not decide which key is meant
            if (other.isObject() && for_rs256(other) && is_fit(other) && json::text(other, "kid") == kid)
                MUST_HOLD(other["n"] == entry["n"] && other["e"] == entry["e"]);
        MUST_HOLD(!key->rsa.verifies("text", "") && !key->rsa.verifies("text", std::string(256, '\0')));
        ++usable;
    }
    MUST_HOLD(usable > 0);
    MUST_HOLD(set->key_ids().size() <= 400);
    return 0;
}
