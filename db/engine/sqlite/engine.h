#pragma once
// Implements the engine (db/engine/port.h) with SQLite.  Only for the sources in this folder.

#include <atomic>
#include <memory>
#include <vector>

#include "db/engine/sqlite/fork_guard.h"
#include "db/engine/sqlite/sqlite_connection.h"

namespace secure_export::db {

// A transaction on a connection whose mutex is held by its thread.
class SqliteTransaction : public TransactionPort {
public:
    // Takes ownership of the locked mutex.  is_over() is true until begin() succeeds.
    SqliteTransaction(SqliteConnection& connection, const std::filesystem::path& file, bool writes)
        : connection_(connection), file_(file), writes_(writes) {}
    SqliteTransaction(const SqliteTransaction&) = delete;
    ~SqliteTransaction() override;
    Outcome begin();
    std::unique_ptr<StatementPort> prepare(std::string_view sql) override;
    std::unique_ptr<StatementPort> prepare_once(std::string_view sql) override;
    Outcome commit() override;
    void roll_back() noexcept override;
    bool is_over() const override { return over_; }
    int changes() const override;
    bool may_write() const override { return writes_; }
    sqlite3* handle() const { return connection_.handle; }

private:
    void reset_statements() noexcept;

    SqliteConnection& connection_;
    const std::filesystem::path& file_;
    const bool writes_;
    bool over_ = true;
};

class SqliteEngine : public Engine {
public:
    SqliteEngine(std::filesystem::path file, Database::Options options);
    SqliteEngine(const SqliteEngine&) = delete;
    ~SqliteEngine() override;
    Result<std::unique_ptr<TransactionPort>> begin(bool to_write) override;
    Outcome read_rows(const Question& question, const RowSink& row) override;
    Outcome checkpoint() override;

    Result<std::unique_ptr<SqliteTransaction>> begin_here(bool to_write);

private:
    SqliteConnection& in(OwnConnection& slot);
    SqliteConnection* lock_one(std::chrono::system_clock::time_point until);

    const std::filesystem::path file_;
    const Database::Options options_;
    std::vector<OwnConnection> slots_;  // connections for transactions
    OwnConnection checkpoints_{nullptr};
    std::atomic<int> emptied_pages_{0};  // pages of the log that the last checkpoint wrote to the file
    std::atomic<unsigned> turn_{0};
};

}  // namespace secure_export::db
