// Every body against tests/data/golden.tsv, which names its outcome.  A changed outcome is printed as the row
// that would have to stand there.

#include <cppunit/extensions/HelperMacros.h>

#include <map>
#include <set>
#include <sstream>

#include "alert_samples.h"
#include "core/ci_candidates.h"
#include "core/timestamps.h"
#include "inbound/notice.h"

namespace {

using namespace secure_export;

const std::filesystem::path table = std::filesystem::path(TEST_DATA) / "golden.tsv";

std::string row_of(const alert_samples::Sample& sample) {
    const Alert alert = *inbound::read_alert(sample.body);
    std::ostringstream row;
    const auto time = [](const std::optional<Time>& at) { return at ? iso(*at) : "-"; };
    row << sample.name << '\t' << name_of(alert.form) << '\t' << alert.key << '\t'
        << (alert.condition == Condition::fired ? "fired" : "resolved") << '\t'
        << (alert.severity ? "Sev" + std::to_string(static_cast<int>(*alert.severity)) : "-") << '\t'
        << (alert.rule.empty() ? "-" : alert.rule) << '\t' << time(alert.fired_at) << '\t' << time(alert.resolved_at)
        << '\t';
    std::string candidates;
    for (const CiCandidate& candidate : ci_candidates(alert)) {
        candidates += (candidates.empty() ? "" : " | ");
        candidates += (candidate.query.by == CiQuery::By::name ? "name " : "id ") + candidate.query.value;
    }
    row << (candidates.empty() ? "-" : candidates);
    return row.str();
}

class GoldenTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GoldenTest);
    CPPUNIT_TEST(every_body_has_the_outcome_in_the_table);
    CPPUNIT_TEST(a_pair_shares_its_key_and_its_time_of_firing);
    CPPUNIT_TEST(tests_of_different_kinds_with_one_alert_id_have_different_keys);
    CPPUNIT_TEST_SUITE_END();

    void every_body_has_the_outcome_in_the_table() {
        const std::vector<alert_samples::Sample> samples = alert_samples::whole_bodies();
        std::map<std::string, std::string> expected;
        std::ifstream file(table);
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || line[0] == '#') continue;
            if (line.starts_with("own/") || alert_samples::published_are_here())
                expected[line.substr(0, line.find('\t'))] = line;
        }
        int wrong = 0;
        for (const alert_samples::Sample& sample : samples) {
            const std::string row = row_of(sample);
            if (expected[sample.name] == row) continue;
            ++wrong;
            std::cout << "\nROW " << row << "\n";
        }
        CPPUNIT_ASSERT_EQUAL_MESSAGE("rows above that differ from tests/data/golden.tsv", 0, wrong);
        CPPUNIT_ASSERT_EQUAL(samples.size(), expected.size());
    }

    void a_pair_shares_its_key_and_its_time_of_firing() {
        std::vector<std::pair<std::string, std::string>> pairs = {
            {"own/metric-dimensions-pair-1-fired.json", "own/metric-dimensions-pair-2-resolved.json"},
            {"own/log-v2-computer-1-fired.json", "own/log-v2-computer-2-resolved.json"},
            {"own/prometheus-1-fired.json", "own/prometheus-2-resolved.json"}};
        if (alert_samples::published_are_here())
            pairs.emplace_back("metric-http2xx-pair1-1-fired.json", "metric-http2xx-pair1-2-resolved.json");
        for (const auto& [first, second] : pairs) {
            const auto fired = *inbound::read_notice(alert_samples::sample(first));
            const auto resolved = *inbound::read_notice(alert_samples::sample(second));
            CPPUNIT_ASSERT_EQUAL(fired.key, resolved.key);
            CPPUNIT_ASSERT_EQUAL(fired.fired_at, resolved.fired_at);
            CPPUNIT_ASSERT(fired.condition == Condition::fired && resolved.condition == Condition::resolved);
        }
    }

    void tests_of_different_kinds_with_one_alert_id_have_different_keys() {
        std::set<std::string> keys, ids;
        std::size_t tests = 0;
        for (const alert_samples::Sample& sample : alert_samples::whole_bodies()) {
            const Alert alert = *inbound::read_alert(sample.body);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(sample.name, sample.name.find("testaction") != std::string::npos, alert.test);
            if (!alert.test) continue;
            ++tests;
            keys.insert(alert.key);
            ids.insert(alert.alert_id);
        }
        CPPUNIT_ASSERT_EQUAL(tests, keys.size());
        CPPUNIT_ASSERT(tests >= 2 && ids.size() < tests);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GoldenTest);

}  // namespace
