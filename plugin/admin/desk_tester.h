#pragma once
// A port of the admin API: whether desks can be worked with.  Nothing is created in them.  Implemented by
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
    // The remote desks that are new in `settings` or differ from what is in force.  Ends within 30 s, with a line about
    // each desk that there was no time for.
    virtual std::vector<DeskTest> test_changed(const Settings& settings) = 0;
};

}  // namespace secure_export::admin
