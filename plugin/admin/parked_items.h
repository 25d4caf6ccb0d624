#pragma once
// A port of the admin API: retries or drops parked deliveries.  Fault::invalid for a delivery that is not parked.
// Implemented by service/operations/parked_items.

#include <cstdint>
#include <string>

#include "core/result.h"

namespace secure_export::admin {

class ParkedItems {
public:
    virtual ~ParkedItems() = default;
    virtual Outcome retry(std::int64_t delivery, const std::string& who) = 0;
    // Returns the number of deliveries that are retried.
    virtual Result<int> retry_all(const std::string& who) = 0;
    // First searches the desk for an incident whose opening was never confirmed.  If it exists, it stays in the
    // mapping, and the returned text names it; otherwise the text is empty.  Fault::unavailable, and nothing is
    // dropped, when the desk cannot be searched.  With `look_first` false, drops without a search.
    virtual Result<std::string> drop(std::int64_t delivery, const std::string& who, const std::string& why,
                                     bool look_first) = 0;
};

}  // namespace secure_export::admin
