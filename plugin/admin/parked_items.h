#pragma once
// A port of the admin API: what is done about parked deliveries.  Fault::invalid for a delivery that is not parked.
// Implemented by service/operations/parked_items.

#include <cstdint>
#include <string>

#include "core/result.h"

namespace secure_export::admin {

class ParkedItems {
public:
    virtual ~ParkedItems() = default;
    virtual Outcome retry(std::int64_t delivery, const std::string& who) = 0;
    // How many there are.
    virtual Result<int> retry_all(const std::string& who) = 0;
    // An incident whose opening was never confirmed is looked for in the desk first: what is found stays in the
    // mapping, and is what the answer tells (else it is empty).  Fault::unavailable, and nothing dropped, when the desk
    // cannot be asked; `look_first` false drops all the same.
    virtual Result<std::string> drop(std::int64_t delivery, const std::string& who, const std::string& why,
                                     bool look_first) = 0;
};

}  // namespace secure_export::admin
