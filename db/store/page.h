#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "db/engine/database.h"

namespace secure_export::db {

using Value = std::variant<std::nullptr_t, std::int64_t, std::string>;

// Some rows of a list and whether there are more behind them.
struct Page {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    bool more = false;
};

// At most `limit` rows of a bound statement, which asks for one more.  A column whose name ends in '#' holds numbers
// and is named without it.
Page page_of(Statement& row, int limit);

}  // namespace secure_export::db
