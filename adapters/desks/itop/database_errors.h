#pragma once
// Trouble with iTop's own database, which iTop reports under HTTP 200: as the answer's code, or in its text.

#include <optional>
#include <string>
#include <string_view>

namespace secure_export::desks::itop {

struct DatabaseTrouble {
    bool lasting;       // about the values that were sent: the same call fails again
    std::string cause;  // "2006 MySQL server has gone away": the database's own number and words, without a statement
};

// What the `code` and `message` of an answer say about the database; nothing when they are iTop's own.
//
// A code that is not one of iTop's is an error number of the database.  Under code 100 only numbers and words of a kind
// that passes count: iTop writes its own refusals there as well.
std::optional<DatabaseTrouble> database_trouble(int code, std::string_view message);

// `message` with "..." for each statement in it, which holds the incident's texts.
std::string without_statements(std::string_view message);

}  // namespace secure_export::desks::itop
