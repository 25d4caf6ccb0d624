#pragma once
// Diagnoses a text that simdjson rejected without a position: finds the first error by RFC 8259, or, in valid JSON, the
// values that RFC 8259 allows and parsers may reject.  Slow: only for rejected texts.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::json {

struct FaultPlace {
    std::size_t offset;  // in bytes, from 0; the size of the text when it ends too early
    const char* cause;
};

// Half a surrogate pair ("\ud83d" in a text that was cut), or a number beyond 64 bits or the range of a double.
struct Oddity {
    std::size_t offset, length;
    const char* cause;
    std::string replacement;  // U+FFFD; the nearest double, or the number as a string if there is none
};

struct Findings {
    // The first violation of RFC 8259 (RFC 3629 for the bytes), or the first bracket nested deeper than max_depth.
    std::optional<FaultPlace> fault;
    std::vector<Oddity> oddities;  // by position, up to the fault
};

Findings examine(std::string_view text);

// `text` with every oddity replaced.
std::string mended(std::string_view text, const std::vector<Oddity>& oddities);

// "line 3, column 7 (byte 41): a value is missing"; lines, columns and bytes count from 1, columns in bytes.
std::string describe(std::string_view text, std::size_t offset, const char* cause);

}  // namespace secure_export::json
