#include "core/folding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "core/characters.h"
#include "core/limits.h"
#include "core/text.h"

namespace secure_export {
namespace {

struct HiddenRange {
    char32_t first, last;
};

// Blanks, control and invisible characters: a database's collation may ignore them in comparisons.
constexpr std::array<HiddenRange, 24> hidden_ranges{
    {{0x00, 0x20},     {0x7F, 0xA0},       {0xAD, 0xAD},       {0x034F, 0x034F},   {0x061C, 0x061C}, {0x115F, 0x1160},
     {0x1680, 0x1680}, {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F}, {0x205F, 0x206F},
     {0x2800, 0x2800}, {0x3000, 0x3000},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
     {0xFFF0, 0xFFFD}, {0x1D173, 0x1D17A}, {0x1BCA0, 0x1BCA3}, {0xE0000, 0xE0FFF}, {0x0300, 0x036F}, {0x20D0, 0x20FF}}};

// U+2044 fraction slash, U+2215 division slash, U+2216 set minus, U+2571, U+2572, U+27CB, U+27CD, U+29F5, U+29F8,
// U+29F9, U+FE68, U+FF0F, U+FF3C.  U+0338 and U+20E5 are combining marks and are removed.
constexpr std::array<char32_t, 14> slashes{'\\',   0x2044, 0x2215, 0x2216, 0x2571, 0x2572, 0x27CB,
                                           0x27CD, 0x29F5, 0x29F8, 0x29F9, 0xFE68, 0xFF0F, 0xFF3C};

bool is_unseen(char32_t c) {
    for (const HiddenRange& range : hidden_ranges)
        if (c >= range.first && c <= range.last) return true;
    return false;
}

bool is_slash(char32_t c) {
    for (const char32_t slash : slashes)
        if (c == slash) return true;
    return false;
}

// The ASCII equivalent of a compatibility character: fullwidth forms, circled, parenthesised and mathematical letters,
// super- and subscript digits, the long s, dashes, dots and colons.
std::optional<char> compatible(char32_t c) {
    const auto letter = [](char32_t place) { return static_cast<char>('a' + place); };
    const auto digit = [](char32_t place) { return static_cast<char>('0' + place); };
    if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');
    if (c >= 0x24B6 && c <= 0x24CF) return letter(c - 0x24B6);
    if (c >= 0x24D0 && c <= 0x24E9) return letter(c - 0x24D0);
    if (c >= 0x249C && c <= 0x24B5) return letter(c - 0x249C);
    if (c >= 0x1D400 && c <= 0x1D6A3) return letter((c - 0x1D400) % 26);
    if (c >= 0x1D7CE && c <= 0x1D7FF) return digit((c - 0x1D7CE) % 10);
    if (c >= 0x1F110 && c <= 0x1F129) return letter(c - 0x1F110);
    if (c >= 0x1F130 && c <= 0x1F149) return letter(c - 0x1F130);
    if (c >= 0x2460 && c <= 0x2468) return digit(c - 0x2460 + 1);
    if (c >= 0x2080 && c <= 0x2089) return digit(c - 0x2080);
    if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) return digit(c - 0x2070);
    if (c >= 0x2010 && c <= 0x2015) return '-';
    switch (c) {
        case 0x00B9: return '1';
        case 0x00B2: return '2';
        case 0x00B3: return '3';
        case 0x24EA: return '0';
        case 0x017F: return 's';
        case 0x2071: return 'i';
        case 0x207F: return 'n';
        case 0x2212:
        case 0xFE58:
        case 0xFE63: return '-';
        case 0x2024:
        case 0x2025:
        case 0xFE52: return '.';
        case 0xFE55:
        case 0x2236: return ':';
        case 0xFE6A: return '%';
        default: return std::nullopt;
    }
}

// The character at `at` and its length in bytes; overlong encodings are decoded too ("%c0%af" is "/").  U+FFFD for an
// invalid byte.
char32_t character(std::string_view text, std::size_t at, std::size_t& bytes) {
    const auto first = static_cast<unsigned char>(text[at]);
    bytes = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (bytes == 1) return first < 0x80 ? first : 0xFFFD;
    char32_t c = first & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
        if ((next & 0xC0) != 0x80) {
            bytes = 1;
            return 0xFFFD;
        }
        c = c << 6 | (next & 0x3Fu);
    }
    return c;
}

void append(std::string& text, char32_t c) {
    const auto byte = [&](char32_t value) { text += static_cast<char>(value); };
    if (c < 0x80) return byte(c);
    if (c < 0x800) return byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F));
    if (c < 0x10000) return byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
    byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
}

