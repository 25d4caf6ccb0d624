#pragma once
// A database and its transactions, whatever the engine.  Work goes through in_transaction() and in_reading()
// (in_transaction.h), which return Results; nothing that an engine throws comes out of them.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "db/engine/statement.h"

namespace secure_export::db {

// All views of a database, as one text, and what tells that text from an earlier one.  They are no part of its
// migrations: a migration could not change a table that an old view still names.
struct Views {
    std::string_view text, fingerprint;
};

// Which files are ours: those with this application_id in the header (PRAGMA application_id), empty ones, and those
// without any id that have all of these tables, written before files were stamped.  Others are refused untouched.
struct Identity {
    std::int32_t application_id = 0;  // 0: every file will do
    std::vector<std::string_view> tables;
};

// One transaction on one connection.  Destroy its statements before it.  Not thread-safe: use it on the thread that
// began it.  Without commit() it rolls back at its end.
class Transaction {
public:
    explicit Transaction(std::unique_ptr<TransactionPort> port) : port_(std::move(port)) {}
    // The statement stays prepared for the process's life: `sql` is a constant.
    Statement prepare(std::string_view sql) { return Statement(port_->prepare(sql)); }
    // Prepared once and thrown away: for texts that operators write.
    Statement prepare_once(std::string_view sql) { return Statement(port_->prepare_once(sql)); }
    Outcome commit() { return port_->commit(); }  // on disk when it returns well (synchronous=FULL)
    void roll_back() { port_->roll_back(); }      // nothing of it is kept; in_transaction() then commits nothing
    bool is_over() const { return port_->is_over(); }
    int changes() const { return port_->changes(); }  // rows changed by the last statement
    bool may_write() const { return port_->may_write(); }
    TransactionPort& port() { return *port_; }

private:
    std::unique_ptr<TransactionPort> port_;
};

class Database {
public:
    struct Options {
        bool create = true;       // make file (mode 0600) and schema where missing; migrate where old
        bool read_only = false;   // query: nothing can be written
        bool query_only = false;  // makes and migrates where missing or old, then writes nothing; write() is refused
        // How many transactions may be under way at a time, each on a connection of its own, opened when needed.
        // For readers: writers wait for each other anyway.
        int connections = 1;
        int busy_ms = 2000;  // how long a writer waits for other processes, and anyone for a connection
        const char* synchronous = "FULL";
        // How long the write-ahead log grows, in pages, before a commit itself empties it into the file: a bound.
        // checkpoint() is for doing so before, off the way of those who commit.
        int pages_of_log = 1000;
        // Numbered statements, oldest first: those above the file's user_version are run, each in one transaction.
        std::vector<std::string_view> migrations;
        // Made anew, and dropped before a migration runs, where the file's are of another text.  Empty: left alone.
        Views views;
        Identity identity;
    };
    // Opens nothing yet: the file is opened at the first transaction, once in each process.
    Database(const std::filesystem::path& file, Options options);
    // On another engine; `name` is for people.
    Database(std::unique_ptr<Engine> engine, std::filesystem::path name);
    Database(const Database&) = delete;

    // Begins a transaction; Fault::unavailable when another process keeps the database locked or it cannot be opened.
    // write() takes the write lock at once; read() sees one unchanging state.  Both hold a connection: no network or
    // host call while one lives.  Outside of tests use in_transaction() and in_reading().  [concurrent]
    Result<Transaction> write();
    Result<Transaction> read();

    // Empties the write-ahead log into the file where it has grown past 1000 pages (4 MiB), as far as readers let it,
    // on a connection of its own: nobody waits for it.  Does nothing where this process has not seen it grow.
    // [concurrent]
    Outcome checkpoint();

    const std::filesystem::path& file() const { return file_; }
    Engine& engine() { return *engine_; }

private:
    std::filesystem::path file_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace secure_export::db
