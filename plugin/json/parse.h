#pragma once
// The only place that parses text into a simdjson document.  For the sources of this folder only: headers included
// elsewhere do not mention simdjson.

#include <simdjson.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace secure_export::json {

// A document and the parser that owns its memory.  For texts of up to max_kept_bytes the thread's reusable parser is
// used, unless another Document of the thread has it; a longer text gets a parser of its own, so that one huge body
// does not occupy memory in every thread.  Destroy it on the thread that created it.
class Document {
public:
    // RFC 8259 without the values that parsers treat differently (see json.h, read_strict).
    static Result<Document> parse_strict(std::string_view text);
    // Skips a byte order mark; half a surrogate pair becomes U+FFFD, a number too large the nearest double or a string.
    // Otherwise the alert of a sender that cuts texts or has large numbers would be lost to a 400.
    static Result<Document> parse_lenient(std::string_view text);

    simdjson::dom::element root() const { return root_; }

private:
    simdjson::error_code parse(std::string_view text);

    // The deleter returns a reusable parser to its thread and deletes any other.
    std::unique_ptr<simdjson::dom::parser, void (*)(simdjson::dom::parser*)> parser_{nullptr, nullptr};
    simdjson::dom::element root_;
};

// The shortest text that parses to the same number: "78.09", "3", "1e+21".
std::string number_text(double number);

}  // namespace secure_export::json
