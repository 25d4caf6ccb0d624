#pragma once
// The one place that knows what the caller is: lines for a terminal where the request accepts text/plain, otherwise
// JSON.  Every text in an answer is clean (core/clean_text.h), whoever's words it holds.

#include "admin/lines.h"
#include "admin/response.h"
#include "core/exchange.h"

namespace secure_export::admin {

// `lines`: the route's, for the facts of an answer; a refusal is its sentence.  Null for routes that give rows or kept
// documents.
Reply respond(const Request& request, Response response, Lines lines);

}  // namespace secure_export::admin
