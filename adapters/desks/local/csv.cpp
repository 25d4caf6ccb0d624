#include "adapters/desks/local/csv.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace secure_export::desks {
namespace {

// Length in bytes of the well-formed character at the start of `text` (Unicode 15, table 3-7); 0 when there is none.
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0; };
    const auto follows = [&](std::size_t at) { return byte(at) >= 0x80 && byte(at) <= 0xBF; };
    const int first = byte(0), second = byte(1);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second > 0x9F;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90, beyond = first == 0xF4 && second > 0x8F;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

char separator_of(std::string_view text) {
    std::ptrdiff_t commas = 0, semicolons = 0;
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' || c == '\r') break;
        commas += c == ',';
        semicolons += c == ';';
    }
    return semicolons > commas ? ';' : ',';
}

class Reader {
public:
    Reader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

    CsvFile read() {
        while (at_ < text_.size() && file_.problems.empty()) {
            row_ = CsvRow{line_, {}};
            read_row();
            if (file_.problems.empty()) keep_row();
        }
        return std::move(file_);
    }

private:
    void read_row() {
        do {
            if (row_.fields.size() == max_csv_fields) {
                return problem("more than " + std::to_string(max_csv_fields) + " fields in a row");
            }
            row_.fields.emplace_back();
            if (at_ < text_.size() && text_[at_] == '"')
                read_quoted();
            else
                read_plain();
            if (!file_.problems.empty()) return;
        } while (take(separator_));
        if (!take_line_end() && at_ < text_.size()) {
            problem("text after the closing quote: a quote inside a quoted field is written twice");
        }
    }

    void read_plain() {
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') {
            if (text_[at_] == '"') {
                return problem(
                    "a quote inside a field that does not begin with one: put the field in quotes and write "
                    "the quote twice");
            }
            if (!take_character()) return;
        }
    }

    void read_quoted() {
        const int begun = line_;
        ++at_;
        while (at_ < text_.size()) {
            if (text_[at_] == '"') {
                ++at_;
                if (at_ == text_.size() || text_[at_] != '"') return;
            } else if (text_[at_] == '\n' || (text_[at_] == '\r' && text_.substr(at_, 2) != "\r\n")) {
                ++line_;
            }
            if (!take_character()) return;
        }
        line_ = begun;  // report the line of the quote, not the end of the file
        problem("a quote that is never closed");
    }

    // Takes one character, or a run of ordinary ones.
    bool take_character() {
        std::size_t length = 0;
        while (at_ + length < text_.size() && is_simple(text_[at_ + length])) ++length;
        if (length == 0) length = character_length(text_.substr(at_));
        if (length == 0) {
            problem("not UTF-8: save the file as \"CSV UTF-8\"");
            return false;
        }
        if (text_[at_] == '\0') {
            problem("a NUL character");
            return false;
        }
        std::string& field = row_.fields.back();
        field += text_.substr(at_, length);
        at_ += length;
        if (field.size() > max_csv_field_bytes) {
            problem("a field of more than " + std::to_string(max_csv_field_bytes) + " bytes");
            return false;
        }
        return true;
    }

    bool is_simple(char c) const { return c >= ' ' && c <= '~' && c != '"' && c != separator_; }

    bool take(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool take_line_end() {
        const bool carriage_return = take('\r'), line_feed = take('\n');
        if (!carriage_return && !line_feed) return false;
        ++line_;
        return true;
    }

    void keep_row() {
        if (std::ranges::all_of(row_.fields, &std::string::empty)) return;
        if (file_.rows.size() == max_csv_rows) {
            file_.problems.push_back(
                {row_.line, 1, "more than " + std::to_string(max_csv_rows) + " rows: import the file in parts"});
            return;
        }
        file_.rows.push_back(std::move(row_));
    }

    void problem(std::string what) {
        const int column = static_cast<int>(std::max<std::size_t>(row_.fields.size(), 1));
        file_.problems.push_back({line_, column, std::move(what)});
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    int line_ = 1;
    CsvRow row_;
    CsvFile file_;
};

}  // namespace

CsvFile read_csv(std::string_view text) {
    CsvFile refused;
    if (text.size() > max_csv_bytes) {
        refused.problems.push_back(
            {1, 1, "more than " + std::to_string(max_csv_bytes >> 20) + " MiB: import the file in parts"});
        return refused;
    }
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        refused.problems.push_back({1, 1, "UTF-16: save the file as \"CSV UTF-8\""});
        return refused;
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return Reader(text).read();
}

}  // namespace secure_export::desks
