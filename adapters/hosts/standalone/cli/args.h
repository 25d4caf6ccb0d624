#pragma once
// The command line: "--name VALUE", "--name=VALUE", "--flag" and words, in any order; "--" ends the options.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

struct Option {
    std::string_view name;  // with its dashes
    bool takes_value = true;
    bool repeatable = false;
};

class Args {
public:
    // `words`: the arguments after the subcommand.  Throws UsageError naming an option that is not in `known`, lacks a
    // value, has a value that it does not take, or is repeated.
    Args(std::span<const std::string> words, std::span<const Option> known);

    bool has(std::string_view option) const;
    std::optional<std::string> value(std::string_view option) const;
    std::vector<std::string> values(std::string_view option) const;

    // A whole number from `min` to `max`; `otherwise` if the option is not given.  Throws UsageError.
    unsigned number(std::string_view option, unsigned min, unsigned max, unsigned otherwise) const;

    const std::vector<std::string>& words() const { return words_; }
    // Throws UsageError unless there are as many words as `names`; the text names the first missing or surplus one.
    void expect_words(std::initializer_list<std::string_view> names) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> options_;
    std::vector<std::string> words_;
};

}  // namespace secure_export::host
