#pragma once
#include "core/result.h"

namespace secure_export {

// The only place that maps a Fault to an HTTP status.  Azure retries after 503 and never after 500, 502 or 4xx
// (CONTRACT.md section 2): so failures that may pass are 503, all others 4xx; 500 is not used.
constexpr int http_status(Fault fault) {
    switch (fault) {
        case Fault::invalid: return 400;
        case Fault::unauthenticated: return 401;
        case Fault::forbidden: return 403;
        case Fault::refused: return 409;
        case Fault::unavailable:
        case Fault::broken: break;
    }
    return 503;
}

}  // namespace secure_export
