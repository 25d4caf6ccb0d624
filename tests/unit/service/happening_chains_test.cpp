// Whole chains of messages about one happening, in many orders, doubled, and with one missing: never a second incident,
// and the right end.

#include <algorithm>
#include <random>

#include "tests/unit/service/happening_bodies.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

namespace {

enum class Role { begins, continues, ends, follows };

struct Message {
    Role role;
    std::string body;
};
using Chain = std::vector<Message>;

// Told by the contract: in these chains every end is newer than every beginning.
struct Fate {
    int incidents = 0;
    bool open = false;
};

// What must come of the messages in this order.  An incident is opened by a beginning before which no end came; after
// an end, everything that began before it is late.
Fate expected(const Chain& chain) {
    Fate outcome;
    bool ended = false;
    for (const Message& message : chain) {
        if (message.role == Role::begins && !ended && outcome.incidents == 0) outcome = {1, true};
        if (message.role == Role::ends) {
            ended = true;
            outcome.open = false;
        }
    }
    return outcome;
}

}  // namespace

class HappeningChainsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HappeningChainsTest);
    CPPUNIT_TEST(resource_health_goes_down_and_up);
    CPPUNIT_TEST(service_health_of_three_subscriptions_with_five_stages_and_an_rca);
    CPPUNIT_TEST(an_operation_starts_is_accepted_and_succeeds);
    CPPUNIT_TEST(an_issue_with_timed_updates);
    CPPUNIT_TEST_SUITE_END();

    // Posts them in this order and compares what the mapping and the desk have under `key` then.
    void is_one_incident(const std::string& key, const Chain& chain, const std::string& what) {
        int first_ones = 0;
        std::vector<std::string> seen;
        for (const Message& message : chain) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(what, 202, fixture_->post(message.body).status);
            fixture_->work();
            if (std::find(seen.begin(), seen.end(), message.body) == seen.end()) {
                ++first_ones;
                seen.push_back(message.body);
            }
        }
        const Fate outcome = expected(chain);
        const auto count = [&](const std::string& sql) {
            return std::stoi(fixture_->ask("SELECT count(*) FROM " + sql));
        };
        const std::string of_alert = " WHERE alert_key = '" + key + "'";
        const std::string of_incident =
            "incident WHERE correlation_key = (SELECT correlation_key FROM alert" + of_alert + ")";
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, outcome.incidents, count(of_incident));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, outcome.open ? 1 : 0, count(of_incident + " AND status <> 'closed'"));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, first_ones, count("delivery" + of_alert + " AND duplicate_of IS NULL"));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, static_cast<int>(chain.size()), count("delivery" + of_alert));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, 0, count("inbox" + of_alert + " AND state <> 'done'"));
        if (outcome.incidents == 0) {
            // Each message has its reason.
            CPPUNIT_ASSERT_EQUAL_MESSAGE(what, first_ones,
                                         count("story" + of_alert + " AND what IN ('late', 'nothing_to_do')"));
            return;
        }
        const std::string id = fixture_->ask("SELECT desk_id FROM " + of_incident);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, !outcome.open, !fixture_->people().held(id).resolution.empty());
    }

    // All orders of a short chain: as it is, with each message doubled at another place, and with each missing.
    template <class Make>
    void in_all_orders(const std::string& key, const Make& make) {
        int round = 0;
        std::mt19937 random(14);
        const auto try_one = [&](Chain chain, const std::string& what) {
            const std::string name = std::to_string(round);
            is_one_incident(key + name, chain, what + ", round " + name);
        };
        const std::size_t size = make("0").size();
        std::vector<std::size_t> order(size);
        for (std::size_t i = 0; i < size; ++i) order[i] = i;
        do {
            for (std::size_t odd = 0; odd <= 2 * size; ++odd) {
                const Chain all = make(std::to_string(++round));
                Chain chain;
                for (const std::size_t i : order)
                    if (odd != i + 1) chain.push_back(all[i]);
                if (odd > size)
                    chain.insert(chain.begin() + static_cast<long>(random() % (size + 1)), all[odd - size - 1]);
                try_one(chain, odd == 0 ? "all" : odd <= size ? "one missing" : "one doubled");
            }
        } while (std::next_permutation(order.begin(), order.end()));
    }

    // Some orders of a long chain; messages are missing and doubled at random.
    template <class Make>
    void in_some_orders(const std::string& key, int rounds, const Make& make) {
        std::mt19937 random(15);
        for (int round = 1; round <= rounds; ++round) {
            Chain chain = make(std::to_string(round));
            std::shuffle(chain.begin(), chain.end(), random);
            if (round % 3 == 1) chain.erase(chain.begin() + static_cast<long>(random() % chain.size()));
            if (round % 3 == 2) chain.push_back(chain[random() % chain.size()]);
            is_one_incident(key + std::to_string(round), chain, "round " + std::to_string(round));
        }
    }

    void resource_health_goes_down_and_up() {
        in_all_orders(
            "resource-health:/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourcegroups/rg/providers/"
            "microsoft.compute/virtualmachines/vm-",
            [](const std::string& n) {
                const std::string vm = "vm-" + n;
                return Chain{{Role::begins, health_message(n + "a", 10, "Activated", "Unavailable", "Available", vm)},
                             {Role::continues, health_message(n + "b", 12, "Updated", "Available", "Available", vm)},
                             {Role::ends, health_message(n + "c", 30, "Resolved", "Available", "Unavailable", vm)}};
            });
    }

    void service_health_of_three_subscriptions_with_five_stages_and_an_rca() {
        in_some_orders("service-health:abc-", 18, [](const std::string& n) {
            Chain chain;
            const auto add = [&](Role role, const char* stage, int minute) {
                for (int one = 1; one <= 3; ++one)
                    chain.push_back(
                        {role, service_message(n + stage + std::to_string(one), minute + one, "ABC-" + n, stage, one)});
            };
            add(Role::begins, "Active", 0);
            add(Role::begins, "Planned", 20);
            add(Role::begins, "InProgress", 40);
            add(Role::begins, "Rescheduled", 60);
            add(Role::ends, "Resolved", 80);
            add(Role::follows, "RCA", 500);
            return chain;
        });
    }

    void an_operation_starts_is_accepted_and_succeeds() {
        in_all_orders("operation:op-", [](const std::string& n) {
            return Chain{{Role::begins, operation_message(n + "a", 10, "OP-" + n, "Started")},
                         {Role::begins, operation_message(n + "b", 10, "op-" + n, "Accepted")},
                         {Role::begins, operation_message(n + "c", 11, "op-" + n, "Succeeded")}};
        });
    }

    void an_issue_with_timed_updates() {
        in_some_orders(
            "issue:/subscriptions/0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f/resourcegroups/rg/providers/"
            "microsoft.monitor/accounts/ws/issues/",
            30, [](const std::string& n) {
                return Chain{{Role::begins, issue_message(n, 10, n, "New", "IssueCreation")},
                             {Role::begins, issue_message(n, 20, n, "In Progress", "OnChange")},
                             {Role::begins, issue_message(n, 30, n, "In Progress", "TimeBased")},
                             {Role::continues, issue_message(n, 40, n, "Mitigated", "OnChange")},
                             {Role::continues, issue_message(n, 50, n, "Mitigated", "TimeBased")},
                             {Role::ends, issue_message(n, 60, n, "Resolved", "OnChange")},
                             {Role::ends, issue_message(n, 70, n, "Closed", "OnChange")}};
            });
    }

    std::unique_ptr<ServiceFixture> fixture_;

public:
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure();
        fixture_->work();  // fetches the keys
    }
    void tearDown() override { fixture_.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HappeningChainsTest);
