#include "db/store/page.h"

namespace secure_export::db {

Page page_of(Statement& row, int limit) {
    Page page;
    for (int column = 0; column < row.columns(); ++column) page.columns.emplace_back(row.column_name(column));
    while (row.step()) {
        if (page.rows.size() == static_cast<std::size_t>(limit)) {
            page.more = true;
            break;
        }
        std::vector<Value>& values = page.rows.emplace_back();
        for (int column = 0; column < row.columns(); ++column) values.push_back(row.value(column));
    }
    return page;
}

}  // namespace secure_export::db
