#pragma once
// Limits of a server's response, besides HttpRequest::max_bytes.  Each is defined here only.

#include <cstddef>

namespace secure_export::http {

constexpr int max_fields = 100;  // Poco::Net::MessageHeader limits each to 8 KiB
constexpr int max_interim_answers = 8;
constexpr std::size_t max_status_line = 1024;  // bytes, like the next
constexpr std::size_t max_chunk_line = 256;    // size and extensions
constexpr std::size_t max_trailer_lines = 100;
// Cached files of trusted certificates; a desk has one.
constexpr std::size_t max_kept = 100;

}  // namespace secure_export::http
