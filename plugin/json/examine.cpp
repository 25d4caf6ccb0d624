#include "json/examine.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "json/json.h"

namespace secure_export::json {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool hex_digit(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool high_half(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool low_half(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Length in bytes of the UTF-8 character at the start of `text`; 0 when it is invalid (RFC 3629 section 4).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        return follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        return follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

// The replacement for `number`, which matches the grammar; nullopt when parsers can represent it.
std::optional<std::string> readable(std::string_view number, bool whole) {
    const char* const end = number.data() + number.size();
    const auto fits = [&](auto value) { return std::from_chars(number.data(), end, value).ec == std::errc(); };
    if (whole && (fits(std::int64_t{}) || fits(std::uint64_t{}))) return std::nullopt;
    double nearest = 0;
    if (std::from_chars(number.data(), end, nearest).ec != std::errc()) return '"' + std::string(number) + '"';
    if (!whole) return std::nullopt;
    char text[32];  // with an exponent: otherwise it would be parsed as an integer again
    return std::string(text, std::to_chars(text, text + sizeof text, nearest, std::chars_format::scientific).ptr);
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    Findings document() {
        if (text_.starts_with("\xEF\xBB\xBF")) return {FaultPlace{0, "a byte order mark"}, {}};
        value();
        blank();
        if (!findings_.fault && !ended()) fail("text after the end of the value");
        return std::move(findings_);
    }

private:
    char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool ended() const { return at_ >= text_.size(); }
    bool failed() const { return findings_.fault.has_value(); }
    void fail(const char* cause) {
        if (!failed()) findings_.fault = FaultPlace{at_, ended() ? "the text ends too early" : cause};
    }
    void blank() {
        while (!ended() && (next() == ' ' || next() == '\t' || next() == '\n' || next() == '\r')) ++at_;
    }
    bool taken(char c) {
        blank();
        if (ended() || next() != c) return false;
        ++at_;
        return true;
    }

    // Recursion is bounded: a bracket beyond max_depth is a fault.
    void value() {
        blank();
        switch (next()) {
            case '{': return nested(&Reader::object);
            case '[': return nested(&Reader::array);
            case '"': return string();
            case 't': return word("true");
            case 'f': return word("false");
            case 'n': return word("null");
            default: return next() == '-' || digit(next()) ? number() : fail("a value is missing");
        }
    }
    void nested(void (Reader::*content)()) {
        static_assert(max_depth == 64);
        if (++depth_ > max_depth) return fail("nested too deep (the limit is 64 levels)");
        ++at_;
        (this->*content)();
        --depth_;
    }
    void object() {
        if (taken('}')) return;
        do {
            blank();
            if (next() != '"') return fail("a member name in double quotes is missing");
            string();
            if (failed()) return;
            if (!taken(':')) return fail("':' is missing after the member name");
            value();
            if (failed()) return;
        } while (taken(','));
        if (!taken('}')) fail("',' or '}' is missing");
    }
    void array() {
        if (taken(']')) return;
        do {
            value();
            if (failed()) return;
        } while (taken(','));
        if (!taken(']')) fail("',' or ']' is missing");
    }
    void word(std::string_view expected) {
        if (!text_.substr(at_).starts_with(expected)) return fail("a value is missing");
        at_ += expected.size();
    }
    void digits() {
        if (!digit(next())) return fail("a digit is missing");
        while (digit(next())) ++at_;
    }
    void number() {
        const std::size_t start = at_;
        bool whole = true;
        if (next() == '-') ++at_;
        if (next() == '0') {
            ++at_;
            if (digit(next())) return fail("a number may not start with 0");
        } else {
            digits();
        }
        if (!failed() && next() == '.') {
            whole = false;
            ++at_;
            digits();
        }
        if (!failed() && (next() == 'e' || next() == 'E')) {
            whole = false;
            ++at_;
            if (next() == '+' || next() == '-') ++at_;
            digits();
        }
        if (failed()) return;
        const std::string_view literal = text_.substr(start, at_ - start);
        if (auto better = readable(literal, whole)) {
            findings_.oddities.push_back({start, literal.size(), "a number too large to be read", std::move(*better)});
        }
    }
    void string() {
        ++at_;
        while (!ended() && next() != '"') {
            if (next() == '\\') {
                escape();
            } else if (static_cast<unsigned char>(next()) < 0x20) {
                fail("a control character inside a string");
            } else if (const std::size_t length = utf8_length(text_.substr(at_))) {
                at_ += length;
            } else {
                fail("bytes that are not UTF-8");
            }
            if (failed()) return;
        }
        if (ended()) return fail("the text ends too early");
        ++at_;
    }
    void escape() {
        const std::size_t start = at_++;
        if (next() == 'u') {
            ++at_;
            const unsigned first = unit();
            if (failed() || !(high_half(first) || low_half(first))) return;
            const std::size_t after = at_;
            if (high_half(first) && text_.substr(at_).starts_with("\\u")) {
                at_ += 2;
                if (low_half(unit()) || failed()) return;
                at_ = after;  // the second escape is not the other half: parse it on its own
            }
            findings_.oddities.push_back({start, after - start, "half a surrogate pair", "\\ufffd"});
        } else if (!ended() && std::string_view("\"\\/bfnrt").find(next()) != std::string_view::npos) {
            ++at_;
        } else {
            fail("an unknown escape after '\\'");
        }
    }
    unsigned unit() {
        for (std::size_t i = 0; i < 4; ++i, ++at_) {
            if (!hex_digit(next())) {
                fail("four hex digits are missing after '\\u'");
                return 0;
            }
        }
        unsigned value = 0;
        std::from_chars(text_.data() + at_ - 4, text_.data() + at_, value, 16);
        return value;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    Findings findings_;
};

}  // namespace

Findings examine(std::string_view text) { return Reader(text).document(); }

std::string mended(std::string_view text, const std::vector<Oddity>& oddities) {
    std::string result;
    std::size_t copied = 0;
    for (const Oddity& oddity : oddities) {
        result += text.substr(copied, oddity.offset - copied);
        result += oddity.replacement;
        copied = oddity.offset + oddity.length;
    }
    result += text.substr(copied);
    return result;
}

std::string describe(std::string_view text, std::size_t offset, const char* cause) {
    const std::string_view before = text.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " + std::to_string(offset - line_start + 1) + " (byte " +
           std::to_string(offset + 1) + "): " + cause;
}

}  // namespace secure_export::json
