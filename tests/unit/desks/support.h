#pragma once
#include <stdlib.h>

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <string>
#include <vector>

#include "adapters/desks/local/desk.h"

namespace secure_export::desks {

class HandMovedClock : public Clock {
public:
    Time now() const override { return time; }
    Uptime uptime() const override { return {"boot", time.time_since_epoch()}; }
    Time time{Milliseconds(1'767'261'600'000)};  // 2026-01-01T10:00:00Z
};

// A new directory, removed by the destructor.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "desks-XXXXXX").string();
        CPPUNIT_ASSERT(mkdtemp(name.data()));
        path = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    std::filesystem::path path;
};

// Returns the value; an Error fails the test, which then prints it.
template <class T>
T value(Result<T> result) {
    if (!result) CPPUNIT_FAIL("unexpected error: " + result.error().message + " " + result.error().detail);
    return std::move(*result);
}

// The result of a query, as an SQLite client shows it: one line per row, columns separated by '|'.
class Client {
public:
    explicit Client(const std::filesystem::path& file) : database_(file, {}) {}
    std::vector<std::string> rows(const std::string& sql) {
        auto transaction = value(database_.write());
        std::vector<std::string> rows;
        {
            auto statement = transaction.prepare_once(sql);
            while (statement.step()) {
                rows.emplace_back();
                for (int column = 0; column < statement.columns(); ++column) {
                    if (column > 0) rows.back() += '|';
                    rows.back() += statement.text(column);
                }
            }
        }
        CPPUNIT_ASSERT(transaction.commit());
        return rows;
    }
    std::string row(const std::string& sql) {
        const auto found = rows(sql);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(sql, std::size_t{1}, found.size());
        return found.front();
    }

private:
    db::Database database_;
};

inline NewIncident incident(std::string key) {
    return {std::move(key), "CPU over 90 % on web-1", "Rule: cpu-high", 2, 1, std::nullopt};
}

}  // namespace secure_export::desks
