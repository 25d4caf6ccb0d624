#include "db/engine/sqlite/engine.h"

#include <sqlite3.h>

#include <chrono>
#include <utility>

#include "db/engine/sqlite/handle.h"
#include "db/engine/sqlite/statement.h"
#include "db/engine/sqlite_engine.h"

namespace secure_export::db {

using Step = SqliteConnection::Step;
using std::chrono::milliseconds;
using std::chrono::system_clock;  // ThreadSanitizer does not model try_lock_until() with the steady clock

std::unique_ptr<Engine> sqlite_engine(std::filesystem::path file, Database::Options options) {
    return std::make_unique<SqliteEngine>(std::move(file), std::move(options));
}

SqliteEngine::SqliteEngine(std::filesystem::path file, Database::Options options)
    : file_(std::move(file)), options_(std::move(options)), slots_(static_cast<std::size_t>(options_.connections)) {
    for (OwnConnection& slot : slots_) watch_forks(slot);
    watch_forks(checkpoints_);
}

SqliteEngine::~SqliteEngine() {
    const auto end = [](OwnConnection& slot) {
        forget_forks(slot);
        SqliteConnection* own = slot.load();
        if (!own || own->owner != getpid()) return;
        own->close();
        delete own;
    };
    end(checkpoints_);
    for (OwnConnection& slot : slots_) end(slot);
}

// Each connection has its own mutex, because one that another thread of the parent held during a fork() stays locked in
// the child forever.
SqliteConnection& SqliteEngine::in(OwnConnection& slot) {
    for (;;) {
        SqliteConnection* seen = slot.load();
        if (seen && seen->owner == getpid()) return *seen;
        // None yet, or inherited by a fork(): leak that one, since closing it would disturb the parent's locks and
        // files.
        auto* fresh = new SqliteConnection(seen && (seen->handle || seen->beside_inherited));
        if (slot.compare_exchange_strong(seen, fresh)) return *fresh;
        delete fresh;
    }
}

// Locks a free connection, or waits for the next in turn; null when none was free by `until`.
SqliteConnection* SqliteEngine::lock_one(system_clock::time_point until) {
    for (OwnConnection& slot : slots_) {
        SqliteConnection& connection = in(slot);
        if (connection.mutex.try_lock()) return &connection;
    }
    SqliteConnection& next = in(slots_[turn_++ % slots_.size()]);
    return next.mutex.try_lock_until(until) ? &next : nullptr;
}

Result<std::unique_ptr<SqliteTransaction>> SqliteEngine::begin_here(bool to_write) {
    if (to_write && (options_.read_only || options_.query_only))
        return Error{Fault::invalid, "database " + file_.string() + " was opened for reading only", ""};
    const auto until = system_clock::now() + milliseconds(options_.busy_ms);
    SqliteConnection* connection = lock_one(until);
    if (!connection) {
        return Error{Fault::unavailable,
                     "database " + file_.string() + " is kept busy by this process; trying again helps", ""};
    }
    connection->mutex_owner = std::this_thread::get_id();
    auto tx = std::make_unique<SqliteTransaction>(*connection, file_, to_write);  // its destructor unlocks
    if (!connection->handle) {
        if (auto opened = connection->open(file_, options_); !opened) return opened.error();
    }
    // SQLite may wait only for the time left after waiting for the mutex.
    const auto left = std::chrono::duration_cast<milliseconds>(until - system_clock::now()).count();
    sqlite3_busy_timeout(connection->handle, left > 1 ? static_cast<int>(left) : 1);
    if (auto begun = tx->begin(); !begun) return begun.error();
    return tx;
}

Result<std::unique_ptr<TransactionPort>> SqliteEngine::begin(bool to_write) {
    auto tx = begin_here(to_write);
    if (!tx) return tx.error();
    return std::unique_ptr<TransactionPort>(std::move(*tx));
}

// Pages of the log not yet in the file that justify a checkpoint: the number at which SQLite itself would checkpoint
// inside a commit.  A smaller one costs more: each checkpoint sorts the whole log, and because of concurrent commits
// and readers nearly always leaves some pages.
constexpr int pages_worth_a_checkpoint = 1000;

Outcome SqliteEngine::checkpoint() {
    const int emptied_before = emptied_pages_.load();
    bool due = false;
    for (OwnConnection& slot : slots_) {
        SqliteConnection* own = slot.load();
        if (!own || own->owner != getpid()) continue;
        const int pages = own->log_pages.load();  // fewer than at the last checkpoint: the log was restarted
        due = due || (pages < emptied_before ? pages : pages - emptied_before) >= pages_worth_a_checkpoint;
    }
    if (!due) return {};
    SqliteConnection& connection = in(checkpoints_);
    const std::unique_lock lock(connection.mutex, std::try_to_lock);
    if (!lock.owns_lock()) return {};  // another thread is checkpointing
    if (!connection.handle) {
        if (auto opened = connection.open(file_, options_); !opened) return opened;
    }
    int in_log = 0, emptied = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(connection.handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &emptied);
    if (code == SQLITE_BUSY) return {};  // another process is checkpointing
    if (code != SQLITE_OK) return failure(code, file_, sqlite3_errmsg(connection.handle));
    emptied_pages_ = emptied;
    if (in_log - emptied >= pages_worth_a_checkpoint) return {};  // a reader needs the rest: the next call tries again
    // Nothing to do until a commit reports a new length.
    for (OwnConnection& slot : slots_)
        if (SqliteConnection* own = slot.load(); own && own->owner == getpid()) own->log_pages = 0;
    return {};
}

SqliteTransaction::~SqliteTransaction() {
    // In a child forked inside a transaction, the handle belongs to the parent.
    if (!over_ && connection_.owner == getpid()) roll_back();
    connection_.mutex_owner = std::thread::id();
    connection_.mutex.unlock();
}

Outcome SqliteTransaction::begin() {
    int code = connection_.run(writes_ ? Step::begin_to_write : Step::begin_to_read);
    // A deferred BEGIN reads nothing: read now to fix the snapshot, and to detect a bad file here.
    if (code == SQLITE_OK && !writes_) code = connection_.run(Step::fix_state);
    if (code == SQLITE_OK) {
        over_ = false;
        return {};
    }
    Error error = failure(code, file_, sqlite3_errmsg(connection_.handle));
    roll_back();
    return error;
}

// A statement that is not finished would hold its read lock beyond the transaction, or prevent the transaction's end.
void SqliteTransaction::reset_statements() noexcept {
    if (connection_.open_statements == 0) return;
    sqlite3_stmt* one = nullptr;
    while ((one = sqlite3_next_stmt(connection_.handle, one))) sqlite3_reset(one);
}

void SqliteTransaction::roll_back() noexcept {
    over_ = true;
    reset_statements();
    if (!sqlite3_get_autocommit(connection_.handle)) connection_.run(Step::roll_back);
}

namespace {

sqlite3_stmt* prepared(sqlite3* connection, std::string_view sql, unsigned flags, bool may_write) {
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), flags, &handle, nullptr);
    if (code != SQLITE_OK) throw_failure(connection, code);
    if (!handle) throw StorageError("an empty statement");
    if (!may_write && !sqlite3_stmt_readonly(handle)) {
        sqlite3_finalize(handle);
        throw StorageError("a statement that writes, in a transaction that reads");
    }
    return handle;
}

}  // namespace

