#pragma once
// A database and its transactions, independent of the engine.  Product code uses in_transaction() and in_reading()
// (in_transaction.h), which convert the engine's exceptions to Errors.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "db/engine/statement.h"

namespace secure_export::db {

// All views of a database as one SQL text, and a fingerprint of that text.  Views are not part of the migrations, since
// a migration cannot change a table that an old view still uses.
struct Views {
    std::string_view text, fingerprint;
};

// Recognizes our files: those with this application_id in the header (PRAGMA application_id), empty files, and files
// without an id that have all of these tables (written before files had the id).  Others are rejected unchanged.
struct Identity {
    std::int32_t application_id = 0;  // 0: accept every file
    std::vector<std::string_view> tables;
};

// One transaction, which owns one connection until it is destroyed.  Without commit() the destructor rolls back.
// Destroy its statements first.  Use it only on the thread that began it.
class Transaction {
public:
    explicit Transaction(std::unique_ptr<TransactionPort> port) : port_(std::move(port)) {}
    // The connection caches the prepared statement for its lifetime, so pass constant texts only.  Both functions copy
    // `sql`, and throw StorageError for invalid SQL, after the end of the transaction, and for a statement that writes
    // in a reading transaction.
    Statement prepare(std::string_view sql) { return Statement(port_->prepare(sql)); }
    // Not cached: for texts that operators write.
    Statement prepare_once(std::string_view sql) { return Statement(port_->prepare_once(sql)); }
    // Ends the transaction.  When it succeeds, the changes are durable (synchronous=FULL); on an Error (unavailable:
    // disk full, I/O error; broken: ended before, or damaged file) nothing of it is kept.  Never throws.
    Outcome commit() { return port_->commit(); }
    // Ends the transaction without keeping its changes; in_transaction() then commits nothing.  Never throws.
    void roll_back() { port_->roll_back(); }
    bool is_over() const { return port_->is_over(); }      // committed or rolled back
    int changes() const { return port_->changes(); }       // rows changed by the last statement
    bool may_write() const { return port_->may_write(); }  // begun by Database::write()
    TransactionPort& port() { return *port_; }             // owned by this; for sources in db/engine

private:
    std::unique_ptr<TransactionPort> port_;
};

// A database file.  Destroy it after its transactions.  Survives fork() outside of transactions: parent and child then
// open the file again (sqlite/fork_guard.h).
class Database {
public:
    struct Options {
        bool create = true;       // create a missing file (mode 0600) and schema; migrate an old schema
        bool read_only = false;   // open for reading: nothing can be written
        bool query_only = false;  // create and migrate like `create`, then allow reading only: write() fails
        // How many transactions may be open at once, each on a connection of its own, opened when needed.  More than
        // one helps readers only: writers wait for each other anyway.
        int connections = 1;
        // In milliseconds: how long a writer waits for other processes, and any transaction for a connection.
        int busy_ms = 2000;
        const char* synchronous = "FULL";  // PRAGMA synchronous: FULL makes commits durable
        // Length of the write-ahead log, in pages, at which a commit itself empties it into the file.  checkpoint()
        // empties it earlier, without delaying commits.
        int pages_of_log = 1000;
        // SQL texts, oldest first.  Text number N (from 1) is run, in one transaction, if the file's user_version is
        // below N.
        std::vector<std::string_view> migrations;
        // If the file's views have another fingerprint, they are dropped before migrations and created again after
        // them.  Empty: the file's views are not changed.
        Views views;
        Identity identity;
    };
    // SQLite.  Opens nothing yet: each process opens the file at its first transaction.  A relative path is resolved
    // now.  The texts in `options` must outlive the Database.
    Database(const std::filesystem::path& file, Options options);
    // Uses another engine; `name` is shown in messages.
    Database(std::unique_ptr<Engine> engine, std::filesystem::path name);
    Database(const Database&) = delete;

    // Begin a transaction; wait up to Options::busy_ms.  write() takes the write lock at once; read() sees one
    // unchanging state.  Both hold a connection, so make no network or host call before the Transaction ends.
    // Fault::unavailable when the database is locked, or cannot be opened or written; Fault::broken for a damaged or
    // foreign file; Fault::invalid for write() with read_only or query_only.  Outside of tests use in_transaction() and
    // in_reading(). [concurrent]
    Result<Transaction> write();
    Result<Transaction> read();

    // Writes the write-ahead log's pages into the file if at least 1000 (4 MiB) are not there yet, as far as open read
    // transactions allow it.  Uses a connection of its own: no transaction waits for it.  Does nothing if this process
    // has not seen the log grow, or another thread or process is doing the same.  Errors as of write().  [concurrent]
    Outcome checkpoint();

    const std::filesystem::path& file() const { return file_; }  // absolute; or the name given with an engine
    Engine& engine() { return *engine_; }                        // owned by this

private:
    std::filesystem::path file_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace secure_export::db
