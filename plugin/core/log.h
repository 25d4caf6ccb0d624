#pragma once
#include <string_view>

namespace secure_export {

enum class Level { error, warning, info, debug };

// A port: the host's log.  Callers never pass a token, a secret or a whole payload.  [concurrent]
class Log {
public:
    virtual ~Log() = default;
    virtual void write(Level level, std::string_view text) const = 0;
};

}  // namespace secure_export
