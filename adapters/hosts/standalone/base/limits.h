#pragma once
// What a stranger may use of this process.  Every number has its reason beside it; `secure-export help serve` prints
// them.

#include <chrono>
#include <cstddef>

namespace secure_export::host {

// A token of the sender is about 2 KiB and at most 8 KiB; proxies add a few fields of their own.
constexpr std::size_t max_header_bytes = 32 * 1024;
constexpr std::size_t max_header_fields = 100;

// The largest alert the sender documents is below 256 KiB.
constexpr std::size_t max_body_bytes = 1024 * 1024;
// What a file given to a command on this machine may hold, such as a register of 100000 configuration items.
constexpr std::size_t max_command_input_bytes = 64 * 1024 * 1024;

// Requests share a budget while they arrive and wait for the plugin; counted is what has arrived, not what a header
// announces.  When it is used up, the oldest incomplete request of the network that holds most makes room.  Requests up
// to the small size have a reserve besides, so that large ones cannot keep the common alert of 2 to 6 KiB out.
constexpr std::size_t small_body_bytes = 64 * 1024;
constexpr std::size_t large_body_budget_bytes = 64 * 1024 * 1024;
constexpr std::size_t small_body_reserve_bytes = 32 * 1024 * 1024;

// From the first byte to the last (for TLS: from the connection's start).  The sender gives up after about 10 s, so
// more would help nobody; it is a deadline for the whole request, which sending a byte now and then does not move.
constexpr std::chrono::seconds request_deadline{15};
// The sender keeps connections for bursts; common proxies let go after 60 s, and the proxy should be the one to close.
constexpr std::chrono::seconds keep_alive_idle{75};
// A reply is a few hundred bytes: a peer that does not take it in this time is gone.
constexpr std::chrono::seconds write_deadline{15};
// After a reply that ends the connection, for the peer to read it before the socket goes away.
constexpr std::chrono::seconds linger_deadline{2};

// About 7 KiB each when idle, 20 KiB with TLS; hundreds are what bursts and proxies need.  Beyond that one of
// the network that has most makes room.
constexpr std::size_t max_connections = 4096;

// What waits for the plugin: a second's work or so.  Beyond that the sender is told 503 and comes again in 5 s, which
// is better than an answer it no longer waits for.
constexpr std::size_t max_queued_requests = 1024;
constexpr std::size_t max_queued_bytes = 64 * 1024 * 1024;
// What is given to the plugin in one call: it keeps a copy until the commit, and whoever comes meanwhile waits for it.
constexpr std::size_t max_call_bytes = 4 * 1024 * 1024;
// Headers that are looked at by the plugin before their bodies may come: RSA is 20 us, a token that is known 5 us.
constexpr unsigned entry_threads = 2;
constexpr std::size_t entries_in_a_call = 16;
// The sender's own first gap between tries.
constexpr int retry_after_seconds = 5;

// The admin listener.  What a signed-in administrator may send, such as a register of configuration items; these share
// a budget of their own, so that they and alerts do not keep each other out.
constexpr std::size_t max_admin_body_bytes = 4 * 1024 * 1024;
constexpr std::size_t admin_body_budget_bytes = 32 * 1024 * 1024;
constexpr std::size_t admin_body_reserve_bytes = 4 * 1024 * 1024;
// A name and a password, percent-encoded.
constexpr std::size_t max_sign_in_body_bytes = 8 * 1024;
// A browser opens up to six.  They count among the files that are not connections (serve.cpp).
constexpr std::size_t max_admin_connections = 128;
// Requests of administrators in the plugin at once; some wait for a desk on the network.
constexpr unsigned admin_threads = 4;

// How long requests in flight may take to be answered once the process was asked to stop.
constexpr std::chrono::seconds stop_deadline{10};

// One turn of a worker in the plugin, and its longest wait between two turns: other processes put work into the same
// database and cannot wake us.
constexpr unsigned pump_items = 16;
constexpr unsigned pump_budget_ms = 1000;
constexpr unsigned pump_longest_wait_ms = 1000;

// A file that nobody else may read: a record of a password, a link that is good once.
constexpr std::size_t max_private_file_bytes = 4096;
// Of a person's name, and of a form that is sent.
constexpr std::size_t max_name_characters = 64;
constexpr std::size_t max_form_fields = 16;

}  // namespace secure_export::host
