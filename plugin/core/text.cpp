#include "core/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/characters.h"

namespace secure_export {
namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";  // U+2026

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The start of the character that ends at `end`.  A stray byte counts as a character.
std::size_t before(std::string_view text, std::size_t end) {
    std::size_t at = end - 1;
    for (int i = 0; i < 3 && at > 0 && continuation(text[at]); ++i) --at;
    return continuation(text[at]) ? end - 1 : at;
}

// The code point at `at`, the start of a character; 0 for invalid bytes.  Lenient: for cutting only.
char32_t code_point(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> char32_t {
        return i < text.size() && continuation(text[i]) ? static_cast<unsigned char>(text[i]) & 0x3F : 0;
    };
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return first;
    if (first >= 0xF0) return (first & 0x07u) << 18 | byte(at + 1) << 12 | byte(at + 2) << 6 | byte(at + 3);
    if (first >= 0xE0) return (first & 0x0Fu) << 12 | byte(at + 1) << 6 | byte(at + 2);
    if (first >= 0xC0) return (first & 0x1Fu) << 6 | byte(at + 1);
    return 0;
}

// Whether `c` modifies the character in front of it: combining marks, variation selectors, the joiner, skin tones.
bool clings(char32_t c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F) ||
           c == non_joiner || c == joiner || (c >= 0x1F3FB && c <= 0x1F3FF);
}

// The text up to `end` (a character boundary), moved back to a whole grapheme cluster, and an ellipsis.
std::string with_ellipsis(std::string_view text, std::size_t end) {
    // A letter without its accent is another letter, so whole clusters are removed; at most 16 marks are searched.
    for (int i = 0; i < 16 && end > 0; ++i) {
        const std::size_t last = before(text, end);
        const char32_t kept = code_point(text, last);
        if (!clings(code_point(text, end)) && kept != joiner && kept != non_joiner) break;
        end = last;
    }
    return std::string(text.substr(0, end)) + std::string(ellipsis);
}

}  // namespace

// Ids are long and are compared often: eight bytes at a time.
std::string lower(std::string_view text) {
    constexpr std::uint64_t each = 0x0101010101010101;
    std::string result(text);
    std::size_t at = 0;
    for (std::uint64_t eight = 0; at + sizeof eight <= result.size(); at += sizeof eight) {
        std::memcpy(&eight, result.data() + at, sizeof eight);
        // Top bits, without a carry between bytes: set where the byte is 'A' or above, above 'Z', and ASCII.
        const std::uint64_t low = eight & each * 0x7F;
        const std::uint64_t from_a = low + each * (0x80 - 'A'), behind_z = low + each * (0x7F - 'Z'), ascii = ~eight;
        eight |= (from_a & ~behind_z & ascii & each * 0x80) >> 2;  // 0x20: from a capital letter to its small one
        std::memcpy(result.data() + at, &eight, sizeof eight);
    }
    for (; at < result.size(); ++at) result[at] = lower(result[at]);
    return result;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string cut(std::string_view text, std::size_t max) {
    if (text.size() <= max) return std::string(text);
    if (max < ellipsis.size()) return {};
    std::size_t end = max - ellipsis.size();
    if (end > 0 && continuation(text[end])) end = before(text, end + 1);
    return with_ellipsis(text, end);
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continuation(c); }));
}

std::string cut_to_characters(std::string_view text, std::size_t max) {
    if (text.size() <= max) return std::string(text);  // no character is less than a byte
    std::size_t characters = 0;
    std::size_t keeps_room = 0;  // where the text has to end when the ellipsis is to follow
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (continuation(text[at])) continue;
        if (++characters == max) keeps_room = at;
        if (characters > max) return with_ellipsis(text, keeps_room);
    }
    return std::string(text);
}

}  // namespace secure_export
