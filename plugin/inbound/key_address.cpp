#include "inbound/key_address.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"
#include "core/url.h"
#include "inbound/limits.h"
#include "inbound/quoting.h"

namespace secure_export::inbound {
namespace {

struct EntraCloud {
    std::vector<std::string_view> hosts;  // the first is the one to configure as authority
    std::string_view setting;             // of "cloud"; empty: only "authority" can name it
};

// Microsoft's documentation of national clouds and the constants of its own client library (MSAL,
// AuthorityMetadata.ts).
const std::vector<EntraCloud>& clouds() {
    static const std::vector<EntraCloud> all{
        {{"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"}, "public"},
        {{"login.microsoftonline.us", "login.usgovcloudapi.net"}, "usgov"},
        {{"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"}, "china"},
        {{"login.sovcloud-identity.fr"}, ""},
        {{"login.sovcloud-identity.de"}, ""},
        {{"login.sovcloud-identity.sg"}, ""},
    };
    return all;
}

const EntraCloud* cloud_of(const Url& url) {
    const auto at = std::ranges::find_if(clouds(), [&](const EntraCloud& cloud) {
        return std::ranges::find(cloud.hosts, std::string_view(url.host)) != cloud.hosts.end();
    });
    return at == clouds().end() || !url.tls || url.port != 443 ? nullptr : &*at;
}

Error bad_address(std::string_view address, const std::string& why) {
    return {Fault::invalid, "jwks_uri is " + quoted(address) + ": " + why, {}};
}

std::string add_it(const Url& url) {
    return "; if keys are published there, add \"" + cut(url.authority(), max_authority_bytes) +
           "\" to \"key_hosts\" of the connection";
}

std::string names(const std::vector<std::string_view>& hosts) {
    std::string text;
    for (const std::string_view host : hosts) text += (text.empty() ? "" : ", ") + std::string(host);
    return text;
}

bool is_one_of(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::any_of(all, [&](const std::string& item) { return same_ignoring_case(item, one); });
}

// "/{common, organizations or the tenant}/discovery[/v2.0]/keys", and "?appid=" of our own application.
bool is_entras_place(std::string_view target, const KeySources& sources) {
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    const auto query = question == target.npos ? std::string_view() : target.substr(question + 1);
    const auto tenant = path.substr(1, path.find('/', 1) - 1),
               rest = path.substr(std::min(path.size(), tenant.size() + 1));
    const bool whose = tenant == "common" || tenant == "organizations" || same_ignoring_case(tenant, sources.tenant);
    const bool what = rest == "/discovery/keys" || rest == "/discovery/v2.0/keys";
    constexpr std::string_view app = "appid=";
    return whose && what &&
           (query.empty() || (query.starts_with(app) && is_one_of(sources.app_ids, query.substr(app.size()))));
}

Outcome check_entra(std::string_view address, const Url& url, const EntraCloud& cloud, const KeySources& sources) {
    const EntraCloud* other = cloud_of(url);
    if (other == &cloud) {
        if (is_entras_place(url.target, sources)) return {};
        return bad_address(
            address,
            "the path must be /common/discovery/keys or that of the tenant itself, with or without v2.0, "
            "and the query, where there is one, the id of this application");
    }
    if (other)
        return bad_address(
            address, "this tenant is in another cloud: set authority to https://" + std::string(other->hosts.front()) +
                         (other->setting.empty() ? "" : " or cloud to \"" + std::string(other->setting) + "\"") +
                         " in its connection");
    return bad_address(
        address, "keys are accepted only from the authority's own cloud (" + names(cloud.hosts) + ")" + add_it(url));
}

}  // namespace

Outcome check_key_address(std::string_view address, const KeySources& sources) {
    const auto url = read_url(address), authority = read_url(sources.authority);
    if (!url || !authority || address.find('#') != address.npos || url->host.ends_with('.'))
        return bad_address(
            address, "it must be https://host[:port]/path, without user, blanks, fragment or a dot after the host");
    if (!url->tls && (authority->tls || !is_loopback(*url) || !is_loopback(*authority)))
        return bad_address(address, "it must be https (http only on loopback, when the authority is that too)");
    if (is_one_of(sources.hosts, url->authority())) return {};
    if (const EntraCloud* cloud = cloud_of(*authority)) return check_entra(address, *url, *cloud, sources);
    if (url->host == authority->host && url->port == authority->port) return {};
    return bad_address(address, "keys are accepted only from the authority's own host and port (" +
                                    authority->authority() + ")" + add_it(*url));
}

}  // namespace secure_export::inbound
