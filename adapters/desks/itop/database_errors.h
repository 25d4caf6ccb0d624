#pragma once
// Recognizes errors of iTop's own database, which iTop reports under HTTP 200 as the reply's code or in its text.

#include <optional>
#include <string>
#include <string_view>

namespace secure_export::desks::itop {

struct DatabaseTrouble {
    bool lasting;       // caused by the values that were sent: the same call would fail again
    std::string cause;  // "2006 MySQL server has gone away": the database's own number and words, without a statement
};

// The database error in `code` and `message` of a reply; nullopt when they are iTop's own.
//
// A code that is not one of iTop's is an error number of the database.  With code 100, only numbers and words of
// temporary errors count, since iTop uses that code for its own refusals as well.
std::optional<DatabaseTrouble> database_trouble(int code, std::string_view message);

// `message` with each SQL statement, which contains the incident's texts, replaced by "...".
std::string without_statements(std::string_view message);

}  // namespace secure_export::desks::itop
