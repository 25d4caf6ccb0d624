// Key sets as an authority, or somebody in its place, answers them.

#include "inbound/key_set.h"

#include <algorithm>

#include "inbound/base64url.h"
#include "inbound/metadata.h"
#include "json/json.h"
#include "tests/fuzz/fuzz.h"

using namespace secure_export;

namespace {

// A key that may verify tokens, by a second reading of its entry.
void check_entry(const Json::Value& entry) {
    MUST_HOLD(entry["kty"] == "RSA");
    MUST_HOLD(!entry.isMember("use") || entry["use"] == "sig");
    MUST_HOLD(!entry.isMember("alg") || entry["alg"] == "RS256");
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) MUST_HOLD(!entry.isMember(secret));
    std::string n = inbound::decode_base64url(entry["n"].asString()).value();
    const std::string e = inbound::decode_base64url(entry["e"].asString()).value();
    n.erase(0, n.find_first_not_of('\0'));
    MUST_HOLD(n.size() >= 256 && n.size() <= 1024 && (n.size() > 256 || static_cast<unsigned char>(n[0]) >= 0x80));
    MUST_HOLD((n.back() & 1) != 0 && (e.back() & 1) != 0);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const auto set = inbound::KeySet::read(text);
    MUST_HOLD(static_cast<bool>(inbound::check_key_set(text)) == static_cast<bool>(set));
    if (!set) {
        MUST_HOLD(set.error().fault == Fault::invalid && !set.error().say.empty() && set.error().say.size() < 2000);
        return 0;
    }
    const auto document = json::read_strict(text);
    MUST_HOLD(document);
    std::size_t usable = 0;
    for (const auto& entry : (*document)["keys"]) {
        const std::string kid = json::text(entry, "kid");
        const auto* key = set->find(kid);
        if (!key) continue;
        MUST_HOLD(!kid.empty());
        // Of entries that share a kid, none decides by its place which key is meant.
        for (const auto& other : (*document)["keys"])
            if (json::text(other, "kid") == kid) MUST_HOLD(other["n"] == entry["n"] && other["e"] == entry["e"]);
        check_entry(entry);
        MUST_HOLD(!key->rsa.verifies("text", "") && !key->rsa.verifies("text", std::string(256, '\0')));
        ++usable;
    }
    MUST_HOLD(usable > 0);
    MUST_HOLD(set->key_ids().size() <= 400);
    return 0;
}
