#pragma once
// The one place where what nobody foresaw becomes an Error: around a desk's code, which may be anybody's, and around
// the reading and planning of one delivery.  Let go, it would end the pump, and its item would come back for ever.

#include <exception>
#include <string>

#include "core/result.h"
#include "db/engine/error.h"

namespace secure_export::service {

// What `work` returns, a Result.  `whose`: what failed where it throws, for people: desk "snow1".
template <class Work>
auto foreseen(const std::string& whose, const Work& work) -> decltype(work()) try {
    return work();
} catch (const db::StorageError& thrown) {  // of a desk that keeps its incidents in a database
    return Error{Fault::unavailable, whose + " cannot use its database now", thrown.what()};
} catch (const std::exception& thrown) {
    return Error{Fault::broken, whose + " failed in a way that is not foreseen", thrown.what()};
}

inline std::string quoted_desk(const std::string& name) { return "desk \"" + name + "\""; }

}  // namespace secure_export::service
