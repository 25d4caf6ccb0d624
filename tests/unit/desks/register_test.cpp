// Long: one suite over one register.
#include "adapters/desks/local/desk.h"

#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "support.h"

namespace secure_export::desks {

class RegisterTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RegisterTest);
    CPPUNIT_TEST(numbers_begin_at_one_and_are_never_given_twice);
    CPPUNIT_TEST(priority_follows_the_matrix_of_impact_and_urgency);
    CPPUNIT_TEST(impact_and_urgency_beyond_the_matrix_are_refused);
    CPPUNIT_TEST(keys_that_no_desk_would_keep_are_refused);
    CPPUNIT_TEST(a_key_cannot_be_there_twice_whoever_writes);
    CPPUNIT_TEST(processes_that_open_under_one_key_at_once_get_one_incident);
    CPPUNIT_TEST(threads_that_open_under_one_key_at_once_get_one_incident);
    CPPUNIT_TEST(what_people_decided_stands);
    CPPUNIT_TEST(every_change_is_in_the_history_whoever_made_it);
    CPPUNIT_TEST(the_views_show_incidents_and_configuration_items);
    CPPUNIT_TEST(look_ups_use_their_indexes);
    CPPUNIT_TEST(a_ci_lost_before_opening_is_told_in_a_note);
    CPPUNIT_TEST(a_note_that_is_said_again_stands_once);
    CPPUNIT_TEST(a_ci_that_people_chose_is_not_replaced);
    CPPUNIT_TEST(a_locked_register_is_for_later);
    CPPUNIT_TEST(a_register_without_its_tables_is_for_later);
    CPPUNIT_TEST(a_check_says_what_is_missing);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    HandMovedClock clock_;
    LocalDesk desk_{file(), clock_};
    Client client_{file()};

    std::filesystem::path file() const { return directory_.path / "desk.sqlite"; }

