// The authority's metadata: whatever it says, keys are fetched from the authority's own cloud.

#include "inbound/metadata.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "json/json.h"
#include "tests/fuzz/fuzz.h"

using namespace secure_export;

namespace {

const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";

struct Case {
    const char* authority;
    std::vector<std::string> hosts;  // that keys may come from, "host" or "host:port"
};

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"https://login.microsoftonline.com",
         {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"}},
        {"https://login.microsoftonline.us", {"login.microsoftonline.us", "login.usgovcloudapi.net"}},
        {"https://login.partner.microsoftonline.cn", {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"}},
        {"https://authority.example:8443", {"authority.example:8443"}},
        {"http://127.0.0.1:8080", {"127.0.0.1:8080"}},
    };
    return all;
}

// Told by the text alone, without our own reader of addresses.
bool comes_from(std::string_view address, const std::string& host) {
    std::string text = lower(address);
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme)) text.erase(0, scheme.size());
    if (!text.starts_with(host)) return false;
    text.erase(0, host.size());
    if (host.find(':') == host.npos && text.starts_with(":443")) text.erase(0, 4);
    return text.empty() || text.front() == '/' || text.front() == '?' || text.front() == '#';
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    for (const Case& place : cases()) {
        const auto metadata = inbound::read_metadata(text, place.authority, tenant);
        if (!metadata) {
            MUST_HOLD(!metadata.error().message.empty() && metadata.error().message.size() < 4000);
            continue;
        }
        MUST_HOLD(json::read_strict(text));
        MUST_HOLD(lower(metadata->issuer).find(tenant) != std::string::npos);
        MUST_HOLD(std::any_of(place.hosts.begin(), place.hosts.end(),
                              [&](const std::string& host) { return comes_from(metadata->jwks_uri, host); }));
        MUST_HOLD(lower(metadata->jwks_uri).starts_with("https://") || std::string_view(place.authority)[4] == ':');
        MUST_HOLD(metadata->jwks_uri.find_first_of(" \r\n\t#") == std::string::npos);
    }
    return 0;
}
