#include "db/engine/sqlite/fork_guard.h"

#include <pthread.h>

#include <algorithm>

namespace secure_export::db {
namespace {

struct Guard {
    std::mutex mutex;
    std::vector<OwnConnection*> watched;
    std::vector<SqliteConnection*> held;  // locked from before fork() until after it
};

// Never destroyed: a process may fork while it exits.
Guard& guard() {
    static auto* const one = new Guard;
    return *one;
}

void before_fork() {
    Guard& all = guard();
    all.mutex.lock();
    for (const OwnConnection* own : all.watched) {
        SqliteConnection* connection = own->load();
        if (!connection || connection->owner != getpid()) continue;
        if (connection->mutex_owner.load() == std::this_thread::get_id()) continue;  // forks inside a transaction
        connection->mutex.lock();
        connection->close_without_checkpoint();
        all.held.push_back(connection);
    }
}

void after_fork() {
    Guard& all = guard();
    for (SqliteConnection* connection : all.held) connection->mutex.unlock();
    all.held.clear();
    all.mutex.unlock();
}

}  // namespace

void watch_forks(OwnConnection& own) {
    Guard& all = guard();
    static const int registered = pthread_atfork(before_fork, after_fork, after_fork);
    (void)registered;
    const std::lock_guard lock(all.mutex);
    all.watched.push_back(&own);
}

void forget_forks(OwnConnection& own) {
    Guard& all = guard();
    const std::lock_guard lock(all.mutex);
    std::erase(all.watched, &own);
}

}  // namespace secure_export::db
