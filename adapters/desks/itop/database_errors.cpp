#include "adapters/desks/itop/database_errors.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "adapters/desks/itop/limits.h"
#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

constexpr int internal_error = 100;

// core/restservices.class.inc.php, RestResult.
bool is_itops_own(int code) { return (code >= 0 && code <= 13) || code == internal_error; }

// Errors about values: null, duplicate, out of range, bad date, no default, bad characters, too long, foreign keys,
// checks.
bool is_about_values(int number) {
    static constexpr std::array numbers{1048, 1062, 1136, 1264, 1265, 1292, 1364,
                                        1366, 1406, 1411, 1451, 1452, 3819, 4025};
    return std::ranges::find(numbers, number) != numbers.end();
}

// Temporary errors: connections (1040, 1129, 1152, 1158-1161, 1184, 1203, 1226, 1927, 2000-2060, 4031), a server that
// stops, starts or is a replica (1047, 1053, 1077-1079, 1290, 1792, 1836), locks and time limits (1205, 1206, 1213,
// 1317, 1969, 3024, 3058, 3101, 3572), and memory or disk space (1021, 1037, 1041, 1114, 1135, 1180).
bool passes(int number) {
    static constexpr std::array numbers{1021, 1037, 1040, 1041, 1047, 1053, 1077, 1078, 1079, 1114, 1129, 1135,
                                        1152, 1158, 1159, 1160, 1161, 1180, 1184, 1203, 1205, 1206, 1213, 1226,
                                        1290, 1317, 1792, 1836, 1927, 1969, 3024, 3058, 3101, 3572, 4031};
    return (number >= 2000 && number <= 2060) || std::ranges::find(numbers, number) != numbers.end();
}

// Used if iTop gives no number, or 0: the database's message, which is English unless the server is configured
// otherwise.
bool has_passing_words(std::string_view text) {
    static constexpr std::array<std::string_view, 12> ways{"deadlock",
                                                           "lock wait timeout",
                                                           "has gone away",
                                                           "lost connection to",
                                                           "connection was killed",
                                                           "too many connections",
                                                           "server shutdown in progress",
                                                           "query execution was interrupted",
                                                           "running with the --read-only",
                                                           "running with the --read_only",
                                                           "not yet prepared node for application use",
                                                           "could not connect to the db server"};
    const std::string low = lower(text);
    const auto holds = [&](std::string_view part) { return low.find(part) != std::string::npos; };
    // A refusal that quotes a value may contain "deadlock", too.
    const bool of_the_database = holds("sql") || holds("db server") || low.starts_with("error: deadlock found");
    return of_the_database && std::ranges::any_of(ways, holds);
}

// The last error number: "mysql_errno = 2006" (in a list of the failed call's data) or "mysql errno: 2006" (in a
// sentence).  Text before it may be a statement that contains untrusted text.
std::pair<int, std::size_t> last_number(std::string_view text) {
    for (std::size_t at = std::string_view::npos; (at = text.rfind("mysql", at)) != std::string_view::npos; --at) {
        std::size_t digits = at + 5;
        if (!text.substr(digits).starts_with("_errno") && !text.substr(digits).starts_with(" errno")) {
            if (at == 0) break;
            continue;
        }
        digits = text.find_first_not_of(" =:", digits + 6);
        int number = 0;
        if (digits != std::string_view::npos &&
            std::from_chars(text.data() + digits, text.data() + text.size(), number).ec == std::errc())
            return {number, at};
        if (at == 0) break;
    }
    return {0, std::string_view::npos};
}

// The text after the last label: text before it may be a statement that contains untrusted text.
std::string words_of_the_database(std::string_view message) {
    const auto behind = [&](std::string_view label) {
        const std::size_t at = message.rfind(label);
        return at == std::string_view::npos ? std::string_view() : message.substr(at + label.size());
    };
    // In a syntax error, the statement follows the message.
    if (const auto words = trimmed(behind("mysql_error = ")); !words.empty())
        return std::string(words.substr(0, words.find(" near '")));
    // An exception in PHP's format: the message with the place, and the call stack on further lines.
    std::string_view words = behind("mysqli_sql_exception: ");
    for (const std::string_view end : {"\n", " in /", ", mysql_errno"}) words = words.substr(0, words.find(end));
    return std::string(trimmed(words));
}

DatabaseTrouble trouble(int number, std::string_view message) {
    std::string words = words_of_the_database(message);
    if (words.empty()) words = without_statements(message);
    std::string cause = number ? std::to_string(number) + " " : "";
    return {is_about_values(number), cut(one_line(cause + without_statements(words)), max_cause)};
}

}  // namespace

std::string without_statements(std::string_view message) {
    static constexpr std::array<std::string_view, 9> begins{"query = ",    "INSERT INTO", "UPDATE `",
                                                            "DELETE FROM", "DELETE `",    "REPLACE INTO",
                                                            "SELECT `",    "SELECT\n",    "SELECT DISTINCT"};
    std::size_t from = std::string_view::npos;
    for (const std::string_view begin : begins) from = std::min(from, message.find(begin));
    if (from == std::string_view::npos) return std::string(message);
    // The number follows the statement, in brackets or in the list of the failed call's data.
    const std::size_t number = last_number(message).second;
    std::string rest;
    if (number != std::string_view::npos && number > from) rest = " " + std::string(message.substr(number));
    return std::string(message.substr(0, from)) + "..." + rest;
}

std::optional<DatabaseTrouble> database_trouble(int code, std::string_view message) {
    if (!is_itops_own(code)) return trouble(code, message);
    if (code != internal_error) return std::nullopt;
    const auto [number, at] = last_number(message);
    if (passes(number)) return trouble(number, message);
    if (number != 0) return DatabaseTrouble{true, trouble(number, message).cause};
    const std::string words = words_of_the_database(message);
    const bool passing =
        words.empty() ? has_passing_words(without_statements(message)) : has_passing_words("sql " + words);
    if (!passing) return std::nullopt;
    return trouble(0, message);
}

}  // namespace secure_export::desks::itop
