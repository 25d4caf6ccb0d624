#pragma once
// Strict JSON (RFC 8259).  jsoncpp's reader accepts trailing text, comments, invalid UTF-8 and more, so it is not used:
// simdjson parses, and its document is copied into a Json::Value.  So the request line and the work line reject the
// same texts and see the same values.

#include <json/value.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"
#include "json/limits.h"

namespace secure_export::json {

// Errors are Fault::invalid and name line, column and cause, or the member.  No function here throws but
// std::bad_alloc.

// For tokens, keys and settings: rejects repeated member names (RFC 7515 section 4, RFC 7519 section 4), and values
// that parsers treat differently: a byte order mark, half a surrogate pair, a number beyond 64 bits or the range of a
// double.
Result<Json::Value> read_strict(std::string_view text);
// For alert bodies: of members with the same name the last counts, as in ECMAScript and in view.h.  A byte order mark
// is skipped; half a surrogate pair becomes U+FFFD, a number too large the nearest double or, beyond those, a string.
Result<Json::Value> read_lenient_names(std::string_view text);

// Compact, keys sorted, UTF-8 as it is, no newline at the end.
std::string write(const Json::Value& value);
std::string write_indented(const Json::Value& value);

// The member `name` of an object as text; empty when absent, null or not a string.
std::string text(const Json::Value& object, const char* name);
// Any scalar as text ("12", "true"); empty for null, objects and arrays.
std::string scalar(const Json::Value& value);
// The member, or null if there is none or `object` is not an object.
const Json::Value& member(const Json::Value& object, const char* name);

// The bytes of a top-level member's value in `text`, unchanged, so that a hash of them stays the same.  `text` must be
// an object that read_strict() accepts; empty when it has no member `name`, or spells the name with escapes.
std::string_view raw_member(std::string_view text, std::string_view name);

}  // namespace secure_export::json
