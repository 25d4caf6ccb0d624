#pragma once
// The URLs of the public endpoints, as far as this host knows them.

#include <boost/asio/ip/tcp.hpp>
#include <mutex>
#include <string>
#include <vector>

namespace secure_export::host {

class PublicAddresses {
public:
    // Sets the bound addresses, in order, and the certificate's names; call it again after the certificate was
    // replaced. [concurrent]
    void set(const std::vector<boost::asio::ip::tcp::endpoint>& bound, bool tls,
             const std::vector<std::string>& certificate_names);

    // The JSON that itsm_host.public_endpoints describes; "[]" before set().  [concurrent]
    std::string json() const;
    // The first one as a URL without a path: "https://alerts.example.org:8443"; empty before set().
    std::string first() const;

private:
    mutable std::mutex mutex_;
    std::string json_ = "[]", first_;
};

}  // namespace secure_export::host