// The value of `digits` in the given base (10 or 16); nullopt when it is no number or beyond Unicode.
std::optional<char32_t> number(std::string_view digits, unsigned base) {
    if (digits.empty() || digits.size() > 8) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : digits) {
        const int digit = hex_value(c);
        if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
        value = value * base + static_cast<unsigned>(digit);
    }
    if (value > 0x10FFFF) return std::nullopt;
    return static_cast<char32_t>(value);
}

// Decodes an escape at the start of `text` and appends the result to `out`.  Returns its length, 0 if there is none.
std::size_t escape(std::string_view text, std::string& out) {
    const auto with = [&](std::optional<char32_t> c, std::size_t length) -> std::size_t {
        if (!c) return 0;
        append(out, *c);
        return length;
    };
    if (text[0] == '%' && text.size() >= 3) {
        if (text[1] == 'u' || text[1] == 'U') return text.size() >= 6 ? with(number(text.substr(2, 4), 16), 6) : 0;
        const int high = hex_value(text[1]), low = hex_value(text[2]);
        if (high < 0 || low < 0) return 0;
        out += static_cast<char>(high * 16 + low);  // a byte, not a character
        return 3;
    }
    if (text[0] == '\\' && text.size() >= 2 && (text[1] == 'u' || text[1] == 'U'))
        return text.size() >= 6 ? with(number(text.substr(2, 4), 16), 6) : 0;
    if (text[0] == '\\' && text.size() >= 2 && (text[1] == 'x' || text[1] == 'X'))
        return text.size() >= 4 ? with(number(text.substr(2, 2), 16), 4) : 0;
    if (text[0] == '&') {
        const std::size_t end = text.substr(0, 12).find(';');
        if (end == std::string_view::npos) return 0;
        const std::string name = lower(text.substr(1, end - 1));
        if (name == "sol" || name == "bsol") return with('/', end + 1);
        if (name == "percnt") return with('%', end + 1);
        if (name == "amp") return with('&', end + 1);
        if (name == "num") return with('#', end + 1);
        if (name.starts_with("#x")) return with(number(std::string_view(name).substr(2), 16), end + 1);
        if (name.starts_with("#")) return with(number(std::string_view(name).substr(1), 10), end + 1);
    }
    return 0;
}

// Decodes one level; false when there was nothing to decode.
bool decode(std::string& text) {
    if (text.find_first_of("%\\&") == std::string::npos) return false;
    std::string out;
    bool any = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = escape(std::string_view(text).substr(at), out);
        any = any || length > 0;
        if (length == 0) out += text[at];
        at += length == 0 ? 1 : length;
    }
    text = std::move(out);
    return any;
}

// ASCII that needs no folding and begins no escape.
bool is_plain_ascii(char c) { return c > 0x20 && c < 0x7F && c != '%' && c != '\\' && c != '&'; }

// Replaces compatibility characters and slashes by ASCII and removes invisible characters.
void simplify(Folded& of) {
    std::string out;
    out.reserve(of.text.size());
    of.foreign = false;
    std::size_t bytes = 1;
    for (std::size_t at = 0; at < of.text.size(); at += bytes) {
        if (is_plain_ascii(of.text[at])) {  // most are
            out += of.text[at];
            bytes = 1;
            continue;
        }
        const char32_t c = character(of.text, at, bytes);
        const bool overlong = c < 0x80 && bytes > 1;
        of.disguised = of.disguised || overlong;
        if (is_unseen(c)) {
            of.disguised = of.disguised || c != ' ';
        } else if (const auto plain = compatible(c)) {
            out += *plain;
            of.disguised = true;
        } else if (c != '\\' && is_slash(c)) {
            out += '/';
            of.disguised = true;
        } else {
            append(out, c);
            of.foreign = of.foreign || c >= 0x80;
        }
    }
    of.text = std::move(out);
}

}  // namespace

Folded folded(std::string_view text) {
    Folded result;
    result.text = lower(trimmed(text));
    if (std::ranges::all_of(result.text, is_plain_ascii)) return result;
    simplify(result);
    for (int level = 0; decode(result.text); ++level) {
        simplify(result);
        if (level + 1 == max_fold_rounds) {
            result.too_deep = result.text.find_first_of("%&\\") != std::string::npos;
            break;
        }
    }
    for (char& c : result.text)
        if (c == '\\') {
            c = '/';
            result.disguised = true;
        }
    result.text = lower(result.text);
    return result;
}

}  // namespace secure_export
