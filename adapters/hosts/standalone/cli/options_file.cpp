#include "adapters/hosts/standalone/cli/options_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/cli/limits.h"

namespace secure_export::host {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == text.npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

std::string names_of(std::span<const Option> known) {
    std::string names;
    for (const Option& option : known) names += (names.empty() ? "" : ", ") + std::string(option.name.substr(2));
    return names;
}

// Converts a line to a command-line word; empty if the line has no option.  Throws the error's text, to which the
// caller adds the place.
std::string word_of(const std::string& line, std::span<const Option> known) {
    if (line.empty() || line[0] == '#') return {};
    const std::size_t equals = line.find('=');
    const std::string name = trimmed(std::string_view(line).substr(0, equals));
    const std::string value = equals == line.npos ? "" : trimmed(std::string_view(line).substr(equals + 1));
    const auto option =
        std::find_if(known.begin(), known.end(), [&](const Option& one) { return one.name.substr(2) == name; });
    if (option == known.end()) throw Failure("no option \"" + name + "\"; there are " + names_of(known));
    if (option->takes_value) {
        if (value.empty()) throw Failure("option " + name + " needs a value: " + name + " = VALUE");
        return "--" + name + "=" + value;
    }
    if (value != "yes" && value != "no") throw Failure("option " + name + " takes yes or no");
    return value == "yes" ? "--" + name : "";
}

}  // namespace

std::vector<std::string> read_options_file(const std::filesystem::path& file, std::span<const Option> known) {
    std::ifstream in(file);
    if (!in)
        throw Failure("cannot read the options file " + file.string() + ": " + std::generic_category().message(errno));
    std::vector<std::string> words;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        const std::string place = file.string() + ", line " + std::to_string(number) + ": ";
        if (number > max_option_lines) throw Failure(place + "that is too long for a file with options");
        try {
            const std::string word = word_of(trimmed(line), known);
            if (!word.empty()) words.push_back(word);
        } catch (const Failure& failure) {
            throw Failure(place + failure.what());
        }
    }
    if (in.bad())
        throw Failure("cannot read the options file " + file.string() + ": " + std::generic_category().message(errno));
    return words;
}

}  // namespace secure_export::host
