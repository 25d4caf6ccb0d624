#pragma once
// The only place that converts unexpected exceptions to an Error: around the code of a desk, and around reading and
// planning one delivery.  Uncaught, the exception would end the pump, and its item would be retried forever.

#include <exception>
#include <string>

#include "core/result.h"
#include "db/engine/error.h"

namespace secure_export::service {

// Calls `work`, which returns a Result, and returns that.  `whose`: the failing part for the message, as in desk
// "snow1".
template <class Work>
auto foreseen(const std::string& whose, const Work& work) -> decltype(work()) try {
    return work();
} catch (const db::StorageError& thrown) {  // from a desk that stores its incidents in a database
    return Error{Fault::unavailable, whose + " cannot use its database now", thrown.what()};
} catch (const std::exception& thrown) {
    return Error{Fault::broken, whose + " failed with an unexpected error", thrown.what()};
}

inline std::string quoted_desk(const std::string& name) { return "desk \"" + name + "\""; }

}  // namespace secure_export::service
