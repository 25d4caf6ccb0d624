#pragma once
// Items whose outcome could not be written: the disk was full or failed.  Nobody works on them any more, but their
// claim lasts until its lease ends.  So this process releases them as soon as the database can be written again.

#include <mutex>
#include <vector>

#include "db/store/inbox.h"
#include "service/environment.h"

namespace secure_export::service {

class Unwritten {
public:
    Unwritten(db::Database& database, const Environment& env);
    void remember(const db::Item& item);  // [concurrent]
    // Puts the remembered items back into the inbox, due at once, except those claimed by another worker meanwhile.
    // Does not touch the database when there are none; keeps those that still cannot be written.  [concurrent]
    void give_back();

private:
    db::Database& database_;
    const Environment& env_;
    std::mutex mutex_;
    std::vector<db::Item> items_;  // without their bodies
};

}  // namespace secure_export::service
