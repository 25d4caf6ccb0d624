#include "db/store/page.h"

namespace secure_export::db {
namespace {

Value value_in(const Statement& row, int column, bool number) {
    if (row.is_null(column)) return nullptr;
    if (number) return row.integer(column);
    return std::string(row.text(column));
}

}  // namespace

Page page_of(Statement& row, int limit) {
    Page page;
    std::vector<bool> number;
    for (int column = 0; column < row.columns(); ++column) {
        std::string name(row.column_name(column));
        number.push_back(name.ends_with('#'));
        if (number.back()) name.pop_back();
        page.columns.push_back(std::move(name));
    }
    while (row.step()) {
        if (page.rows.size() == static_cast<std::size_t>(limit)) {
            page.more = true;
            break;
        }
        std::vector<Value> values;
        for (int column = 0; column < row.columns(); ++column)
            values.push_back(value_in(row, column, number[static_cast<std::size_t>(column)]));
        page.rows.push_back(std::move(values));
    }
    return page;
}

}  // namespace secure_export::db
