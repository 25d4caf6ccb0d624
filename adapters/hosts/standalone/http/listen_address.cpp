#include "adapters/hosts/standalone/http/listen_address.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <charconv>
#include <cstdint>

#include "adapters/hosts/standalone/base/failure.h"

namespace secure_export::host {

using boost::asio::ip::tcp;

std::vector<tcp::endpoint> resolve_listen_address(const std::string& option, const std::string& text) {
    const auto misunderstood = [&] {
        return UsageError(option + " takes HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080, not \"" + text + "\"");
    };
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) throw misunderstood();
    std::string host = text.substr(0, colon);
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data() + colon + 1, end, port);
    if (problem != std::errc{} || stopped != end) throw misunderstood();
    if (host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string::npos)
        throw misunderstood();  // an IPv6 address without brackets is ambiguous

    boost::asio::io_context loop;
    boost::system::error_code error;
    const auto found = tcp::resolver(loop).resolve(host, std::to_string(port), tcp::resolver::passive, error);
    if (error) throw Failure(option + ": no address for \"" + host + "\": " + error.message());
    std::vector<tcp::endpoint> addresses;
    for (const auto& entry : found)
        if (std::find(addresses.begin(), addresses.end(), entry.endpoint()) == addresses.end())
            addresses.push_back(entry.endpoint());
    return addresses;
}

bool is_loopback(const tcp::endpoint& address) {
    const auto ip = address.address();
    if (ip.is_v6() && ip.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, ip.to_v6()).is_loopback();
    return ip.is_loopback();
}

std::string text_of(const tcp::endpoint& address) {
    const std::string ip = address.address().to_string();
    return (address.address().is_v6() ? "[" + ip + "]" : ip) + ":" + std::to_string(address.port());
}

}  // namespace secure_export::host
