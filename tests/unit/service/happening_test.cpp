// Messages about one happening and the incident that stands for it.

#include "tests/unit/service/happening_bodies.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class HappeningTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HappeningTest);
    CPPUNIT_TEST(health_that_is_back_resolves_the_incident_and_the_next_trouble_opens_another);
    CPPUNIT_TEST(with_the_policy_reopen_the_next_trouble_reopens);
    CPPUNIT_TEST(available_with_nothing_open_opens_nothing);
    CPPUNIT_TEST(the_notes_say_what_changed);
    CPPUNIT_TEST(a_review_is_a_note_on_what_is_over_and_opens_nothing_by_itself);
    CPPUNIT_TEST(a_copy_soon_after_the_end_opens_nothing_and_news_later_does);
    CPPUNIT_TEST(two_messages_of_one_time_are_both_kept_and_a_doubled_one_is_a_repeat);
    CPPUNIT_TEST(what_was_accepted_before_keeps_its_key);
    CPPUNIT_TEST(the_first_message_decides_the_desk_and_the_audit_trail_says_so);
    CPPUNIT_TEST(after_people_closed_it_an_update_that_begins_nothing_opens_nothing);
    CPPUNIT_TEST_SUITE_END();

    void take(const std::string& text) {
        CPPUNIT_ASSERT_EQUAL(202, fixture_->post(text).status);
        fixture_->work();
    }
    void are(const char* all, const char* still_open) {
        CPPUNIT_ASSERT_EQUAL(std::string(all), fixture_->ask("SELECT count(*) FROM incident"));
        CPPUNIT_ASSERT_EQUAL(std::string(still_open),
                             fixture_->ask("SELECT count(*) FROM incident WHERE status <> 'closed'"));
    }
    std::string desk_id() { return fixture_->ask("SELECT desk_id FROM incident ORDER BY id"); }
    contract::Held first() { return fixture_->people().held(desk_id()); }
    std::string last_entry() { return fixture_->ask("SELECT detail FROM story ORDER BY id DESC"); }

    void health_that_is_back_resolves_the_incident_and_the_next_trouble_opens_another() {
        take(health_message("a", 10, "Activated", "Unavailable", "Available"));
        are("1", "1");
        take(health_message("b", 30, "Resolved", "Available", "Unavailable"));
        are("1", "0");
        CPPUNIT_ASSERT(
            first().resolution.starts_with("Azure Monitor: condition resolved 2026-01-01 00:30:00 UTC\n"
                                           "Resource Health of vm-1: Available, before Unavailable"));
        take(health_message("c", 50, "Activated", "Degraded", "Available"));
        are("2", "1");
        take(health_message("d", 50, "Activated", "Degraded", "Available", "vm-2"));
        are("3", "2");
    }

    void with_the_policy_reopen_the_next_trouble_reopens() {
        fixture_->configure("reopen");
        take(health_message("a", 10, "Activated", "Unavailable", "Available"));
        take(health_message("b", 30, "Resolved", "Available", "Unavailable"));
        take(health_message("c", 50, "Activated", "Degraded", "Available"));
        are("1", "1");
    }

    void available_with_nothing_open_opens_nothing() {
        take(health_message("b", 30, "Resolved", "Available", "Unavailable"));
        are("0", "0");
        take(health_message("c", 40, "Updated", "Available", "Available", "vm-2"));
        are("0", "0");
        CPPUNIT_ASSERT_EQUAL(
            std::string("it continues, but no beginning of it is known: recorded, no incident is opened for it"),
            last_entry());
    }

    void the_notes_say_what_changed() {
        take(service_message("a", 10, "ABC-1", "Active", 1));
        take(service_message("b", 20, "ABC-1", "InProgress", 2));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, first().notes.size());
        CPPUNIT_ASSERT(first().notes[0].starts_with(
            "Azure Monitor: Service Health ABC-1: stage InProgress, 2026-01-01 00:20:00 UTC\n"));
        CPPUNIT_ASSERT(first().notes[0].find("20000000-1111-4222-8333-0a1b2c3d4e5f") != std::string::npos);
        take(service_message("c", 30, "ABC-1", "Resolved", 3));
        CPPUNIT_ASSERT(first().resolution.find("Service Health ABC-1: stage Resolved") != std::string::npos);
        are("1", "0");
        // People look for it by the alert id of any of its messages.
        const std::string name =
            "/subscriptions/30000000-1111-4222-8333-0a1b2c3d4e5f/providers/microsoft.alertsmanagement/alerts/c";
        CPPUNIT_ASSERT_EQUAL(std::string("delivery 3 is a message about service-health:abc-1: explain that to see what "
                                         "became of it"),
                             fixture_->ask("SELECT detail FROM story WHERE alert_key = '" + name + "'"));
        // It is told as the first message told it.
        CPPUNIT_ASSERT_EQUAL(std::string("rule 1"), fixture_->ask("SELECT rule FROM alert"));
    }

    void a_review_is_a_note_on_what_is_over_and_opens_nothing_by_itself() {
        take(service_message("r", 500, "XYZ-1", "RCA"));
        are("0", "0");
        take(service_message("a", 10, "ABC-1", "Active"));
        take(service_message("b", 20, "ABC-1", "Resolved"));
        take(service_message("c", 500, "ABC-1", "RCA"));
        are("1", "0");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, first().notes.size());
        CPPUNIT_ASSERT(first().notes[0].starts_with("Azure Monitor: Service Health ABC-1: stage RCA"));
        CPPUNIT_ASSERT_EQUAL(std::string("closed"),
                             fixture_->ask("SELECT state FROM alert WHERE alert_key LIKE '%abc-1'"));
    }

    void a_copy_soon_after_the_end_opens_nothing_and_news_later_does() {
        take(service_message("a", 10, "ABC-1", "Active", 1));
        take(service_message("b", 20, "ABC-1", "Resolved", 1));
        take(service_message("c", 30, "ABC-1", "InProgress", 2));
        are("1", "0");
        CPPUNIT_ASSERT_EQUAL(std::string("late: newer news of it is known"), last_entry());
        take(service_message("d", 31, "ABC-1", "Active", 2));
        are("2", "1");
    }

    void two_messages_of_one_time_are_both_kept_and_a_doubled_one_is_a_repeat() {
        const std::string started = operation_message("a", 10, "op", "Started"),
                          accepted = operation_message("b", 10, "op", "Accepted");
        for (const std::string& text : {started, accepted, started, accepted}) take(text);
        are("1", "1");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, first().notes.size());
        CPPUNIT_ASSERT_EQUAL(std::string("2"),
                             fixture_->ask("SELECT count(*) FROM delivery WHERE duplicate_of IS NULL"));
    }

    // As the version before accepted it: under its alert id.
    void what_was_accepted_before_keeps_its_key() {
        CPPUNIT_ASSERT_EQUAL(202,
                             fixture_->post(health_message("b", 30, "Resolved", "Available", "Unavailable")).status);
        fixture_->change("UPDATE delivery SET alert_key = 'old', condition = 'fired', body_mark = ''");
        fixture_->change("UPDATE inbox SET alert_key = 'old'");
        fixture_->work();
        are("1", "1");
    }

    void the_first_message_decides_the_desk_and_the_audit_trail_says_so() {
        const char* document =
            R"({"version":1,"connections":[{"name":"contoso","tenant_id":"11111111-2222-3333-4444-555555555555",)"
            R"("audiences":["api://secure-export"],"desk":"host","routes":[{"name":"of two","rules":["rule 2"],)"
            R"("desk":"other"}]}],"desks":[{"name":"host","kind":"host"},{"name":"other","kind":"local"}]})";
        CPPUNIT_ASSERT_EQUAL(200, fixture_->admin("PUT", "/api/v1/settings", document).status);
        take(service_message("a", 10, "ABC-1", "Active", 1));
        take(service_message("b", 20, "ABC-1", "InProgress", 2));
        are("1", "1");
        CPPUNIT_ASSERT_MESSAGE(last_entry(), last_entry().ends_with("by route \"of two\" this message would go to desk "
                                                                    "\"other\", but the first one decided"));
    }

    void after_people_closed_it_an_update_that_begins_nothing_opens_nothing() {
        take(health_message("a", 10, "Activated", "Unavailable", "Available"));
        fixture_->people().set_state(desk_id(), IncidentState::closed);
        take(health_message("b", 20, "Updated", "Available", "Available"));
        are("1", "0");
        take(health_message("c", 30, "Resolved", "Available", "Unavailable"));
        are("1", "0");
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

CPPUNIT_TEST_SUITE_REGISTRATION(HappeningTest);
