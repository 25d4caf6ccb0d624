// An outcome that the database did not take: the item is not kept by a claim that nobody holds any more.

#include "db/store/schema.h"
#include "tests/unit/service/desk_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class UnwrittenTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UnwrittenTest);
    CPPUNIT_TEST(what_could_not_be_written_is_given_back_when_the_database_is_well);
    CPPUNIT_TEST(what_another_worker_has_meanwhile_is_left_to_it);
    CPPUNIT_TEST(the_severity_that_a_body_tells_decides_who_comes_first);
    CPPUNIT_TEST_SUITE_END();

    // A fixture whose database another process keeps locked from the middle of the first call to the desk on.
    struct Locked : DeskFixture {
        Locked() : DeskFixture({"one"}) {
            db::Database::Options options;
            options.migrations = db::mapping_schema();
            other = std::make_unique<db::Database>(folder.path() / "secure-export.sqlite", options);
            scripts["one"].on_open = [this] {
                if (++calls == 1) held.emplace(*other->write());
                return Outcome();
            };
            post_to("one", alert("a1", "Fired", "2026-01-01T09:59:00Z", ""));
            work();
        }
        ~Locked() { held.reset(); }
        void let_go() { held.reset(); }
        std::unique_ptr<db::Database> other;
        std::optional<db::Transaction> held;
        int calls = 0;
    };

    void what_could_not_be_written_is_given_back_when_the_database_is_well() {
        Locked fixture;
        CPPUNIT_ASSERT_EQUAL(1, fixture.calls);
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT leased FROM inbox"));
        fixture.work();  // still locked: it is remembered
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT leased FROM inbox"));
        fixture.let_go();
        fixture.work();  // no time has passed: its lease is far from over
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.ask("SELECT attempt FROM inbox"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture.ask("SELECT leased FROM inbox"));
    }

    void what_another_worker_has_meanwhile_is_left_to_it() {
        Locked fixture;
        fixture.let_go();
        fixture.change("UPDATE inbox SET attempt = 2");
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture.ask("SELECT leased FROM inbox"));
        CPPUNIT_ASSERT_EQUAL(std::string("2"), fixture.ask("SELECT attempt FROM inbox"));
    }

    void the_severity_that_a_body_tells_decides_who_comes_first() {
        ServiceFixture fixture;
        const auto of = [](const std::string& id, const std::string& severity) {
            std::string body = alert(id, "Fired");
            const std::size_t at = body.find("\"Sev");
            CPPUNIT_ASSERT(at != std::string::npos);
            return body.replace(at + 1, 4, severity);
        };
        fixture.post(of("a1", "Sev4"));
        fixture.post(of("a2", "Sev0"));
        fixture.post(of("a3", "a word"));
        for (const auto& [delivery, severity] : {std::pair("1", "4"), {"2", "0"}, {"3", "5"}})
            CPPUNIT_ASSERT_EQUAL(
                std::string(severity),
                fixture.ask(std::string("SELECT severity_level FROM inbox WHERE delivery = ") + delivery));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("/subscriptions/s1/providers/Microsoft.AlertsManagement/alerts/a2"),
                             fixture.ask("SELECT alert_id FROM alert ORDER BY id LIMIT 1"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UnwrittenTest);
