// The ticket of every sample, public payload and body of our own against tests/data/tickets/golden.txt.  A changed one
// is printed as it would have to stand there.

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "core/affected.h"
#include "core/guid.h"
#include "tests/unit/inbound/tickets.h"

namespace {

using namespace secure_export;

const std::filesystem::path data = std::filesystem::path(TEST_DATA) / "tickets";

std::string row_of(const tickets::Body& body) {
    const Alert alert = *inbound::read_alert(body.text);
    const NewIncident ticket = tickets::ticket(alert, tickets::desk());
    std::ostringstream row;
    row << "title: " << ticket.title
        << "\nseverity: " << (alert.severity ? "Sev" + std::to_string(static_cast<int>(*alert.severity)) : "-") << "\n";
    for (const CiCandidate& candidate : ci_candidates(alert))
        row << "candidate: " << (candidate.query.by == CiQuery::By::name ? "name " : "id ") << candidate.query.value
            << "\n";
    const std::vector<std::string> lines = tickets::lines(ticket.description);
    for (std::size_t i = 0; i < lines.size() && i < 10; ++i) row << "|" << lines[i] << "\n";
    for (const std::string& line : lines)
        if (const std::size_t at = line.find(": https://"); at != std::string::npos)
            row << "link: " << line.substr(0, at) << " " << cut(line.substr(at + 2), 120) << "\n";
    return row.str();
}

std::map<std::string, std::string> golden() {
    std::map<std::string, std::string> all;
    std::ifstream file(data / "golden.txt");
    std::string name;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("=== "))
            name = line.substr(4);
        else if (!name.empty())
            all[name] += line + "\n";
    }
    return all;
}

std::vector<tickets::Body> all_bodies() {
    std::vector<tickets::Body> all = tickets::bodies(data / "own", "own/");
    const std::filesystem::path shared = SHARED_DATA "/azure";
    for (const auto& [folder, prefix] : {std::pair{"payloads", "payloads/"}, std::pair{"samples", "samples/"},
                                         std::pair{"samples/legacy", "samples/legacy/"}})
        for (tickets::Body& body : tickets::bodies(shared / folder, prefix)) all.push_back(std::move(body));
    return all;
}

class TicketsGoldenTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TicketsGoldenTest);
    CPPUNIT_TEST(every_ticket_is_as_it_was_read_and_found_good);
    CPPUNIT_TEST(no_title_is_longer_than_its_desk_takes_and_none_loses_its_resource);
    CPPUNIT_TEST(no_description_is_longer_than_its_desk_takes_and_none_loses_ids_or_the_line_about_the_item);
    CPPUNIT_TEST(alerts_that_differ_in_what_a_title_may_use_have_different_titles);
    CPPUNIT_TEST_SUITE_END();

    void every_ticket_is_as_it_was_read_and_found_good() {
        const std::map<std::string, std::string> expected = golden();
        int wrong = 0;
        for (const tickets::Body& body : all_bodies()) {
            const std::string row = row_of(body);
            const auto at = expected.find(body.name);
            if (at != expected.end() && at->second == row) continue;
            ++wrong;
            std::cout << "\n=== " << body.name << "\n" << row;
        }
        CPPUNIT_ASSERT_EQUAL_MESSAGE("tickets above that differ from tests/data/tickets/golden.txt", 0, wrong);
    }

    // What tells two tickets apart in a list: how bad, which rule, on what, and which of its series.
    static std::string what_a_title_may_use(const Alert& alert) {
        std::string all = alert.severity_text + '|' + alert.rule + '|' + affected_by(alert, std::nullopt).name + '|' +
                          alert.state + '|' + alert.operation + '|' + alert.headline + '|' + alert.addition;
        std::vector<std::string> series;
        for (const Fact& one : alert.dimensions)
            if (!is_guid(one.value)) series.push_back(one.value);
        std::sort(series.begin(), series.end());
        for (const std::string& value : series) all += '|' + value;
        return lower(all);
    }

    void alerts_that_differ_in_what_a_title_may_use_have_different_titles() {
        std::map<std::string, std::pair<std::string, std::string>> by_title;  // title -> what it is of, whose it is
        std::string alike;
        std::vector<tickets::Body> bodies = all_bodies();
        for (const tickets::Body& body : all_bodies())  // another series of the same resource
            if (const std::size_t at = body.text.find("\"Primary\""); at != std::string::npos)
                bodies.push_back({body.name + " (another)", std::string(body.text).replace(at, 9, "\"Secondary\"")});
        for (const tickets::Body& body : bodies) {
            const Alert alert = *inbound::read_alert(body.text);
            if (alert.condition != Condition::fired || alert.form == Form::unknown) continue;
            const std::string is = what_a_title_may_use(alert);
            const auto [at, is_new] =
                by_title.try_emplace(tickets::ticket(alert, tickets::desk()).title, is, body.name);
            if (!is_new && at->second.first != is)
                alike += "\n" + at->first + "\n  " + at->second.second + ": " + at->second.first + "\n  " + body.name +
                         ": " + is;
        }
        CPPUNIT_ASSERT_EQUAL(std::string(), alike);
    }

    void no_title_is_longer_than_its_desk_takes_and_none_loses_its_resource() {
        for (const tickets::Body& body : all_bodies()) {
            Alert alert = *inbound::read_alert(body.text);
            for (const int limit : {100, 130, 160, 255})
                for (const char* longer : {"", "CPU is above the agreed limit, ", "\xE8\xAD\xA6\xE5\x91\x8A"}) {
                    Alert long_named = alert;
                    for (int i = 0; i < 40 && *longer; ++i) long_named.rule += longer;
                    const std::string title = tickets::ticket(long_named, tickets::desk(limit)).title;
                    CPPUNIT_ASSERT_MESSAGE(body.name + ": " + title,
                                           tickets::characters(title) <= static_cast<std::size_t>(limit));
                    const std::string name = affected_by(alert, std::nullopt).name;
                    if (name.size() > 40 || alert.form == Form::unknown) continue;
                    CPPUNIT_ASSERT_MESSAGE(body.name + ": " + title, lower(title).find(lower(name)) != title.npos);
                }
        }
    }

    void no_description_is_longer_than_its_desk_takes_and_none_loses_ids_or_the_line_about_the_item() {
        for (const tickets::Body& body : all_bodies()) {
            Alert alert = *inbound::read_alert(body.text);
            alert.facts.push_back({"Query", std::string(4000, 'q')});
            for (int i = 0; i < 20; ++i) alert.facts.push_back({"Result", std::string(1000, 'r')});
            const std::string text = tickets::ticket(alert, tickets::desk(160, 4000)).description;
            CPPUNIT_ASSERT_MESSAGE(body.name, tickets::characters(text) <= 4000);
            CPPUNIT_ASSERT_MESSAGE(body.name, text.find("No configuration item: none is known") != text.npos);
            CPPUNIT_ASSERT_MESSAGE(body.name, text.find(alert.alert_id) != text.npos);
            CPPUNIT_ASSERT_MESSAGE(body.name, text.find("Alert in the portal: https://") != text.npos);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TicketsGoldenTest);

}  // namespace