public:
    void numbers_begin_at_one_and_are_never_given_twice() {
        CPPUNIT_ASSERT_EQUAL(std::string("LOC-000001"), value(desk_.open(incident("a"))).number);
        const DeskIncident second = value(desk_.open(incident("b")));
        CPPUNIT_ASSERT_EQUAL(std::string("LOC-000002"), second.number);
        client_.rows("DELETE FROM desk_incident WHERE number = 'LOC-000002'");
        CPPUNIT_ASSERT_EQUAL(std::string("LOC-000003"), value(desk_.open(incident("b"))).number);
        client_.rows(
            "INSERT INTO desk_incident (id, title, impact, urgency, opened_at) VALUES "
            "(9999999, 't', 1, 1, ''), (10000000, 't', 1, 1, ''), (123456789, 't', 1, 1, '')");
        CPPUNIT_ASSERT_EQUAL(std::string("LOC-9999999"), value(desk_.get("9999999")).number);
        CPPUNIT_ASSERT_EQUAL(std::string("LOC-10000000"), value(desk_.get("10000000")).number);
        CPPUNIT_ASSERT_EQUAL(std::string("LOC-123456789"), value(desk_.get("123456789")).number);
    }

    void priority_follows_the_matrix_of_impact_and_urgency() {
        const int matrix[3][3] = {{1, 2, 3}, {2, 3, 4}, {3, 4, 5}};
        for (int impact = 1; impact <= 3; ++impact) {
            for (int urgency = 1; urgency <= 3; ++urgency) {
                NewIncident weighted = incident("k" + std::to_string(impact) + std::to_string(urgency));
                weighted.impact = impact;
                weighted.urgency = urgency;
                value(desk_.open(weighted));
                CPPUNIT_ASSERT_EQUAL(std::to_string(matrix[impact - 1][urgency - 1]),
                                     client_.row("SELECT priority FROM incidents WHERE key = '" + weighted.key + "'"));
            }
        }
        client_.rows("UPDATE desk_incident SET urgency = 3 WHERE key = 'k11'");
        CPPUNIT_ASSERT_EQUAL(std::string("3"), client_.row("SELECT priority FROM incidents WHERE key = 'k11'"));
    }

    void impact_and_urgency_beyond_the_matrix_are_refused() {
        for (const int beyond : {-1, 0, 4}) {
            NewIncident wrong = incident("a");
            wrong.impact = beyond;
            CPPUNIT_ASSERT(desk_.open(wrong).error().fault == Fault::invalid);
            wrong = incident("a");
            wrong.urgency = beyond;
            CPPUNIT_ASSERT(desk_.open(wrong).error().fault == Fault::invalid);
        }
    }

    void keys_that_no_desk_would_keep_are_refused() {
        for (const std::string& wrong : {std::string(), std::string("A"), std::string("a b"), std::string("a_b"),
                                         std::string("\xC3\xB6"), std::string(41, 'a')}) {
            CPPUNIT_ASSERT_MESSAGE(wrong, desk_.open(incident(wrong)).error().fault == Fault::invalid);
        }
        CPPUNIT_ASSERT(desk_.open(incident(std::string(40, 'a'))));
        CPPUNIT_ASSERT(desk_.open(incident("azm-09-z")));
    }

    void a_key_cannot_be_there_twice_whoever_writes() {
        value(desk_.open(incident("a")));
        const std::string insert = "INSERT INTO desk_incident (key, title, impact, urgency, opened_at) VALUES ";
        CPPUNIT_ASSERT_THROW(client_.rows(insert + "('a', 't', 1, 1, '')"), db::ConstraintError);
        client_.rows(insert + "('b', 't', 1, 1, ''), (NULL, 'by hand', 1, 1, ''), (NULL, 'by hand', 1, 1, '')");
    }

    // Also forks a process whose desk has the file open already: each goes on with a connection of its own.
    void processes_that_open_under_one_key_at_once_get_one_incident() {
        constexpr int processes = 4, keys = 25;
        value(desk_.find("none"));
        int start[2], answers[2];
        CPPUNIT_ASSERT(pipe(start) == 0 && pipe(answers) == 0);
        std::vector<pid_t> children;
        for (int process = 0; process < processes; ++process) {
            const pid_t child = fork();
            CPPUNIT_ASSERT(child >= 0);
            if (child == 0) open_all_keys(start, answers[1], keys);
            children.push_back(child);
        }
        close(start[0]);
        close(start[1]);  // now they all go
        close(answers[1]);
        std::string told;
        char buffer[4096];
        for (ssize_t got; (got = read(answers[0], buffer, sizeof buffer)) > 0;) {
            told.append(buffer, static_cast<std::size_t>(got));
        }
        close(answers[0]);
        for (const pid_t child : children) {
            int status = 0;
            waitpid(child, &status, 0);
            CPPUNIT_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        std::set<std::string> different;  // "key number"
        int lines = 0;
        for (std::size_t at = 0, end; (end = told.find('\n', at)) != std::string::npos; at = end + 1, ++lines) {
            different.insert(told.substr(at, end - at));
        }
        CPPUNIT_ASSERT_EQUAL(processes * keys, lines);
        CPPUNIT_ASSERT_EQUAL(std::size_t{keys}, different.size());
        CPPUNIT_ASSERT_EQUAL(std::to_string(keys), client_.row("SELECT count(*) FROM incidents"));
        CPPUNIT_ASSERT(desk_.find("k0"));  // the parent's own connection was not disturbed
    }

    void threads_that_open_under_one_key_at_once_get_one_incident() {
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([this] {
                for (int key = 0; key < 10; ++key) static_cast<void>(desk_.open(incident("k" + std::to_string(key))));
            });
        }
        for (std::thread& thread : threads) thread.join();
        CPPUNIT_ASSERT_EQUAL(std::string("10"), client_.row("SELECT count(*) FROM incidents"));
    }

    void what_people_decided_stands() {
        using What = Resolution::What;
        const std::string id = value(desk_.open(incident("a"))).id;
        const auto people_set = [&](const std::string& state) {
            client_.rows("UPDATE desk_incident SET state = '" + state + "', resolution = 'theirs' WHERE key = 'a'");
        };
        for (const char* state : {"resolved", "closed", "cancelled"}) {
            people_set(state);
            const Resolution resolution = value(desk_.resolve(id, "ours"));
            CPPUNIT_ASSERT(resolution.what == What::already_over);
            CPPUNIT_ASSERT_EQUAL(std::string("LOC-000001 is ") + state, resolution.why);
            CPPUNIT_ASSERT_EQUAL(std::string("theirs|") + state,
                                 client_.row("SELECT resolution, state FROM incidents"));
        }
        for (const char* state : {"closed", "cancelled"}) {
            people_set(state);
            CPPUNIT_ASSERT(value(desk_.get(id)).state == IncidentState::closed);
            CPPUNIT_ASSERT(value(desk_.reopen(id, "back")) == Reopening::not_possible);
            CPPUNIT_ASSERT(desk_.note(id, "late").error().fault == Fault::refused);
        }
        for (const char* state : {"new", "in_progress", "on_hold"}) {
            people_set(state);
            CPPUNIT_ASSERT(value(desk_.get(id)).state == IncidentState::open);
            CPPUNIT_ASSERT(value(desk_.reopen(id, "back")) == Reopening::was_open);
            CPPUNIT_ASSERT(value(desk_.resolve(id, "ours")).what == What::resolved);
        }
        CPPUNIT_ASSERT_THROW(people_set("solved"), db::ConstraintError);
    }

    void every_change_is_in_the_history_whoever_made_it() {
        const std::string id = value(desk_.open(incident("a"))).id;
        value(desk_.resolve(id, "over"));
        value(desk_.reopen(id, "back"));
        client_.rows("UPDATE desk_incident SET state = 'cancelled', urgency = 3");
        client_.rows("DELETE FROM desk_incident");
        const std::vector<std::string> expected{
            "1|state||new",       "1|state|new|resolved",          "1|resolution||over", "1|state|resolved|in_progress",
            "1|resolution|over|", "1|state|in_progress|cancelled", "1|urgency|1|3",      "1|state|cancelled|"};
        CPPUNIT_ASSERT(expected ==
                       client_.rows("SELECT incident, what, from_value, to_value FROM desk_history ORDER BY id"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), client_.row("SELECT count(*) FROM desk_history WHERE at NOT GLOB "
                                                           "'20[0-9][0-9]-*T*:*.[0-9][0-9][0-9]Z'"));
    }

    void the_views_show_incidents_and_configuration_items() {
        value(desk_.import_cis("name,resource_id,class,external_id\nweb-1,/subscriptions/s/a,Server,X1\nweb-2,,,\n"));
        NewIncident bound = incident("a");
        bound.ci = value(desk_.find_ci({CiQuery::By::name, "web-1"})).front();
        const std::string id = value(desk_.open(bound)).id;
        CPPUNIT_ASSERT(desk_.note(id, "remark"));
        CPPUNIT_ASSERT_EQUAL(std::string("LOC-000001|new|2|2|1|CPU over 90 % on web-1|web-1|/subscriptions/s/a|"
                                         "2026-01-01T10:00:00.000Z|||Rule: cpu-high|a|1"),
                             client_.row("SELECT * FROM incidents"));
        CPPUNIT_ASSERT_EQUAL(std::string("web-1|Server|/subscriptions/s/a|X1|1"),
                             client_.rows("SELECT * FROM configuration_items").front());
        clock_.time += Seconds(1200);
        value(desk_.resolve(id, "over"));
        CPPUNIT_ASSERT_EQUAL(std::string("resolved|2026-01-01T10:20:00.000Z|over"),
                             client_.row("SELECT state, resolved_at, resolution FROM incidents"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), client_.rows("SELECT open_incidents FROM configuration_items").front());
    }

    void look_ups_use_their_indexes() {
        value(desk_.find("none"));
        for (const char* condition : {"resource_id = '/subscriptions/s/a'", "lower(name) = lower('web-1')",
                                      "external_id = 'X1' AND external_id <> ''"}) {
            const std::string plan =
                client_.row(std::string("EXPLAIN QUERY PLAN SELECT id, name FROM desk_ci WHERE ") + condition);
            CPPUNIT_ASSERT_MESSAGE(plan, plan.find("USING INDEX") != std::string::npos);
        }
    }

    void a_ci_that_people_chose_is_not_replaced() {
        value(desk_.import_cis("name\nold\nright\nanother\n"));
        const auto ci = [&](const char* name) { return value(desk_.find_ci({CiQuery::By::name, name})).front(); };
        const auto held = [&] { return client_.row("SELECT configuration_item FROM incidents"); };
        NewIncident bound = incident("a");
        bound.ci = ci("old");
        const DeskIncident opened = value(desk_.open(bound));
        CPPUNIT_ASSERT(opened.ci_linked == true);
        client_.rows("UPDATE desk_incident SET ci = " + ci("another").id);
        CPPUNIT_ASSERT(value(desk_.rebind(opened.id, ci("old"), ci("right"))) == Rebound::left);
        CPPUNIT_ASSERT_EQUAL(std::string("another"), held());
        client_.rows("UPDATE desk_incident SET ci = " + ci("old").id);
        CPPUNIT_ASSERT(value(desk_.rebind(opened.id, ci("old"), ci("right"))) == Rebound::replaced);
        CPPUNIT_ASSERT_EQUAL(std::string("right"), held());
        const ConfigurationItem old = ci("another");
        value(desk_.rebind(opened.id, ci("right"), old));
        client_.rows("DELETE FROM desk_ci WHERE name = 'another'");  // takes it off the incident
        CPPUNIT_ASSERT(value(desk_.rebind(opened.id, old, ci("right"))) == Rebound::replaced);
        CPPUNIT_ASSERT_EQUAL(std::string("right"), held());
    }

    void a_note_that_is_said_again_stands_once() {
        const std::string id = value(desk_.open(incident("a"))).id;
        for (const char* text : {"fired again 10:00", "fired again 10:00", "fired again 10:05"})
            CPPUNIT_ASSERT(desk_.note(id, text));
        CPPUNIT_ASSERT_EQUAL(std::string("2"),
                             client_.row("SELECT count(*) FROM desk_work_note WHERE incident = " + id));
    }

    void a_ci_lost_before_opening_is_told_in_a_note() {
        NewIncident bound = incident("a");
        bound.ci = ConfigurationItem{"7", "web-1", "Server", ""};
        value(desk_.open(bound));
        const std::string note = client_.row("SELECT text FROM desk_work_note");
        CPPUNIT_ASSERT_MESSAGE(note, note.find("web-1") != std::string::npos);
    }

    void a_locked_register_is_for_later() {
        const std::string id = value(desk_.open(incident("a"))).id;
        db::Database other(file(), {});
        {
            auto held = value(other.write());
            const auto locked = desk_.resolve(id, "over");
            CPPUNIT_ASSERT(!locked && locked.error().fault == Fault::unavailable);
            CPPUNIT_ASSERT(value(desk_.find("a")));  // readers do not wait
        }
        CPPUNIT_ASSERT(value(desk_.resolve(id, "over")).what == Resolution::What::resolved);
    }

    void a_register_without_its_tables_is_for_later() {
        value(desk_.open(incident("a")));
        client_.rows("ALTER TABLE desk_work_note RENAME TO elsewhere");
        const Outcome noted = desk_.note("1", "remark");
        CPPUNIT_ASSERT(!noted && noted.error().fault == Fault::unavailable);
        CPPUNIT_ASSERT(!noted.error().detail.empty());
        client_.rows("ALTER TABLE elsewhere RENAME TO desk_work_note");
        CPPUNIT_ASSERT(desk_.note("1", "remark"));
    }

    void a_check_says_what_is_missing() {
        DeskCheck check = value(desk_.check());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, check.lines.size());
        CPPUNIT_ASSERT(check.lines[0].good && !check.lines[1].good);
        value(desk_.import_cis("name\nweb-1\n"));
        check = value(desk_.check());
        CPPUNIT_ASSERT(check.lines[0].good && check.lines[1].good);
        LocalDesk nowhere(directory_.path / "no such directory" / "desk.sqlite", clock_);
        check = value(nowhere.check());
        CPPUNIT_ASSERT(!check.lines[0].good && !check.lines[0].remedy.empty());
    }

private:
    // In the child: waits until the parent closes `start`, then opens every key and tells "key number" lines.
    [[noreturn]] void open_all_keys(const int (&start)[2], int answers, int keys) {
        close(start[1]);
        char nothing;
        while (read(start[0], &nothing, 1) > 0) {
        }
        std::string told;
        for (int key = 0; key < keys; ++key) {
            const auto opened = desk_.open(incident("k" + std::to_string(key)));
            if (!opened) _exit(1);
            told += "k" + std::to_string(key) + " " + opened->number + "\n";
        }
        _exit(write(answers, told.data(), told.size()) == static_cast<ssize_t>(told.size()) ? 0 : 2);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RegisterTest);

}  // namespace secure_export::desks
