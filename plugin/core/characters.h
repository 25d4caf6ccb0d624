#pragma once
// Single characters that several sources of core know.

namespace secure_export {

// ZERO WIDTH NON-JOINER and ZERO WIDTH JOINER: they shape the characters beside them, in Persian and in emoji.
constexpr char32_t non_joiner = 0x200C, joiner = 0x200D;

// What a hexadecimal digit of either case stands for; -1: it is none.
constexpr int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace secure_export
