#pragma once
// Limits on the resources that senders can use, each with its reason.  `secure-export help serve` prints them.

#include <chrono>
#include <cstddef>

namespace secure_export::host {

// A token has about 2 KiB and at most 8 KiB; proxies add a few fields.
constexpr std::size_t max_header_bytes = 32 * 1024;
constexpr std::size_t max_header_fields = 100;

// The largest alert that Microsoft documents is below 256 KiB.
constexpr std::size_t max_body_bytes = 1024 * 1024;
// A file given to a command on this machine, such as a register of 100000 configuration items.
constexpr std::size_t max_command_input_bytes = 64 * 1024 * 1024;

// Requests share a memory budget while they arrive and wait for the plugin; received bytes count, not announced ones.
// When it is used up, the oldest incomplete request of the network that uses most is closed.  Requests up to the small
// size have an additional reserve, so that large ones cannot block the usual alert of 2 to 6 KiB.
constexpr std::size_t small_body_bytes = 64 * 1024;
constexpr std::size_t large_body_budget_bytes = 64 * 1024 * 1024;
constexpr std::size_t small_body_reserve_bytes = 32 * 1024 * 1024;

// From the first byte to the last (for TLS: from the start of the connection).  Azure gives up after about 10 s.  The
// deadline is for the whole request, so sending a byte now and then does not extend it.
constexpr std::chrono::seconds request_deadline{15};
// Senders keep connections for bursts.  Common proxies close idle ones after 60 s, and the proxy should close first.
constexpr std::chrono::seconds keep_alive_idle{75};
// A reply has a few hundred bytes: a peer that does not accept it within this time is gone.
constexpr std::chrono::seconds write_deadline{15};
// After the last reply on a connection, so that the peer can read it before the socket is closed.
constexpr std::chrono::seconds linger_deadline{2};

// About 9 KiB each when idle, 22 KiB with TLS; bursts and proxies need hundreds.  Beyond this, a connection of the
// network that has most is closed.
constexpr std::size_t max_connections = 4096;

// Requests that wait for the plugin: about a second's work.  Further ones are answered 503 and retried after 5 s, which
// is better than a reply that the sender no longer waits for.
constexpr std::size_t max_queued_requests = 1024;
constexpr std::size_t max_queued_bytes = 64 * 1024 * 1024;
// Bytes passed to the plugin in one call: it keeps a copy until the commit, and later requests wait for that.
constexpr std::size_t max_call_bytes = 4 * 1024 * 1024;
// For checking headers by the plugin before their bodies are read: an RSA signature takes 20 us, a cached token 5 us.
constexpr unsigned entry_threads = 2;
constexpr std::size_t entries_in_a_call = 16;
// Azure's own first retry interval.
constexpr int retry_after_seconds = 5;

// The admin listener: the size of a request by a signed-in administrator, such as a register of configuration items.
// These share a budget of their own, so that they and alerts do not block each other.
constexpr std::size_t max_admin_body_bytes = 4 * 1024 * 1024;
constexpr std::size_t admin_body_budget_bytes = 32 * 1024 * 1024;
constexpr std::size_t admin_body_reserve_bytes = 4 * 1024 * 1024;
// A name and a password, percent-encoded.
constexpr std::size_t max_sign_in_body_bytes = 8 * 1024;
// A browser opens up to six.  They are part of the file descriptors reserved in serve.cpp.
constexpr std::size_t max_admin_connections = 128;
// Concurrent requests of administrators in the plugin; some wait for a desk on the network.
constexpr unsigned admin_threads = 4;

// Time for answering requests in flight after the process was asked to stop.
constexpr std::chrono::seconds stop_deadline{10};

// Limits of one itsm_pump() call of a worker, and its longest wait between two calls: other processes add work to the
// same database and cannot wake us.
constexpr unsigned pump_items = 16;
constexpr unsigned pump_budget_ms = 1000;
constexpr unsigned pump_longest_wait_ms = 1000;

// A private file: the record of a password, or a one-time link.
constexpr std::size_t max_private_file_bytes = 4096;
// A person's name, and the fields of a submitted form.
constexpr std::size_t max_name_characters = 64;
constexpr std::size_t max_form_fields = 16;

}  // namespace secure_export::host
