#include "adapters/hosts/standalone/cli/args.h"

#include <algorithm>
#include <charconv>

#include "adapters/hosts/standalone/base/failure.h"

namespace secure_export::host {

Args::Args(std::span<const std::string> words, std::span<const Option> known) {
    bool only_words = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (only_words || word.size() < 2 || word[0] != '-') {  // a single "-" means standard input
            words_.push_back(word);
            continue;
        }
        if (word == "--") {
            only_words = true;
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const auto option = std::find_if(known.begin(), known.end(), [&](const Option& o) { return o.name == name; });
        if (option == known.end()) throw UsageError("unknown option " + name);
        std::string value;
        if (option->takes_value) {
            if (equals != std::string::npos)
                value = word.substr(equals + 1);
            else if (++i < words.size())
                value = words[i];
            else
                throw UsageError("option " + name + " needs a value");
        } else if (equals != std::string::npos) {
            throw UsageError("option " + name + " takes no value");
        }
        auto& values = options_[name];
        if (!values.empty() && !option->repeatable) throw UsageError("option " + name + " is given twice");
        values.push_back(std::move(value));
    }
}

bool Args::has(std::string_view option) const { return options_.find(option) != options_.end(); }

std::optional<std::string> Args::value(std::string_view option) const {
    const auto found = options_.find(option);
    if (found == options_.end()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Args::values(std::string_view option) const {
    const auto found = options_.find(option);
    return found == options_.end() ? std::vector<std::string>{} : found->second;
}

unsigned Args::number(std::string_view option, unsigned min, unsigned max, unsigned otherwise) const {
    const auto text = value(option);
    if (!text) return otherwise;
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size() || number < min || number > max)
        throw UsageError("option " + std::string(option) + " takes a whole number from " + std::to_string(min) +
                         " to " + std::to_string(max) + ", not \"" + *text + "\"");
    return number;
}

void Args::expect_words(std::initializer_list<std::string_view> names) const {
    if (words_.size() > names.size()) throw UsageError("unexpected argument \"" + words_[names.size()] + "\"");
    if (words_.size() < names.size())
        throw UsageError("missing " + std::string(names.begin()[static_cast<std::ptrdiff_t>(words_.size())]));
}

}  // namespace secure_export::host
