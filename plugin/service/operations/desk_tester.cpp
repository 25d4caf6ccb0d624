#include "service/operations/desk_tester.h"

#include <chrono>

#include "service/limits.h"
#include "service/operations/desk_named.h"
#include "service/watched_desk.h"

namespace secure_export::service::operations {

Result<DeskCheck> DeskTester::test(const std::string& desk) {
    const auto found = desk_named(desk, snapshots_, desks_);
    if (!found) return found.error();
    return (*found)->check();
}

std::vector<admin::DeskTest> DeskTester::test_changed(const Settings& settings) {
    const auto end = std::chrono::steady_clock::now() + longest_desk_tests;
    const auto snapshot = snapshots_.current();
    std::vector<admin::DeskTest> tests;
    for (const DeskSettings& desk : settings.desks) {
        if (!is_remote(desk)) continue;
        const DeskSettings* known = snapshot ? (*snapshot)->desk(desk.name) : nullptr;
        if (known && known->kind == desk.kind && known->options == desk.options) continue;
        admin::DeskTest test{desk.name, {}};
        if (std::chrono::steady_clock::now() >= end) {
            test.check.lines.push_back({false, "not tested: others took too long", "use `secure-export desk test`"});
        } else if (auto made = desks_.make(desk); !made) {
            test.check.lines.push_back({false, made.error().message, "change the settings"});
        } else if (auto check = (*made)->check(); !check) {
            test.check.lines.push_back({false, check.error().message, "see the message"});
        } else {
            test.check = std::move(*check);
        }
        tests.push_back(std::move(test));
    }
    return tests;
}

}  // namespace secure_export::service::operations
