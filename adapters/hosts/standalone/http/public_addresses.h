#pragma once
// Where senders reach the public endpoints, as far as this host knows.

#include <boost/asio/ip/tcp.hpp>
#include <mutex>
#include <string>
#include <vector>

namespace secure_export::host {

class PublicAddresses {
public:
    // The addresses that are listened on, in order, and the names in the certificate; again when it is replaced.
    // [concurrent]
    void set(const std::vector<boost::asio::ip::tcp::endpoint>& bound, bool tls,
             const std::vector<std::string>& certificate_names);

    // As itsm_host.public_endpoints describes it; "[]" before set().  [concurrent]
    std::string json() const;
    // The first as an URL for people, without a path: "https://alerts.example.org:8443"; empty before set().
    std::string first() const;

private:
    mutable std::mutex mutex_;
    std::string json_ = "[]", first_;
};

}  // namespace secure_export::host
