#pragma once
#include <cppunit/extensions/HelperMacros.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "db/engine/sqlite/handle.h"
#include "db/store/alerts.h"
#include "db/store/inbox.h"
#include "db/store/schema.h"

namespace secure_export::db {

// A new directory for each test, removed afterwards.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "se-db-XXXXXX").string();
        if (!mkdtemp(name.data())) std::abort();
        path_ = name;
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    std::filesystem::path operator/(const char* name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline Database::Options mapping() { return mapping_options(); }

// Options for tests with many commits: not durable, but fast.
inline Database::Options quick_mapping() {
    Database::Options options = mapping();
    options.synchronous = "OFF";
    return options;
}

// Returns the value; an Error fails the test, which then prints it.
template <class T>
T need(Result<T> result) {
    if (!result) CPPUNIT_FAIL(result.error().message + " / " + result.error().detail);
    return std::move(*result);
}
inline void need(const Outcome& outcome) {
    if (!outcome) CPPUNIT_FAIL(outcome.error().message + " / " + outcome.error().detail);
}

// Runs `work` in a transaction and commits it.
template <class Work>
auto in_write(Database& database, Work work) {
    Transaction tx = need(database.write());
    if constexpr (std::is_void_v<decltype(work(tx))>) {
        work(tx);
        need(tx.commit());
    } else {
        auto result = work(tx);
        need(tx.commit());
        return result;
    }
}

inline std::int64_t number(Database& database, std::string_view sql) {
    Transaction tx = need(database.read());
    Statement row = tx.prepare_once(sql);
    CPPUNIT_ASSERT(row.step());
    return row.integer(0);
}

inline Time at(std::int64_t seconds) { return Time(Seconds(1'700'000'000 + seconds)); }
// tick(): the moment of at() on the database's timeline; moment(): both.
inline Tick tick(std::int64_t seconds) { return Tick(Seconds(1'000'000 + seconds)); }
inline Moment moment(std::int64_t seconds) { return {at(seconds), tick(seconds)}; }
inline Tick tick_at(Time time) { return tick(0) + (time - at(0)); }

// A Fired delivery with that key; deliveries of one key differ in `fired_at`.
inline Delivery fired(std::string key, std::string fired_at = "2026-01-01T00:00:00.000Z", Time received = at(0)) {
    Delivery delivery;
    delivery.connection = "contoso";
    delivery.alert_key = std::move(key);
    delivery.condition = Condition::fired;
    delivery.fired_at = std::move(fired_at);
    delivery.alert_id = "/Alerts/" + delivery.alert_key;
    delivery.form = "common";
    delivery.body = "{}";
    delivery.received_at = received;
    delivery.desk = "local";
    return delivery;
}

inline Put put(Database& database, const Delivery& delivery) {
    return in_write(database, [&](Transaction& tx) { return Inbox(tx).put(delivery, tick_at(delivery.received_at)); });
}
inline std::optional<Item> claim(Database& database, Tick now, Milliseconds lease = Seconds(30),
                                 std::string_view lease_owner = "me") {
    return in_write(database, [&](Transaction& tx) { return Inbox(tx).claim(now, lease, lease_owner); });
}

// Runs `work` in a child process, without the parent's exit handlers.  Returns 0 if it returned true.
inline pid_t in_child(const std::function<bool()>& work, pid_t (*fork_by)() = fork) {
    const pid_t child = fork_by();
    if (child != 0) return child;
    bool good = false;
    try {
        good = work();
    } catch (...) {
    }
    _exit(good ? 0 : 1);
}
inline bool ended_well(pid_t child) {
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Lets processes wait for each other without sleeping: one writes a token, the other reads it.
class Baton {
public:
    Baton() {
        if (pipe(ends_) != 0) std::abort();
    }
    ~Baton() {
        close(ends_[0]);
        close(ends_[1]);
    }
    Baton(const Baton&) = delete;
    void give() const {
        if (::write(ends_[1], "x", 1) != 1) std::abort();
    }
    void take() const {
        // If the other process has died, this fails instead of waiting forever.
        pollfd readable{ends_[0], POLLIN, 0};
        if (poll(&readable, 1, 60'000) != 1) throw std::runtime_error("the other process gave no sign");
        char token;
        if (::read(ends_[0], &token, 1) != 1) std::abort();
    }

private:
    int ends_[2];
};

}  // namespace secure_export::db