std::unique_ptr<StatementPort> SqliteTransaction::prepare(std::string_view sql) {
    if (over_) throw StorageError("a statement after its transaction's end");
    auto& known = connection_.statements;
    auto place = known.find(sql);
    if (place == known.end()) {
        sqlite3_stmt* handle = prepared(connection_.handle, sql, SQLITE_PREPARE_PERSISTENT, writes_);
        place = known.emplace(std::string(sql), CachedStatement{handle, false, places_in_order(handle)}).first;
    }
    CachedStatement& cached = place->second;
    if (cached.in_use) return prepare_once(sql);
    if (!writes_ && !sqlite3_stmt_readonly(cached.handle))
        throw StorageError("a statement that writes, in a transaction that reads");
    auto statement = std::make_unique<SqliteStatement>(connection_, cached.handle, &cached, cached.in_order);
    cached.in_use = true;
    return statement;
}

std::unique_ptr<StatementPort> SqliteTransaction::prepare_once(std::string_view sql) {
    if (over_) throw StorageError("a statement after its transaction's end");
    sqlite3_stmt* handle = prepared(connection_.handle, sql, 0, writes_);
    return std::make_unique<SqliteStatement>(connection_, handle, nullptr, places_in_order(handle));
}

Outcome SqliteTransaction::commit() {
    if (over_) return Error{Fault::broken, "a transaction was ended twice", ""};
    // SQLite rolls back by itself after some errors, such as a full disk.
    if (sqlite3_get_autocommit(handle())) {
        over_ = true;
        return Error{Fault::unavailable,
                     "database " + file_.string() + " rolled the transaction back after an error: nothing was changed",
                     ""};
    }
    reset_statements();
    const int code = connection_.run(Step::commit);
    if (code == SQLITE_OK) {
        over_ = true;
        return {};
    }
    Error error = failure(code, file_, sqlite3_errmsg(handle()));
    roll_back();
    return error;
}

int SqliteTransaction::changes() const { return sqlite3_changes(handle()); }

sqlite3* handle_of(Transaction& tx) { return static_cast<SqliteTransaction&>(tx.port()).handle(); }

}  // namespace secure_export::db
