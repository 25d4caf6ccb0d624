#include "core/clean_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>

#include "core/characters.h"
#include "core/limits.h"

namespace secure_export {
namespace {

constexpr char32_t none = 0xFFFFFFFF;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

struct Range {
    char32_t first, last;
};

bool in(char32_t c, const Range* first, const Range* last) {
    return std::any_of(first, last, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// Format characters that have no place in prose (Unicode's Cf and Default_Ignorable_Code_Point).
bool unseen(char32_t c) {
    static constexpr Range ranges[] = {
        {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C},  // soft hyphen, grapheme joiner, Arabic letter mark
        {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},  // fillers and Mongolian marks
        {0x200B, 0x200F},   {0x202A, 0x202E},   {0x2060, 0x206F},  // zero width and bidi
        {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
        {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},  // shorthand and music controls, tags
    };
    return c >= 0xAD && in(c, std::begin(ranges), std::end(ranges));
}

// Variation selectors say how the character in front of them is drawn: as an emoji, or which form of an ideograph.
bool selects_variation(char32_t c) { return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF); }
bool has_variations(char32_t c) {
    return (c >= '0' && c <= '9') || c == '#' || c == '*' || (c >= 0x80 && c != none && !selects_variation(c));
}

bool control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }
bool noncharacter(char32_t c) { return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE; }
bool ends_line(char32_t c) { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }

// Scripts whose letters join by U+200C and U+200D, and the blocks that emoji are in.
bool joins(char32_t c) {
    static constexpr Range ranges[] = {{0x0620, 0x1CFF}, {0x2190, 0x2BFF},   {0x3030, 0x303D},
                                       {0xA800, 0xABFF}, {0xFB50, 0xFDCF},   {0xFE00, 0xFE0F},
                                       {0xFE70, 0xFEFC}, {0x11000, 0x11FFF}, {0x1F000, 0x1FAFF}};
    return !unseen(c) && in(c, std::begin(ranges), std::end(ranges));
}

struct Character {
    char32_t code = none;   // `none`: not UTF-8
    std::size_t bytes = 1;  // then the bytes that one U+FFFD stands for (Unicode 3.9, U+FFFD substitution)
};

// RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
Character character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80) return {first, 1};
    if (first < 0xC2 || first > 0xF4) return {};
    const std::size_t wanted = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    unsigned char min = 0x80, max = 0xBF;
    if (first == 0xE0) min = 0xA0;
    if (first == 0xED) max = 0x9F;
    if (first == 0xF0) min = 0x90;
    if (first == 0xF4) max = 0x8F;
    char32_t code = first & (0xFFu >> (wanted + 1));
    for (std::size_t i = 1; i < wanted; ++i) {
        if (at + i >= text.size() || byte(at + i) < min || byte(at + i) > max) return {none, i};
        code = code << 6 | (byte(at + i) & 0x3Fu);
        min = 0x80;
        max = 0xBF;
    }
    return {code, wanted};
}

// Length in bytes of the rest of a CSI sequence ("31m" of "ESC [ 31m", ECMA-48 section 5.4); 0 if `text` has none at
// `at`.  Other sequences lose their ESC alone: their text may have any length, and no text is to be dropped silently.
std::size_t rest_of_sequence(std::string_view text, std::size_t at) {
    const std::size_t end = std::min(text.size(), at + max_control_sequence_bytes);
    std::size_t i = at;
    while (i < end && text[i] >= 0x30 && text[i] <= 0x3F) ++i;
    while (i < end && text[i] >= 0x20 && text[i] <= 0x2F) ++i;
    return i < end && text[i] >= 0x40 && text[i] <= 0x7E ? i + 1 - at : 0;
}

// Number of bytes of blanks at `at`.
std::size_t blank_at(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.empty()) return 0;
    if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r') return 1;
    if (static_cast<unsigned char>(rest[0]) < 0x80) return 0;
    const Character c = character_at(text, at);
    const bool blank = c.code == 0xA0 || c.code == 0x1680 || (c.code >= 0x2000 && c.code <= 0x200A) ||
                       c.code == 0x202F || c.code == 0x205F || c.code == 0x3000;
    return blank ? c.bytes : 0;
}

// Length in bytes of a "[code]" or "[/code]" at `at`; 0 if there is none.  Looks no further than the next "[".
std::size_t code_mark_at(std::string_view text, std::size_t at) {
    constexpr std::string_view word = "code";
    std::size_t i = at + 1;
    const auto skip_blanks = [&] {
        while (const std::size_t bytes = blank_at(text, i)) i += bytes;
    };
    if (text[at] != '[') return 0;
    for (skip_blanks(); i < text.size() && text[i] == '/'; skip_blanks()) ++i;
    for (const char c : word) {
        if (i >= text.size() || (text[i] | 0x20) != c) return 0;
        ++i;
        skip_blanks();
    }
    return i < text.size() && text[i] == ']' ? i + 1 - at : 0;
}

// Length of the printable ASCII prefix of `text`, in bytes.
std::size_t printable_bytes(std::string_view text) {
    constexpr std::uint64_t each = 0x0101010101010101;
    std::size_t count = 0;
    for (std::uint64_t eight = 0; count + sizeof eight <= text.size(); count += sizeof eight) {
        std::memcpy(&eight, text.data() + count, sizeof eight);
        // Sets the top bit of each byte that is below 0x20, is 0x7F or is above.  A carry into the next byte can come
        // only from such a byte.
        if (((eight - each * 0x20) | (eight + each) | eight) & each * 0x80) break;
    }
    while (count < text.size() && text[count] >= 0x20 && text[count] < 0x7F) ++count;
    return count;
}

