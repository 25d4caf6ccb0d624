#pragma once
// The one place where text becomes a simdjson document.  For the sources of this folder only: no header that others
// include names simdjson.

#include <simdjson.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace secure_export::json {

// A document and the parser whose memory it lies in.  For texts of ordinary size that is a parser that the thread
// keeps, if no other Document of the thread has it; a longer text gets a parser of its own, so that one huge body does
// not keep its memory in every thread.  Ends on the thread that made it.
class Document {
public:
    // RFC 8259 and nothing that readers could differ about.
    static Result<Document> parse_strict(std::string_view text);
    // Skips a byte order mark; half surrogate pairs read as U+FFFD, numbers too large as the nearest double or as text.
    // A sender that cuts texts or has large numbers would otherwise lose its alert to a 400.
    static Result<Document> parse_lenient(std::string_view text);

    simdjson::dom::element root() const { return root_; }

private:
    simdjson::error_code parse(std::string_view text);

    // Gives a kept parser back to its thread, ends one of the document's own.
    std::unique_ptr<simdjson::dom::parser, void (*)(simdjson::dom::parser*)> parser_{nullptr, nullptr};
    simdjson::dom::element root_;
};

// Shortest text that reads back as the same number: "78.09", "3", "1e+21".
std::string number_text(double number);

}  // namespace secure_export::json
