#include <cppunit/BriefTestProgressListener.h>
#include <cppunit/CompilerOutputter.h>
#include <cppunit/Test.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <iostream>
#include <memory>
#include <string>

namespace {

// "Suite::case" of a case, "Suite" of a suite: a class's namespaces are left out, as people who name one would.
std::string short_name(const CppUnit::Test& test) {
    const std::string name = test.getName();
    std::size_t at = name.rfind("::");
    if (test.getChildTestCount() == 0 && at != name.npos && at > 0) at = name.rfind("::", at - 1);
    return at == name.npos ? name : name.substr(at + 2);
}

void list(const CppUnit::Test& test) {
    if (test.getChildTestCount() == 0) std::cout << short_name(test) << '\n';
    for (int n = 0; n < test.getChildTestCount(); ++n) list(*test.getChildTestAt(n));
}

CppUnit::Test* find(CppUnit::Test& test, const std::string& wanted) {
    if (test.getName() == wanted || short_name(test) == wanted) return &test;
    for (int n = 0; n < test.getChildTestCount(); ++n)
        if (CppUnit::Test* found = find(*test.getChildTestAt(n), wanted)) return found;
    return nullptr;
}

// Destroys each suite once it has run: a suite keeps the fixtures of its cases, and what these have open would pile up.
// ThreadSanitizer counts to 64 mutexes, and a fork locks every connection to a database.
void run_one_by_one(CppUnit::TestResult& events, CppUnit::Test& all) {
    for (int n = 0; n < all.getChildTestCount(); ++n) {
        const std::unique_ptr<CppUnit::Test> suite(all.getChildTestAt(n));
        events.runTest(suite.get());
    }
}

}  // namespace

// Runs every registered test, or the suite or case named; one line each, so that a hang has a name.  --list names the
// cases.  Returns 1 when a test fails, 2 when no test has the name.
int main(int argc, char** argv) {
    CppUnit::TestResult events;
    CppUnit::TestResultCollector results;
    CppUnit::BriefTestProgressListener progress;
    events.addListener(&results);
    events.addListener(&progress);
    // Never destroyed: its suites are.
    static CppUnit::Test* const all = CppUnit::TestFactoryRegistry::getRegistry().makeTest();
    const std::string wanted = argc > 1 ? argv[1] : "";
    if (wanted == "--list") return list(*all), 0;
    CppUnit::Test* const chosen = wanted.empty() ? all : find(*all, wanted);
    if (!chosen) {
        std::cerr << "there is no suite or case \"" << wanted << "\"; " << argv[0] << " --list names the cases\n";
        return 2;
    }
    if (chosen == all)
        run_one_by_one(events, *all);
    else
        events.runTest(chosen);
    CppUnit::CompilerOutputter(&results, std::cerr).write();
    if (results.runTests() == 0) {
        std::cerr << "no test was run\n";
        return 1;
    }
    return results.wasSuccessful() ? 0 : 1;
}