// Most texts are plain and are returned unchanged.
bool is_plain(std::string_view text) {
    return printable_bytes(text) == text.size() && text.find('[') == std::string_view::npos;
}

// How the character at a position is handled.
enum class Kind { stays, space, line, tab, vanishes, invalid };

class Walk {
public:
    explicit Walk(std::string_view text) : text_(text) {}
    bool done() const { return at_ >= text_.size(); }
    std::string_view bytes() const { return text_.substr(at_, now_.bytes + more_); }
    char32_t code() const { return now_.code; }

    // Returns the printable ASCII from here on, which always stays, and moves past it.
    std::string_view plain() {
        const std::string_view run = text_.substr(at_, printable_bytes(text_.substr(at_)));
        if (!run.empty()) before_ = static_cast<unsigned char>(run.back());
        at_ += run.size();
        return run;
    }

    // Classifies the next character together with its combining characters, and moves past it.
    Kind look() {
        now_ = character_at(text_, at_);
        more_ = 0;
        const char32_t c = now_.code;
        const std::size_t next = at_ + now_.bytes;
        if (c == none || noncharacter(c)) return Kind::invalid;
        if (c == '\t') return Kind::tab;
        if (ends_line(c)) {
            if (c == '\r' && next < text_.size() && text_[next] == '\n') more_ = 1;
            return Kind::line;
        }
        const bool escape = c == 0x1B && next < text_.size() && text_[next] == '[';
        if (escape || c == 0x9B) {
            more_ = rest_of_sequence(text_, next + (escape ? 1 : 0));
            if (more_ > 0) {
                more_ += escape ? 1 : 0;
                return Kind::vanishes;
            }
        }
        if (control(c)) return Kind::space;
        if (c == non_joiner || c == joiner) return joins(before_) && joins(after(next)) ? Kind::stays : Kind::vanishes;
        if (selects_variation(c)) return has_variations(before_) ? Kind::stays : Kind::vanishes;
        return unseen(c) ? Kind::vanishes : Kind::stays;
    }
    void advance(Kind kind) {
        if (kind == Kind::stays) before_ = now_.code;
        if (kind != Kind::stays && kind != Kind::vanishes) before_ = none;
        at_ += now_.bytes + more_;
    }

private:
    char32_t after(std::size_t at) const { return at < text_.size() ? character_at(text_, at).code : none; }

    std::string_view text_;
    std::size_t at_ = 0, more_ = 0;
    Character now_;
    char32_t before_ = none;  // the last character that was kept, if it is directly in front
};

// Call after invisible characters were removed: "[co" U+200B "de]" is a mark, too.
std::string without_code_marks(std::string text) {
    for (std::size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1)) {
        const std::size_t bytes = code_mark_at(text, at);
        if (bytes == 0) continue;
        text[at] = '(';
        text[at + bytes - 1] = ')';
    }
    return text;
}

std::string clean(std::string_view text, std::string_view line_end, std::string_view tab) {
    if (is_plain(text)) return std::string(text);
    std::string result;
    result.reserve(text.size());
    for (Walk walk(text); result += walk.plain(), !walk.done();) {
        const Kind kind = walk.look();
        switch (kind) {
            case Kind::stays: result += walk.bytes(); break;
            case Kind::space: result += ' '; break;
            case Kind::line: result += line_end; break;
            case Kind::tab: result += tab; break;
            case Kind::invalid: result += replacement; break;
            case Kind::vanishes: break;
        }
        walk.advance(kind);
    }
    return without_code_marks(std::move(result));
}

std::string escape_of(char32_t c) {
    char text[16];
    if (c < 0x10000) {
        std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(c));
    } else {
        const auto rest = static_cast<unsigned>(c - 0x10000);
        std::snprintf(text, sizeof text, "\\u%04x\\u%04x", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
    }
    return text;
}

}  // namespace

std::string clean_lines(std::string_view text) { return clean(text, "\n", "\t"); }

std::string one_line(std::string_view text) { return clean(text, " ", " "); }

std::string escaped_json(std::string_view json) {
    if (is_plain(json)) return std::string(json);
    std::string result;
    result.reserve(json.size());
    for (Walk walk(json); result += walk.plain(), !walk.done();) {
        const Kind kind = walk.look();
        const std::string_view bytes = walk.bytes();
        const bool as_it_is = kind == Kind::stays || kind == Kind::tab || bytes == "\n" || bytes == "\r\n";
        if (as_it_is) {
            result += bytes;
        } else if (bytes == "\r") {  // white space between values
            result += '\n';
        } else if (walk.code() == none) {
            result += replacement;
        } else {
            result += escape_of(walk.code()) + std::string(bytes.substr(character_at(bytes, 0).bytes));
        }
        walk.advance(kind);
    }
    for (std::size_t at = result.find('['); at != std::string::npos; at = result.find('[', at + 1))
        if (code_mark_at(result, at) > 0) result.replace(at, 1, "\\u005b");
    return result;
}

}  // namespace secure_export
