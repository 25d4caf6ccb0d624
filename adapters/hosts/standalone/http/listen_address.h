#pragma once
// Parses listen addresses: "HOST:PORT" on the command line.

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

namespace secure_export::host {

// All addresses of `text`, the value of `option`: "127.0.0.1:8080", "[::1]:8080", "localhost:8080", "0.0.0.0:8443";
// port 0 means any free one.  Throws UsageError when it is malformed, Failure when the name has no address.
std::vector<boost::asio::ip::tcp::endpoint> resolve_listen_address(const std::string& option, const std::string& text);

// Whether only processes on this machine can reach the address.
bool is_loopback(const boost::asio::ip::tcp::endpoint& address);

// "127.0.0.1:8080", "[::1]:8080".
std::string text_of(const boost::asio::ip::tcp::endpoint& address);

}  // namespace secure_export::host
