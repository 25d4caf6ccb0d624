#pragma once
#include <string>

#include "core/clock.h"

namespace secure_export::test {

// A clock moved by the test: changing `time` lets time pass; set() changes the wall clock only.
class HandMovedClock : public Clock {
public:
    Time now() const override { return time; }
    Uptime uptime() const override { return {boot_, time - booted_}; }
    void set(Milliseconds by) {
        time += by;
        booted_ += by;
    }
    // Simulates a reboot: the machine was down for `unreachable` and has been up for a second.
    void reboot(Milliseconds unreachable = std::chrono::minutes(1)) {
        time += unreachable;
        booted_ = time - Seconds(1);
        boot_ += "+";
    }
    Time time{Milliseconds(1'767'261'600'000)};  // 2026-01-01T10:00:00Z

private:
    Time booted_ = time - std::chrono::hours(1);
    std::string boot_ = "boot";
};

}  // namespace secure_export::test
