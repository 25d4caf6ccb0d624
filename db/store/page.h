#pragma once
#include <string>
#include <vector>

#include "db/engine/database.h"

namespace secure_export::db {

// Some rows of a list, and whether more follow.
struct Page {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    bool more = false;
};

// At most `limit` rows of a bound statement, whose own LIMIT must be one higher.
Page page_of(Statement& row, int limit);

}  // namespace secure_export::db
