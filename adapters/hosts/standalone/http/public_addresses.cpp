#include "adapters/hosts/standalone/http/public_addresses.h"

#include <algorithm>

#include "adapters/hosts/standalone/base/json_text.h"

namespace secure_export::host {
namespace {

using boost::asio::ip::tcp;

// Senders use the name in the certificate: the first one that is neither "localhost" nor a wildcard.
std::string public_name(const std::vector<std::string>& names) {
    const auto found = std::find_if(names.begin(), names.end(), [](const std::string& name) {
        return !name.starts_with("*") && name != "localhost" && name != "127.0.0.1" && name != "::1";
    });
    return found == names.end() ? std::string() : *found;
}

std::string in_url(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

}  // namespace

void PublicAddresses::set(const std::vector<tcp::endpoint>& bound, bool tls,
                          const std::vector<std::string>& certificate_names) {
    const std::string scheme = tls ? "https" : "http", certified = tls ? public_name(certificate_names) : "";
    Json::Value list(Json::arrayValue);
    std::string first;
    for (const tcp::endpoint& address : bound) {
        const std::string host = !certified.empty()                   ? certified
                                 : address.address().is_unspecified() ? std::string()
                                                                      : address.address().to_string();
        Json::Value entry;
        entry["scheme"] = scheme;
        entry["host"] = host;
        entry["port"] = address.port();
        entry["prefix"] = "";
        if (std::find(list.begin(), list.end(), entry) != list.end()) continue;
        if (first.empty())
            first = scheme + "://" + in_url(host.empty() ? address.address().to_string() : host) + ":" +
                    std::to_string(address.port());
        list.append(std::move(entry));
    }
    const std::lock_guard lock(mutex_);
    json_ = to_json(list);
    first_ = std::move(first);
}

std::string PublicAddresses::json() const {
    const std::lock_guard lock(mutex_);
    return json_;
}

std::string PublicAddresses::first() const {
    const std::lock_guard lock(mutex_);
    return first_;
}

}  // namespace secure_export::host
