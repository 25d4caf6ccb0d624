#include "inbound/html_entities.h"

#include <array>
#include <charconv>
#include <utility>

namespace secure_export::inbound {
namespace {

std::string utf8(unsigned code) {
    const auto tail = [](unsigned bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(code)};
    if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), tail(code >> 6), tail(code)};
    return {static_cast<char>(0xF0 | code >> 18), tail(code >> 12), tail(code >> 6), tail(code)};
}

// HTML 4, section 24.2: the characters from U+00A0 to U+00FF, in order.
constexpr std::array<std::string_view, 96> latin{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

// What editors put into texts of other languages and of typography.
constexpr std::array<std::pair<std::string_view, unsigned>, 37> others{
    {{"amp", 0x26},      {"lt", 0x3C},      {"gt", 0x3E},       {"quot", 0x22},    {"apos", 0x27},
     {"OElig", 0x152},   {"oelig", 0x153},  {"Scaron", 0x160},  {"scaron", 0x161}, {"Yuml", 0x178},
     {"ensp", 0x2002},   {"emsp", 0x2003},  {"thinsp", 0x2009}, {"ndash", 0x2013}, {"mdash", 0x2014},
     {"lsquo", 0x2018},  {"rsquo", 0x2019}, {"sbquo", 0x201A},  {"ldquo", 0x201C}, {"rdquo", 0x201D},
     {"bdquo", 0x201E},  {"bull", 0x2022},  {"hellip", 0x2026}, {"prime", 0x2032}, {"lsaquo", 0x2039},
     {"rsaquo", 0x203A}, {"euro", 0x20AC},  {"trade", 0x2122},  {"larr", 0x2190},  {"uarr", 0x2191},
     {"rarr", 0x2192},   {"darr", 0x2193},  {"minus", 0x2212},  {"ne", 0x2260},    {"le", 0x2264},
     {"ge", 0x2265},     {"asymp", 0x2248}}};

constexpr unsigned no_break_space = 0xA0, first_latin = 0xA0;

std::string shown(unsigned code) {
    // Blanks of other widths are blanks to a reader of plain text.
    const bool blank = code == no_break_space || (code >= 0x2000 && code <= 0x200A);
    return blank ? " " : utf8(code);
}

}  // namespace

std::string character_of(std::string_view entity) {
    for (const auto& [name, code] : others)
        if (entity == name) return shown(code);
    for (std::size_t i = 0; i < latin.size(); ++i)
        if (entity == latin[i]) return shown(first_latin + static_cast<unsigned>(i));
    if (!entity.starts_with('#')) return {};
    entity.remove_prefix(1);
    const bool hex = entity.starts_with('x') || entity.starts_with('X');
    if (hex) entity.remove_prefix(1);
    unsigned code = 0;
    const auto [end, error] = std::from_chars(entity.data(), entity.data() + entity.size(), code, hex ? 16 : 10);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (error != std::errc() || end != entity.data() + entity.size() || code < 0x20 || code > 0x10FFFF || surrogate)
        return {};
    return shown(code);
}

}  // namespace secure_export::inbound
