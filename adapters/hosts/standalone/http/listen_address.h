#pragma once
// Where to listen: "HOST:PORT" on the command line.

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

namespace secure_export::host {

// All addresses that the text stands for, the value of `option`: "127.0.0.1:8080", "[::1]:8080", "localhost:8080",
// "0.0.0.0:8443"; port 0 means any that is free.  Throws UsageError when it cannot be understood, Failure when the name
// has no address.
std::vector<boost::asio::ip::tcp::endpoint> resolve_listen_address(const std::string& option, const std::string& text);

// Nobody but processes on this machine can reach it.
bool is_loopback(const boost::asio::ip::tcp::endpoint& address);

// "127.0.0.1:8080", "[::1]:8080".
std::string text_of(const boost::asio::ip::tcp::endpoint& address);

}  // namespace secure_export::host
