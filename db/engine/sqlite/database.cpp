#include "db/engine/database.h"

#include <sqlite3.h>

#include <chrono>
#include <utility>

#include "db/engine/sqlite/connection.h"
#include "db/engine/sqlite/fork_guard.h"
#include "db/engine/sqlite/statement_impl.h"

namespace secure_export::db {

struct Database::Impl {
    std::filesystem::path file;
    Options options;
    OwnConnection own{nullptr};

    Connection& here();
    Result<Transaction> begin(std::string_view sql, bool writes);
};

struct Transaction::Impl {
    Impl(Connection& its_connection, const std::filesystem::path& its_file, bool may_write)
        : connection(its_connection), file(its_file), writes(may_write) {}
    ~Impl() {
        connection.holder = std::thread::id();
        connection.mutex.unlock();
    }
    Connection& connection;
    const std::filesystem::path& file;
    const bool writes;
    bool over = false;

    void roll_back();
    void reset_statements();
};

// The mutex lives in the connection: one that another thread of the parent held over a fork() stays locked here for
// good.
Connection& Database::Impl::here() {
    for (;;) {
        Connection* seen = own.load();
        if (seen && seen->owner == getpid()) return *seen;
        // None yet, or it came over a fork(): leak it.  Closing it here would disturb the parent's locks and files.
        auto* fresh = new Connection(seen && (seen->handle || seen->beside_inherited));
        if (own.compare_exchange_strong(seen, fresh)) return *fresh;
        delete fresh;
    }
}

Result<Transaction> Database::Impl::begin(std::string_view sql, bool writes) {
    using std::chrono::milliseconds;
    using std::chrono::system_clock;
    Connection& connection = here();
    const auto until = system_clock::now() + milliseconds(options.busy_ms);
    if (!connection.mutex.try_lock_until(until)) {
        return Error{Fault::unavailable,
                     "database " + file.string() + " is kept busy by this process; trying again helps", ""};
    }
    connection.holder = std::this_thread::get_id();
    auto impl = std::make_unique<Transaction::Impl>(connection, file, writes);  // unlocks, whatever happens below
    impl->over = true;
    if (!connection.handle) {
        if (auto opened = connection.open(file, options); !opened) return opened.error();
    }
    // What waiting for the mutex left of the time: nobody waits twice.
    const auto left = std::chrono::duration_cast<milliseconds>(until - system_clock::now()).count();
    sqlite3_busy_timeout(connection.handle, left > 1 ? static_cast<int>(left) : 1);
    int code = connection.execute_prepared(sql);
    // A deferred BEGIN reads nothing yet: fix the state that is seen, and meet what is wrong with the file here.
    if (code == SQLITE_OK && !writes) code = connection.execute_prepared("SELECT 1 FROM sqlite_schema LIMIT 1");
    if (code != SQLITE_OK) {
        Error error = failure(code, file, sqlite3_errmsg(connection.handle));
        impl->roll_back();
        return error;
    }
    impl->over = false;
    return Transaction(std::move(impl));
}

Database::Database(std::filesystem::path file, Options options) : impl_(new Impl) {
    impl_->file = std::filesystem::absolute(file);  // the host may change its working directory
    impl_->options = std::move(options);
    watch_forks(impl_->own);
}

Database::~Database() {
    forget_forks(impl_->own);
    Connection* own = impl_->own.load();
    if (!own || own->owner != getpid()) return;
    own->close();
    delete own;
}

Result<Transaction> Database::write() {
    if (impl_->options.read_only) {
        return Error{Fault::invalid, "database " + impl_->file.string() + " was opened for reading only", ""};
    }
    return impl_->begin("BEGIN IMMEDIATE", true);
}

Result<Transaction> Database::read() { return impl_->begin("BEGIN", false); }

const std::filesystem::path& Database::file() const { return impl_->file; }

// A statement in the middle of its rows would keep what it reads locked beyond the transaction, or keep it from ending.
void Transaction::Impl::reset_statements() {
    sqlite3_stmt* one = nullptr;
    while ((one = sqlite3_next_stmt(connection.handle, one))) sqlite3_reset(one);
}

void Transaction::Impl::roll_back() {
    over = true;
    reset_statements();
    if (!sqlite3_get_autocommit(connection.handle)) connection.execute_prepared("ROLLBACK");
}

Transaction::Transaction(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transaction::Transaction(Transaction&&) noexcept = default;

Transaction::~Transaction() {
    // In a child that was forked inside a transaction the handle is the parent's.
    if (!impl_ || impl_->connection.owner != getpid()) return;
    try {
        if (!impl_->over) impl_->roll_back();
    } catch (...) {  // no memory: SQLite rolls back when the connection is closed, at the latest
    }
}

namespace {

sqlite3_stmt* prepared(Connection& connection, std::string_view sql, unsigned flags, bool may_write) {
    sqlite3_stmt* handle = nullptr;
    const int code =
        sqlite3_prepare_v3(connection.handle, sql.data(), static_cast<int>(sql.size()), flags, &handle, nullptr);
    if (code != SQLITE_OK) throw_failure(connection.handle, code);
    if (!handle) throw StorageError("an empty statement");
    if (!may_write && !sqlite3_stmt_readonly(handle)) {
        sqlite3_finalize(handle);
        throw StorageError("a statement that writes, in a transaction that reads");
    }
    return handle;
}

}  // namespace

Statement Transaction::prepare(std::string_view sql) {
    if (impl_->over) throw StorageError("a statement after its transaction's end");
    auto& known = impl_->connection.statements;
    auto place = known.find(sql);
    if (place == known.end()) {
        sqlite3_stmt* handle = prepared(impl_->connection, sql, SQLITE_PREPARE_PERSISTENT, impl_->writes);
        place = known.emplace(std::string(sql), CachedStatement{handle, false, places_in_order(handle)}).first;
    }
    CachedStatement& cached = place->second;
    if (cached.in_use) return prepare_once(sql);
    if (!impl_->writes && !sqlite3_stmt_readonly(cached.handle)) {
        throw StorageError("a statement that writes, in a transaction that reads");
    }
    auto* impl = new Statement::Impl{cached.handle, &cached, cached.in_order};
    cached.in_use = true;
    return Statement(impl);
}

Statement Transaction::prepare_once(std::string_view sql) {
    if (impl_->over) throw StorageError("a statement after its transaction's end");
    sqlite3_stmt* handle = prepared(impl_->connection, sql, 0, impl_->writes);
    return Statement(new Statement::Impl{handle, nullptr, places_in_order(handle)});
}

Outcome Transaction::commit() {
    if (impl_->over) return Error{Fault::broken, "a transaction was ended twice", ""};
    sqlite3* handle = impl_->connection.handle;
    // After a full disk or an I/O error SQLite may have rolled back by itself.
    if (sqlite3_get_autocommit(handle)) {
        impl_->over = true;
        return Error{
            Fault::unavailable,
            "database " + impl_->file.string() + " gave the transaction up after an error: nothing was changed", ""};
    }
    impl_->reset_statements();
    const int code = impl_->connection.execute_prepared("COMMIT");
    if (code == SQLITE_OK) {
        impl_->over = true;
        return {};
    }
    Error error = failure(code, impl_->file, sqlite3_errmsg(handle));
    impl_->roll_back();
    return error;
}

int Transaction::changes() const { return sqlite3_changes(impl_->connection.handle); }

bool Transaction::may_write() const { return impl_->writes; }

sqlite3* handle_of(Transaction& tx) { return tx.impl_->connection.handle; }

}  // namespace secure_export::db
