#pragma once
// Converts a handler's Response to a Reply.  The only place that distinguishes callers: text for a terminal if the
// request accepts text/plain, otherwise JSON.  Every text in a reply is clean (core/clean_text.h), whatever its source.

#include "admin/lines.h"
#include "admin/response.h"
#include "core/exchange.h"

namespace secure_export::admin {

// `lines`: the route's formatter for terminals; errors are shown as their sentence.  Null for routes that return rows
// or stored documents.
Reply respond(const Request& request, Response response, Lines lines);

}  // namespace secure_export::admin
