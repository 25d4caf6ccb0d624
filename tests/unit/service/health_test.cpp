// Long: one suite, a case for each reason that health may have.
// What health says is what an alert that is sent now meets.

#include <sys/file.h>

#include <fstream>

#include "db/store/schema.h"
#include "json/json.h"
#include "tests/unit/service/town.h"

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

    static Reply ask(Town& town) {
        Request request;
        request.endpoint = service::Service::endpoints()[1].number;
        request.method = "GET";
        request.path = "/azure-monitor/health";
        Reply reply;
        town.service->handle({&request, 1}, [&](std::size_t, const Reply& given) { reply = given; });
        return reply;
    }

    // "200 degraded keys"
    static std::string health(Town& town) {
        const Reply reply = ask(town);
        const auto body = json::read_strict(reply.body);
        CPPUNIT_ASSERT(body);
        std::string line = std::to_string(reply.status) + " " + json::text(*body, "status");
        for (const Json::Value& reason : json::member(*body, "reasons")) {
            line += " " + reason.asString();
            CPPUNIT_ASSERT_MESSAGE(line, !json::text(json::member(*body, "texts"), reason.asCString()).empty());
        }
        return line;
    }

    static int post(Town& town) {
        static int number = 0;
        return town.post(alert("h" + std::to_string(++number), "Fired")).status;
    }

    static void meets(Town& town, const std::string& told, int status) {
        CPPUNIT_ASSERT_EQUAL(told, health(town));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(told, status, post(town));
        CPPUNIT_ASSERT_EQUAL_MESSAGE("after an alert", told, health(town));
    }

    // Time goes on, and the work line with it.
    static void pass(Town& town, Milliseconds time) {
        town.later(time);
        town.work();
    }

    void all_is_well() {
        Town town;
        meets(town, "200 ok", 202);
    }

    void keys_that_cannot_be_fetched_are_told_after_a_day_and_not_used_after_a_week() {
        Town town;
        town.authority.away = true;
        pass(town, 23h);
        meets(town, "200 ok", 202);
        pass(town, 2h);
        meets(town, "200 degraded keys", 202);
        pass(town, 142h);  // 167 h
        meets(town, "200 degraded keys", 202);
        pass(town, 1h);
        meets(town, "503 down keys", 503);
        CPPUNIT_ASSERT_EQUAL(503, town.knock(town.token()).value_or(Reply{}).status);
        town.work();
        CPPUNIT_ASSERT_EQUAL(503, post(town));  // also once the keys were asked for in vain
        CPPUNIT_ASSERT(town.ask("SELECT last_detail FROM rejected_callers WHERE failed_check = 'key_set'")
                           .find("keys_max_age_hours (168)") != std::string::npos);
        town.restart();
        meets(town, "503 down keys", 503);
        town.authority.away = false;
        pass(town, 6min);
        meets(town, "200 ok", 202);
    }

    static void with_longest(Town& town, int hours) {
        std::string document = town.admin("GET", "/api/v1/settings").body;
        const std::string before = "\"keys_max_age_hours\" : ";
        const std::size_t at = document.find(before);
        CPPUNIT_ASSERT_MESSAGE(document, at != document.npos);
        const std::size_t from = at + before.size();
        document.replace(from, document.find(',', from) - from, std::to_string(hours));
        CPPUNIT_ASSERT_EQUAL(200, town.admin("PUT", "/api/v1/settings", document).status);
    }

    void how_long_keys_are_used_is_a_setting() {
        Town town;
        town.authority.away = true;
        with_longest(town, 24);
        pass(town, 23h);
        meets(town, "200 ok", 202);
        pass(town, 1h);
        meets(town, "503 down keys", 503);
        with_longest(town, 999);
        meets(town, "200 degraded keys", 202);
    }

    void a_clock_set_back_makes_no_keys_fresh() {
        Town town;
        town.authority.away = true;
        pass(town, 1h);
        town.clock.set(-240h);
        pass(town, 150h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded keys clock"), health(town));
        pass(town, 20h);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down keys clock"), health(town));
    }

    void a_clock_set_back_and_a_restart_of_the_machine_make_no_keys_fresh_for_ever() {
        Town town;
        town.authority.away = true;
        town.clock.reboot();
        town.clock.set(-24h * 365);
        town.restart();
        pass(town, 1h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded clock"), health(town));
        pass(town, 166h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded keys clock"), health(town));
        pass(town, 2h);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down keys clock"), health(town));
    }

    void keys_that_were_too_old_for_a_while_are_used_again_once_the_clock_is_right() {
        Town town;
        town.authority.away = true;
        pass(town, 1h);
        town.clock.set(200h);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down keys"), health(town));
        town.clock.set(-200h);
        pass(town, 10s);
        meets(town, "200 ok", 202);
    }

    void without_connections_it_is_down() {
        Town town;
        CPPUNIT_ASSERT_EQUAL(
            200, town.admin("PUT", "/api/v1/settings", R"({"version":1,"connections":[],"desks":[]})").status);
        meets(town, "503 down connections", 503);
        town.change("DELETE FROM setting");
        town.restart();
        meets(town, "503 down connections", 503);
    }

    void with_all_connections_off_it_is_down() {
        Town town;
        town.configure("new", R"(,"enabled":false)");
        meets(town, "503 down connections", 403);
    }

    void one_connection_without_keys_beside_one_with_is_degraded() {
        Town town;
        town.change("UPDATE key_set SET fetched_ms = NULL, due_tick = due_tick + 3600000 WHERE version = 2");
        town.restart();
        meets(town, "200 degraded keys", 202);
    }

    void settings_of_a_newer_program() {
        Town town;
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        town.change(
            "INSERT INTO setting SELECT version + 1, replace(document, '\"version\" : 1', '\"version\" : 2'), "
            "changed_at, changed_by FROM setting ORDER BY version DESC LIMIT 1");
        meets(town, "503 down settings", 503);
        town.change("DELETE FROM setting WHERE version = (SELECT max(version) FROM setting)");
        meets(town, "200 ok", 202);
    }

    void a_clock_that_is_behind_turns_no_genuine_alert_away_for_good() {
        Town town;
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        const std::string early =
            town.token(Town::key(), {{"nbf", town.clock.time.time_since_epoch().count() / 1000},
                                     {"exp", town.clock.time.time_since_epoch().count() / 1000 + 9000}});
        town.clock.set(-4min);
        meets(town, "200 ok", 202);
        town.clock.set(-1h);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded clock"), health(town));
        CPPUNIT_ASSERT_EQUAL(503, town.post({alert("early", "Fired")}, early).at(0).status);
        CPPUNIT_ASSERT_EQUAL(503, town.knock(early).value_or(Reply{}).status);
        CPPUNIT_ASSERT_EQUAL(std::string("503 down clock"), health(town));
        CPPUNIT_ASSERT_EQUAL(202, post(town));  // a token that this clock takes for valid
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded clock"), health(town));
        town.clock.set(64min);
        meets(town, "200 ok", 202);
    }

    void a_clock_that_was_ahead_once_does_not_count_for_ever() {
        Town town;
        town.clock.set(240h);
        CPPUNIT_ASSERT_EQUAL(503, post(town));  // by this clock the keys are too old: they are asked for
        town.work();
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        town.clock.set(-240h);
        pass(town, 1h);  // they are fetched again
        meets(town, "200 degraded clock", 202);
        // A token of the future is no reason to doubt a clock that nothing else speaks against.
        for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(202, post(town));
        meets(town, "200 ok", 202);
        CPPUNIT_ASSERT_EQUAL(
            401, town.post({alert("early", "Fired")},
                           town.token(Town::key(), {{"nbf", town.clock.time.time_since_epoch().count() / 1000 + 3600}}))
                     .at(0)
                     .status);
    }

    void a_cap_that_bites_is_told_until_it_is_taken_away() {
        Town town;
        town.configure("new", R"(,"max_alerts_per_minute":1)");
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        CPPUNIT_ASSERT_EQUAL(503, post(town));
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded connections"), health(town));
        CPPUNIT_ASSERT(ask(town).body.find("contoso") == std::string::npos);
        town.configure();
        meets(town, "200 ok", 202);
    }

    void a_lock_of_another_program_is_told_and_over_at_once() {
        Town town;
        db::Database other(town.folder.path() / "secure-export.sqlite", db::mapping_options());
        {
            auto held = other.write();
            CPPUNIT_ASSERT(held);
            meets(town, "503 down database", 503);
        }
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
    }

    void work_that_nobody_takes_up_is_told_where_no_worker_runs() {
        Town town;
        town.restart();  // this process has not worked yet, as those of a web server never do
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        town.later(11s);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded worker"), health(town));
        const std::filesystem::path worker = town.folder.path() / "workers" / "1.worker";
        std::filesystem::create_directories(worker.parent_path());
        std::ofstream(worker) << "";
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded worker"), health(town));  // a dead one's
        const int file = ::open(worker.c_str(), O_RDWR);
        CPPUNIT_ASSERT_EQUAL(0, ::flock(file, LOCK_EX));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        ::close(file);
        CPPUNIT_ASSERT_EQUAL(std::string("200 degraded worker"), health(town));
        town.work();
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
    }

    void a_question_leaves_nothing_behind_that_people_see() {
        Town town;
        town.change("DELETE FROM desk_line");
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        CPPUNIT_ASSERT_EQUAL(
            std::string("0 0 0"),
            town.ask("SELECT (SELECT count(*) FROM delivery) || ' ' || (SELECT count(*) FROM inbox) || "
                     "' ' || (SELECT count(*) FROM desk_line)"));
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        CPPUNIT_ASSERT_EQUAL(202, post(town));
        CPPUNIT_ASSERT_EQUAL(std::string("2 2"), town.ask("SELECT count(*) || ' ' || max(id) FROM delivery"));
    }

    void many_questions_in_a_row_write_little_and_say_no_less_than_the_last_alert_met() {
        Town town;
        for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        const auto written = [&] { return town.ask("SELECT at FROM probe"); };
        const std::string last = written();
        town.later(1s);
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        CPPUNIT_ASSERT_EQUAL(last, written());
        {
            db::Database other(town.folder.path() / "secure-export.sqlite", db::mapping_options());
            auto held = other.write();
            CPPUNIT_ASSERT(held);
            CPPUNIT_ASSERT_EQUAL(503, post(town));
            CPPUNIT_ASSERT_EQUAL(std::string("503 down database"), health(town));
        }
        town.later(1s);
        CPPUNIT_ASSERT_EQUAL(std::string("200 ok"), health(town));
        CPPUNIT_ASSERT(last != written());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HealthTest);
