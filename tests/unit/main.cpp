#include <cppunit/BriefTestProgressListener.h>
#include <cppunit/CompilerOutputter.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/TestRunner.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <iostream>
#include <stdexcept>
#include <string>

namespace {

void list(const CppUnit::Test& test) {
    if (test.getChildTestCount() == 0) std::cout << test.getName() << '\n';
    for (int n = 0; n < test.getChildTestCount(); ++n) list(*test.getChildTestAt(n));
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
    CppUnit::TestRunner runner;
    CppUnit::Test* const all = CppUnit::TestFactoryRegistry::getRegistry().makeTest();
    runner.addTest(all);  // and deletes it
    const std::string wanted = argc > 1 ? argv[1] : "";
    if (wanted == "--list") return list(*all), 0;
    try {
        runner.run(events, wanted);
    } catch (const std::invalid_argument&) {
        std::cerr << "there is no suite or case \"" << wanted << "\"; " << argv[0] << " --list names the cases\n";
        return 2;
    }
    CppUnit::CompilerOutputter(&results, std::cerr).write();
    if (results.runTests() == 0) {
        std::cerr << "no test was run\n";
        return 1;
    }
    return results.wasSuccessful() ? 0 : 1;
}
