#pragma once
// Items whose outcome could not be written once their work was done: the disk was full, or it failed.  Nobody works on
// them any more, yet their claim would keep them until its lease ends; so the process that knows gives them back as
// soon as the database takes writes again.

#include <mutex>
#include <vector>

#include "db/store/inbox.h"
#include "service/environment.h"

namespace secure_export::service {

class Unwritten {
public:
    Unwritten(db::Database& database, const Environment& env);
    void remember(const db::Item& item);  // [concurrent]
    // Puts what is remembered back into the inbox, due at once; what has gone to another worker meanwhile is left to
    // it. Touches nothing when nothing is remembered; goes on remembering what cannot be written.  [concurrent]
    void give_back();

private:
    db::Database& database_;
    const Environment& env_;
    std::mutex mutex_;
    std::vector<db::Item> items_;  // without their bodies
};

}  // namespace secure_export::service
