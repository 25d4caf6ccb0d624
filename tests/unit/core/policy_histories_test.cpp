// Random histories of a connection whose routes have all kinds of policies, judged by a second model.
// SECURE_EXPORT_HISTORIES=1000000 SECURE_EXPORT_SEED=1 unit_core PolicyHistoriesTest   plays as many from that seed on.
#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "tests/unit/core/policy_judge.h"

namespace {

using namespace histories;

// About ten seconds: 20,000 as it is installed; without optimization a history takes four times as long, with
// sanitizers far longer.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t usual_count = 1'000;
#elif defined(__OPTIMIZE__)
constexpr std::uint64_t usual_count = 20'000;
#else
constexpr std::uint64_t usual_count = 4'000;
#endif

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// The shortest history with a fault that dropping single messages leads to.
History shrunk(History history, const Rules& rules, const Counted& counted) {
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (std::size_t n = history.messages.size(); n-- > 0;) {
            History shorter = history;
            shorter.messages.erase(shorter.messages.begin() + static_cast<std::ptrdiff_t>(n));
            if (judge(shorter, rules, counted).fault.empty()) continue;
            history = std::move(shorter);
            smaller = true;
        }
    }
    return history;
}

std::string explained(std::uint64_t seed, const Rules& rules, const Counted& counted = {}) {
    const History shortest = shrunk(random_history(seed), rules, counted);
    const Verdict verdict = judge(shortest, rules, counted, true);
    return "seed " + std::to_string(seed) + ": " + verdict.fault + "\n" + in_words(shortest) + "decided:\n" +
           verdict.log;
}

class PolicyHistoriesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PolicyHistoriesTest);
    CPPUNIT_TEST(random_histories_become_what_the_text_says);
    CPPUNIT_TEST(a_changed_row_of_the_model_is_noticed);
    CPPUNIT_TEST(a_changed_count_of_the_model_is_noticed);
    CPPUNIT_TEST_SUITE_END();

public:
    void random_histories_become_what_the_text_says() {
        const std::uint64_t count = from_environment("SECURE_EXPORT_HISTORIES", usual_count);
        const std::uint64_t seed = from_environment("SECURE_EXPORT_SEED", 1);
        const std::uint64_t keep_on = from_environment("SECURE_EXPORT_FAULTS", 0);
        const auto began = std::chrono::steady_clock::now();
        std::uint64_t messages = 0, decisions = 0, incidents = 0, faults = 0;
        for (std::uint64_t n = 0; n < count; ++n) {
            const History history = random_history(seed + n);
            const Verdict verdict = judge(history, rules_of_the_text());
            if (!verdict.fault.empty()) {
                if (faults++ >= keep_on) CPPUNIT_FAIL(explained(seed + n, rules_of_the_text()));
                std::cerr << explained(seed + n, rules_of_the_text()) << '\n';
            }
            messages += history.messages.size();
            decisions += static_cast<std::uint64_t>(verdict.decisions);
            incidents += static_cast<std::uint64_t>(verdict.incidents);
            if ((n + 1) % 100'000 == 0) std::cerr << n + 1 << " histories\n";
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        std::cerr << count << " histories from seed " << seed << ": " << messages << " messages, " << decisions
                  << " decisions, " << incidents << " incidents, " << faults << " faults, " << took.count() << " s\n";
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, faults);
    }

    void a_changed_row_of_the_model_is_noticed() {
        for (std::size_t n = 0; n < rules_of_the_text().size(); ++n) {
            Rules rules = rules_of_the_text();
            Row& row = rules[n];
            row.then = needs_no_act(row.then) ? Then::open : Then::record;
            CPPUNIT_ASSERT_MESSAGE("row " + std::to_string(n) + ", \"" + row.says + "\", makes no difference",
                                   histories_until_noticed(rules, {}) > 0);
        }
    }

    void a_changed_count_of_the_model_is_noticed() {
        for (bool Counted::*rule : {&Counted::ends_count_as_changes, &Counted::storms_forget, &Counted::severity_rises,
                                    &Counted::late_is_ignored, &Counted::first_route_decides}) {
            Counted counted;
            counted.*rule = false;
            CPPUNIT_ASSERT(histories_until_noticed(rules_of_the_text(), counted) > 0);
        }
    }

private:
    static bool needs_no_act(Then then) {
        return then != Then::open && then != Then::reopen && then != Then::summary && then != Then::tell &&
               then != Then::resolve && then != Then::tell_over;
    }

    // 0: never.
    static std::uint64_t histories_until_noticed(const Rules& rules, const Counted& counted) {
        constexpr std::uint64_t enough = 20'000;
        for (std::uint64_t seed = 1; seed <= enough; ++seed)
            if (!judge(random_history(seed), rules, counted).fault.empty()) return seed;
        return 0;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PolicyHistoriesTest);

}  // namespace
