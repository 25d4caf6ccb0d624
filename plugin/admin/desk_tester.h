#pragma once
// A port of the admin API: tests the connection to desks and our permissions there, creating nothing.  Implemented by
// service/operations/desk_tester.

#include <string>
#include <vector>

#include "core/desk.h"
#include "core/result.h"
#include "core/settings.h"

namespace secure_export::admin {

struct DeskTest {
    std::string desk;
    DeskCheck check;
};

class DeskTester {
public:
    virtual ~DeskTester() = default;
    // Fault::invalid for a desk that is not in the settings.
    virtual Result<DeskCheck> test(const std::string& desk) = 0;
    // Tests the remote desks that are new in `settings` or differ from those in force.  Returns within 30 s; each desk
    // that there was no time for gets a line saying so.
    virtual std::vector<DeskTest> test_changed(const Settings& settings) = 0;
};

}  // namespace secure_export::admin
