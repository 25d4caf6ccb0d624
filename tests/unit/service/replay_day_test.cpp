// A generated day of mixed alerts, worked on by a route without policies, and replayed under five sets of policies.
// SECURE_EXPORT_REPLAY_DAY=5000 plays that many messages and prints the table; the seed is in the code.

#include <cstdlib>
#include <iomanip>
#include <iostream>

#include "json/json.h"
#include "tests/unit/service/generated_alerts.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

constexpr std::uint32_t seed = 20261127;
constexpr int usual_messages = 150;

struct PolicySet {
    const char* name;
    const char* route;
};
const PolicySet five[] = {
    {"default", ""},
    {"per configuration item", R"(,"group_by":"ci")"},
    {"hold 5 min, hold_resolve 5 min", R"(,"hold":"5m","hold_resolve":"5m")"},
    {"series, reopened, flapping",
     R"(,"group_by":"series","reopen_within":"1h","flapping":{"changes":6,"within":"1h"})"},
    {"20 per 10 min, maintenance 22-02",
     R"(,"max_tickets":{"count":20,"per":"10m"},)"
     R"("maintenance":[{"weekly":["mon","tue","wed","thu","fri","sat","sun"],"start":"22:00","length":"4h"}])"},
};

}  // namespace

class ReplayDayTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReplayDayTest);
    CPPUNIT_TEST(a_day_under_five_sets_of_policies);
    CPPUNIT_TEST_SUITE_END();

    Json::Value replay(const std::string& more) {
        const Reply reply = fixture_.ask_api("POST", "/api/v1/replay", R"({"since":"3d")" + more + "}");
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
        return *json::read_strict(reply.body);
    }

    static void print(const char* name, const Json::Value& result) {
        std::cout << std::left << std::setw(34) << name << std::right;
        for (const char* what :
             {"messages", "opened", "reopened", "grouped", "held", "never_opened", "summary", "resolved"})
            std::cout << std::setw(13) << result["total"][what].asInt();
        int notes = 0;
        for (const Json::Value& day : result["days"]) notes += day["notes_now"].asInt();
        std::cout << std::setw(8) << notes << std::setw(11) << result["different"].asInt() << "\n";
    }

    void a_day_under_five_sets_of_policies() {
        const char* const wanted = std::getenv("SECURE_EXPORT_REPLAY_DAY");
        const int messages = wanted ? std::stoi(wanted) : usual_messages;
        fixture_.configure("new", R"(,"routes":[{"name":"r1"}])");
        for (int machine = 0; machine < 40; machine += 2)  // every second one is in the CMDB
            fixture_.people().add_ci(
                {"", "vm-" + std::to_string(machine), "",
                 "/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourcegroups/rg" + std::to_string(machine % 3) +
                     "/providers/microsoft.compute/virtualmachines/vm-" + std::to_string(machine)});
        fixture_.later(std::chrono::seconds(1));
        for (const GeneratedAlert& one :
             generated_alerts(seed, {messages, 40, std::chrono::seconds(300), fixture_.clock.time})) {
            fixture_.later(one.after);
            CPPUNIT_ASSERT_EQUAL(202, fixture_.post(one.body).status);
            fixture_.work();
        }
        fixture_.later(std::chrono::hours(2));
        fixture_.work();
        if (wanted) {
            std::cout << "\n"
                      << messages << " messages, seed " << seed << ", from 2026-01-01T10:00:01Z to "
                      << fixture_.ask("SELECT max(received_at) FROM delivery") << ", "
                      << fixture_.ask("SELECT count(*) FROM delivery WHERE duplicate_of IS NOT NULL") << " repeats\n"
                      << std::left << std::setw(34) << "policies" << std::right;
            for (const char* title :
                 {"messages", "opened", "reopened", "grouped", "held", "never opened", "in a summary", "resolved"})
                std::cout << std::setw(13) << title;
            std::cout << std::setw(8) << "notes" << std::setw(11) << "different"
                      << "\n";
        }
        const Json::Value settings = *json::read_strict(fixture_.ask_api("GET", "/api/v1/settings").body);
        int previous = -1;
        for (const PolicySet& set : five) {
            Json::Value document = settings;
            document["connections"][0]["routes"][0] =
                *json::read_strict(std::string(R"({"name":"r1")") + set.route + "}");
            const Json::Value result = replay(R"(,"settings":)" + json::write(document));
            if (wanted) print(set.name, result);
            const bool first = &set == five;
            CPPUNIT_ASSERT_EQUAL(first, result["different"].asInt() == 0);
            if (!first) CPPUNIT_ASSERT(result["total"]["opened"].asInt() < previous);
            if (first) previous = result["total"]["opened"].asInt();
        }
    }

    ServiceFixture fixture_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplayDayTest);
