#include "adapters/hosts/standalone/cli/filled.h"

#include <algorithm>
#include <string_view>

#include "adapters/hosts/standalone/cli/limits.h"

namespace secure_export::host {
namespace {

// The column where a line's description begins: after its name and two or more blanks; without one, the indent.
std::size_t hang_of(std::string_view line) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t gap = begin == 0 ? line.npos : line.find("  ", begin);
    return gap == line.npos ? begin : std::min(line.find_first_not_of(' ', gap), line.size());
}

}  // namespace

std::string filled(const std::string& text) {
    std::string out, line;
    std::size_t hang = 0;
    bool open = false;  // the next line may continue `line`
    bool usage = false;
    const auto end_line = [&] {
        if (open) out += line + '\n';
        open = false;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view next = std::string_view(text).substr(at, end - at);
        at = end + 1;
        const std::size_t indent = std::min(next.find_first_not_of(' '), next.size());
        if (!(open && !next.empty() && indent == hang)) {
            end_line();
            usage = !next.empty() && (usage || next.starts_with("usage:"));
            if (next.empty() || usage) {
                out.append(next) += '\n';
                continue;
            }
            hang = hang_of(next);
            line = next.substr(0, hang);
            next.remove_prefix(hang);
            open = true;
        }
        for (std::size_t word = 0; (word = next.find_first_not_of(' ', word)) < next.size();) {
            const std::size_t word_end = std::min(next.find(' ', word), next.size());
            const std::string_view one = next.substr(word, word_end - word);
            const bool first = line.size() <= hang;
            if (!first && line.size() + 1 + one.size() > max_columns) {
                out += line + '\n';
                line = std::string(hang, ' ');
            } else if (!first) {
                line += ' ';
            }
            line += one;
            word = word_end;
        }
    }
    end_line();
    return out;
}

}  // namespace secure_export::host
