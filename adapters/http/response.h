#pragma once
#include "adapters/http/stream.h"
#include "core/http_client.h"

namespace secure_export::http {

// Reads the final response to a request of `method` (RFC 9112); skips interim responses (1xx).  Fault::unavailable when
// it is truncated, malformed, or has a body of more than `max_bytes`.
Result<HttpResponse> read_response(Stream& stream, const std::string& method, std::size_t max_bytes);

}  // namespace secure_export::http
