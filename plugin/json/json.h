#pragma once
// Strict JSON (RFC 8259).  jsoncpp's reader takes trailing text, comments, bad UTF-8 and more, so it is not used:
// simdjson reads, and its document is copied into a Json::Value.  Both lines thus refuse the same texts and see the
// same values.

#include <json/value.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"
#include "json/limits.h"

namespace secure_export::json {

// Errors are Fault::invalid and name line, column and cause, or the member.  No function here throws but
// std::bad_alloc.

// For tokens, keys and settings: a repeated member name is refused (RFC 7515 section 4, RFC 7519 section 4), and so is
// what readers differ about: a byte order mark, half a surrogate pair, a number beyond 64 bits or the range of a
// double.
Result<Json::Value> read_strict(std::string_view text);
// For alert bodies: of repeated names the last counts, as in ECMAScript, and as in view.h.  A byte order mark is
// skipped; half a surrogate pair reads as U+FFFD, a number too large as the nearest double or, beyond those, as text.
Result<Json::Value> read_lenient_names(std::string_view text);

// Compact, keys sorted, UTF-8 as it is, no newline at the end.
std::string write(const Json::Value& value);
std::string write_indented(const Json::Value& value);

// Never throw: the member `name` of an object as text; empty when absent, null or not a string.
std::string text(const Json::Value& object, const char* name);
// Any scalar as text ("12", "true"); empty for null, objects and arrays.
std::string scalar(const Json::Value& value);
// The member, or null; also for values that are no objects.
const Json::Value& member(const Json::Value& object, const char* name);

// The value of a top-level member as it stands in `text`, byte for byte: what is known by the hash of its text keeps it
// only so.  `text` must have passed read_strict and be an object; empty when `name` is not in it, or written with
// escapes.
std::string_view raw_member(std::string_view text, std::string_view name);

}  // namespace secure_export::json
