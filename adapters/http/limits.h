#pragma once
// What a server that we call may answer, beside HttpRequest::max_bytes.  Each number stands here alone.

#include <cstddef>

namespace secure_export::http {

constexpr int max_fields = 100;  // each is at most 8 KiB, says Poco::Net::MessageHeader
constexpr int max_interim_answers = 8;
constexpr std::size_t max_status_line = 1024;  // bytes, as of the next
constexpr std::size_t max_chunk_line = 256;    // size and extensions
constexpr std::size_t max_trailer_lines = 100;
// Files of trusted certificates that are kept read; a desk has one.
constexpr std::size_t max_kept = 100;

}  // namespace secure_export::http
