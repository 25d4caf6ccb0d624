#include "json/parse.h"

#include <algorithm>
#include <charconv>

#include "json/examine.h"
#include "json/json.h"
#include "json/limits.h"

namespace secure_export::json {
namespace {

Error invalid(std::string message) { return {Fault::invalid, std::move(message), ""}; }

Error not_json(std::string_view text, simdjson::error_code error, const Findings& findings) {
    if (error == simdjson::MEMALLOC) return {Fault::unavailable, "no memory to read JSON", ""};
    if (findings.fault) return invalid("not JSON at " + describe(text, findings.fault->offset, findings.fault->cause));
    if (!findings.oddities.empty()) {
        const Oddity& first = findings.oddities.front();
        return invalid("JSON that cannot be read at " + describe(text, first.offset, first.cause));
    }
    return invalid(std::string("JSON that cannot be read: ") + simdjson::error_message(error));
}

std::optional<Error> too_long(std::string_view text) {
    if (text.size() <= max_bytes) return std::nullopt;
    return invalid("JSON text of " + std::to_string(text.size()) + " bytes: the limit is " + std::to_string(max_bytes));
}

}  // namespace

simdjson::error_code Document::parse(std::string_view text) {
    thread_local simdjson::dom::parser kept(max_kept_bytes);
    thread_local bool in_use = false;
    parser_.reset();
    if (text.size() <= max_kept_bytes && !in_use) {
        in_use = true;
        parser_ = {&kept, [](simdjson::dom::parser*) { in_use = false; }};
    } else {
        const auto own = [](simdjson::dom::parser* parser) { delete parser; };
        parser_ = {new simdjson::dom::parser(2 * max_bytes), own};  // mended text may be longer
    }
    if (parser_->max_depth() != max_depth) {
        const auto error = parser_->allocate(std::max<std::size_t>(text.size(), 64 * 1024), max_depth);
        if (error) return error;
    }
    return parser_->parse(text.data(), text.size()).get(root_);
}

Result<Document> Document::parse_strict(std::string_view text) {
    if (auto error = too_long(text)) return *error;
    Document document;
    if (const auto error = document.parse(text)) return not_json(text, error, examine(text));
    return document;
}

Result<Document> Document::parse_lenient(std::string_view text) {
    if (auto error = too_long(text)) return *error;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Document document;
    auto error = document.parse(text);
    if (!error) return document;
    const Findings findings = examine(text);
    if (!findings.fault && !findings.oddities.empty()) {
        error = document.parse(mended(text, findings.oddities));
        if (!error) return document;
    }
    return not_json(text, error, findings);
}

std::string number_text(double number) {
    char text[32];  // the longest double takes 24
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return {text, end};
}

}  // namespace secure_export::json
