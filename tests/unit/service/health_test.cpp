// Long: one suite, a case for each reason that health may have.
// What health says is what an alert that is sent now meets.

#include <sys/file.h>

#include <fstream>

#include "db/store/schema.h"
#include "json/json.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;
using namespace std::chrono_literals;

class HealthTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HealthTest);
    CPPUNIT_TEST(all_is_well);
    CPPUNIT_TEST(keys_that_cannot_be_fetched_are_told_after_a_day_and_not_used_after_a_week);
    CPPUNIT_TEST(how_long_keys_are_used_is_a_setting);
    CPPUNIT_TEST(a_clock_set_back_makes_no_keys_fresh);
    CPPUNIT_TEST(a_clock_set_back_and_a_restart_of_the_machine_make_no_keys_fresh_for_ever);
    CPPUNIT_TEST(keys_that_were_too_old_for_a_while_are_used_again_once_the_clock_is_right);
    CPPUNIT_TEST(without_connections_it_is_down);
    CPPUNIT_TEST(with_all_connections_off_it_is_down);
    CPPUNIT_TEST(one_connection_without_keys_beside_one_with_is_degraded);
    CPPUNIT_TEST(settings_of_a_newer_program);
    CPPUNIT_TEST(a_clock_that_is_behind_turns_no_genuine_alert_away_for_good);
    CPPUNIT_TEST(a_clock_that_was_ahead_once_does_not_count_for_ever);
    CPPUNIT_TEST(a_cap_that_bites_is_told_until_it_is_taken_away);
    CPPUNIT_TEST(a_lock_of_another_program_is_told_and_over_at_once);
    CPPUNIT_TEST(work_that_nobody_takes_up_is_told_where_no_worker_runs);
    CPPUNIT_TEST(a_question_leaves_nothing_behind_that_people_see);
    CPPUNIT_TEST(many_questions_in_a_row_write_little_and_say_no_less_than_the_last_alert_met);
    CPPUNIT_TEST_SUITE_END();

    static Reply ask(ServiceFixture& fixture) {
        Request request;
        request.endpoint = service::Service::endpoints()[1].number;
        request.method = "GET";
        request.path = "/azure-monitor/health";
        Reply reply;
        fixture.service->handle({&request, 1}, [&](std::size_t, const Reply& given) { reply = given; });
        return reply;
    }

    // "200 degraded keys"
    static std::string health(ServiceFixture& fixture) {
        const Reply reply = ask(fixture);
        const auto body = json::read_strict(reply.body);
        CPPUNIT_ASSERT(body);
        std::string line = std::to_string(reply.status) + " " + json::text(*body, "status");
        for (const Json::Value& reason : json::member(*body, "reasons")) {
            line += " " + reason.asString();
            CPPUNIT_ASSERT_MESSAGE(line, !json::text(json::member(*body, "texts"), reason.asCString()).empty());
        }
        return line;
    }

    static int post(ServiceFixture& fixture) {
        static int number = 0;
        return fixture.post(alert("h" + std::to_string(++number), "Fired")).status;
    }

    static void meets(ServiceFixture& fixture, const std::string& told, int status) {
        CPPUNIT_ASSERT_EQUAL(told, health(fixture));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(told, status, post(fixture));
        CPPUNIT_ASSERT_EQUAL_MESSAGE("after an alert", told, health(fixture));
    }

    // Time goes on, and the work line with it.
    static void pass(ServiceFixture& fixture, Milliseconds time) {
        fixture.later(time);
        fixture.work();
    }

    void all_is_well() {
        ServiceFixture fixture;
        meets(fixture, "200 ok", 202);
    }

    void keys_that_cannot_be_fetched_are_told_after_a_day_and_not_used_after_a_week() {
        ServiceFixture fixture;
        fixture.authority.unreachable = true;
        pass(fixture, 23h);
        meets(fixture, "200 ok", 202);
        pass(fixture, 2h);
        meets(fixture, "200 degraded keys", 202);
        pass(fixture, 142h);  // 167 h
        meets(fixture, "200 degraded keys", 202);
        pass(fixture, 1h);
        meets(fixture, "503 down keys", 503);
        CPPUNIT_ASSERT_EQUAL(503, fixture.knock(fixture.token()).value_or(Reply{}).status);
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(503, post(fixture));  // also once the keys were asked for in vain
        CPPUNIT_ASSERT(fixture.ask("SELECT last_detail FROM rejected_callers WHERE failed_check = 'key_set'")
                           .find("keys_max_age_hours (168)") != std::string::npos);
        fixture.restart();
        meets(fixture, "503 down keys", 503);
        fixture.authority.unreachable = false;
        pass(fixture, 6min);
        meets(fixture, "200 ok", 202);
    }

    static void with_longest(ServiceFixture& fixture, int hours) {
        std::string document = fixture.admin("GET", "/api/v1/settings").body;
        const std::string before = "\"keys_max_age_hours\" : ";
        const std::size_t at = document.find(before);
        CPPUNIT_ASSERT_MESSAGE(document, at != document.npos);
        const std::size_t from = at + before.size();
        document.replace(from, document.find(',', from) - from, std::to_string(hours));
        CPPUNIT_ASSERT_EQUAL(200, fixture.admin("PUT", "/api/v1/settings", document).status);
    }

    void how_long_keys_are_used_is_a_setting() {
        ServiceFixture fixture;
        fixture.authority.unreachable = true;
        with_longest(fixture, 24);
        pass(fixture, 23h);
        meets(fixture, "200 ok", 202);
        pass(fixture, 1h);
        meets(fixture, "503 down keys", 503);
        with_longest(fixture, 999);
        meets(fixture, "200 degraded keys", 202);
    }

    void a_clock_set_back_makes_no_keys_fresh() {
        ServiceFixture fixture;
        fixture.authority.unreachable = true;
        pass(fixture, 1h);
        fixture.clock.set(-240h);
        pass(fixture, 150h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded keys clock"), health(fixture));
        pass(fixture, 20h);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down keys clock"), health(fixture));
    }

    void a_clock_set_back_and_a_restart_of_the_machine_make_no_keys_fresh_for_ever() {
        ServiceFixture fixture;
        fixture.authority.unreachable = true;
        fixture.clock.reboot();
        fixture.clock.set(-24h * 365);
        fixture.restart();
        pass(fixture, 1h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded clock"), health(fixture));
        pass(fixture, 166h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded keys clock"), health(fixture));
        pass(fixture, 2h);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down keys clock"), health(fixture));
    }

    void keys_that_were_too_old_for_a_while_are_used_again_once_the_clock_is_right() {
        ServiceFixture fixture;
        fixture.authority.unreachable = true;
        pass(fixture, 1h);
        fixture.clock.set(200h);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down keys"), health(fixture));
        fixture.clock.set(-200h);
        pass(fixture, 10s);
        meets(fixture, "200 ok", 202);
    }

    void without_connections_it_is_down() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(
            200, fixture.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})").status);
        meets(fixture, "503 down connections", 503);
        fixture.change("DELETE FROM setting");
        fixture.restart();
        meets(fixture, "503 down connections", 503);
    }

    void with_all_connections_off_it_is_down() {
        ServiceFixture fixture;
        fixture.configure("new", R"(,"enabled":false)");
        meets(fixture, "503 down connections", 403);
    }

    void one_connection_without_keys_beside_one_with_is_degraded() {
        ServiceFixture fixture;
        fixture.change("UPDATE key_set SET fetched_ms = NULL, due_tick = due_tick + 3600000 WHERE version = 2");
        fixture.restart();
        meets(fixture, "200 degraded keys", 202);
    }

    void settings_of_a_newer_program() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        fixture.change(
            "INSERT INTO setting SELECT version + 1, replace(document, '\"version\" : 1', '\"version\" : 2'), "
            "changed_at, changed_by FROM setting ORDER BY version DESC LIMIT 1");
        meets(fixture, "503 down settings", 503);
        fixture.change("DELETE FROM setting WHERE version = (SELECT max(version) FROM setting)");
        meets(fixture, "200 ok", 202);
    }

    void a_clock_that_is_behind_turns_no_genuine_alert_away_for_good() {
        ServiceFixture fixture;
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        const std::string early = fixture.token(ServiceFixture::key(),
                                                {{"nbf", fixture.clock.time.time_since_epoch().count() / 1000},
                                                 {"exp", fixture.clock.time.time_since_epoch().count() / 1000 + 9000}});
        fixture.clock.set(-4min);
        meets(fixture, "200 ok", 202);
        fixture.clock.set(-1h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded clock"), health(fixture));
        CPPUNIT_ASSERT_EQUAL(503, fixture.post({alert("early", "Fired")}, early).at(0).status);
        CPPUNIT_ASSERT_EQUAL(503, fixture.knock(early).value_or(Reply{}).status);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down clock"), health(fixture));
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));  // a token that this clock takes for valid
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded clock"), health(fixture));
        fixture.clock.set(64min);
        meets(fixture, "200 ok", 202);
    }

    void a_clock_that_was_ahead_once_does_not_count_for_ever() {
        ServiceFixture fixture;
        fixture.clock.set(240h);
        CPPUNIT_ASSERT_EQUAL(503, post(fixture));  // by this clock the keys are too old: they are asked for
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        fixture.clock.set(-240h);
        pass(fixture, 1h);  // they are fetched again
        meets(fixture, "200 degraded clock", 202);
        // A token of the future is no reason to doubt a clock that nothing else speaks against.
        for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        meets(fixture, "200 ok", 202);
        CPPUNIT_ASSERT_EQUAL(
            401, fixture
                     .post({alert("early", "Fired")},
                           fixture.token(ServiceFixture::key(),
                                         {{"nbf", fixture.clock.time.time_since_epoch().count() / 1000 + 3600}}))
                     .at(0)
                     .status);
    }

    void a_cap_that_bites_is_told_until_it_is_taken_away() {
        ServiceFixture fixture;
        fixture.configure("new", R"(,"max_alerts_per_minute":1)");
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        CPPUNIT_ASSERT_EQUAL(503, post(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded connections"), health(fixture));
        CPPUNIT_ASSERT(ask(fixture).body.find("contoso") == std::string::npos);
        fixture.configure();
        meets(fixture, "200 ok", 202);
    }

    void a_lock_of_another_program_is_told_and_over_at_once() {
        ServiceFixture fixture;
        db::Database other(fixture.folder.path() / "secure-export.sqlite", db::mapping_options());
        {
            auto held = other.write();
            CPPUNIT_ASSERT(held);
            meets(fixture, "503 down database", 503);
        }
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
    }

    void work_that_nobody_takes_up_is_told_where_no_worker_runs() {
        ServiceFixture fixture;
        fixture.restart();  // this process has not worked yet, as those of a web server never do
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        fixture.later(11s);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded worker"), health(fixture));
        const std::filesystem::path worker = fixture.folder.path() / "workers" / "1.worker";
        std::filesystem::create_directories(worker.parent_path());
        std::ofstream(worker) << "";
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded worker"), health(fixture));  // a dead one's
        const int file = ::open(worker.c_str(), O_RDWR);
        CPPUNIT_ASSERT_EQUAL(0, ::flock(file, LOCK_EX));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        ::close(file);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded worker"), health(fixture));
        fixture.work();
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
    }

    void a_question_leaves_nothing_behind_that_people_see() {
        ServiceFixture fixture;
        fixture.change("DELETE FROM desk_line");
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        CPPUNIT_ASSERT_EQUAL(
            std::string("0 0 0"),
            fixture.ask("SELECT (SELECT count(*) FROM delivery) || ' ' || (SELECT count(*) FROM inbox) || "
                        "' ' || (SELECT count(*) FROM desk_line)"));
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        CPPUNIT_ASSERT_EQUAL(202, post(fixture));
        CPPUNIT_ASSERT_EQUAL(std::string("2 2"), fixture.ask("SELECT count(*) || ' ' || max(id) FROM delivery"));
    }

    void many_questions_in_a_row_write_little_and_say_no_less_than_the_last_alert_met() {
        ServiceFixture fixture;
        for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        const auto written = [&] { return fixture.ask("SELECT at FROM probe"); };
        const std::string last = written();
        fixture.later(1s);
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        CPPUNIT_ASSERT_EQUAL(last, written());
        {
            db::Database other(fixture.folder.path() / "secure-export.sqlite", db::mapping_options());
            auto held = other.write();
            CPPUNIT_ASSERT(held);
            CPPUNIT_ASSERT_EQUAL(503, post(fixture));
            CPPUNIT_ASSERT_EQUAL(std::string("503 down database"), health(fixture));
        }
        fixture.later(1s);
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(fixture));
        CPPUNIT_ASSERT(last != written());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HealthTest);
