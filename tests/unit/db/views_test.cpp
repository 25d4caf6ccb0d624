// Long: one suite over one fixture that every view is asked about.
#include "db/store/views.h"
#include "core/timestamps.h"
#include "db/store/audit_trail.h"
#include "db/store/bindings.h"
#include "db/store/refusals.h"
#include "db/store/secrets.h"
#include "support.h"

namespace secure_export::db {
namespace {

using Rows = std::vector<std::vector<std::optional<std::string>>>;

class ViewsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ViewsTest);
    CPPUNIT_TEST(every_documented_view_can_be_asked_and_has_the_time_it_names);
    CPPUNIT_TEST(the_views_tell_of_one_alert_from_all_sides);
    CPPUNIT_TEST(a_bound_resource_is_not_listed_as_unbound);
    CPPUNIT_TEST(a_view_is_narrowed_by_a_condition_and_a_time);
    CPPUNIT_TEST(a_question_reads_and_nothing_else);
    CPPUNIT_TEST(a_question_that_cannot_be_understood_is_answered_in_sqlites_words);
    CPPUNIT_TEST(a_question_gets_at_most_so_many_rows);
    CPPUNIT_TEST(a_question_does_not_wait_for_the_service_nor_the_service_for_it);
    CPPUNIT_TEST(the_secrets_table_is_closed_to_questions);
    CPPUNIT_TEST(a_story_is_found_by_every_name_of_its_alert);
    CPPUNIT_TEST(refusals_of_one_kind_are_counted_in_one_row_an_hour);
    CPPUNIT_TEST(refusals_of_a_thousand_kinds_fill_no_more_than_an_hours_rows);
    CPPUNIT_TEST(refusals_are_forgotten_after_a_month);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    Rows view(std::string_view name, std::string_view where = "", std::string_view since = "") {
        Rows rows;
        const TimeSpan when{read_time(since), std::nullopt};
        need(query_view(database_, name, where, when, 1000, [&](const auto& row) { rows.push_back(row); }));
        return rows;
    }
    Outcome ask(std::string_view sql, Rows* rows = nullptr, int max = 1000) {
        return query_sql(database_, sql, max, [&](const auto& row) {
            if (rows) rows->push_back(row);
        });
    }
    static std::string cell(const Rows& rows, std::size_t row, std::string_view column) {
        for (std::size_t i = 0; i < rows.at(0).size(); ++i) {
            if (rows[0][i] == column) return rows.at(row).at(i).value_or("NULL");
        }
        CPPUNIT_FAIL("no column " + std::string(column));
        return "";
    }

    void tell_of_one_alert() {
        Delivery delivery = fired("/alerts/a1");
        delivery.alert_id = "/Alerts/A1";
        put(database_, delivery);
        put(database_, delivery);
        const auto item = claim(database_, tick(1));
        in_write(database_, [&](Transaction& tx) {
            IncidentRow incident;
            incident.correlation_key = "k";
            incident.connection = "contoso";
            incident.desk = "local";
            incident.desk_key = "azm-1";
            incident.status = IncidentStatus::open;
            incident.number = "INC0000001";
            incident.resource = "/r1";
            Alerts(tx).save(incident, at(2));
            AlertRow alert = Alerts(tx).load("contoso", "/alerts/a1");
            alert.alert_id = "/Alerts/A1";
            alert.correlation_key = "k";
            alert.state = State::open;
            alert.incident = incident.id;
            alert.rule = "CPU";
            alert.severity = "Sev1";
            alert.resource = "/r1";
            Alerts(tx).save(alert, at(2));
            AuditTrail(tx).add(
                {at(2), "contoso", "/alerts/a1", 1, incident.id, AuditEventType::opened, "incident INC0000001"});
            Bindings(tx).save_unbound({"local", "/r1", "none found", "contoso", "/alerts/a1", 1}, moment(2),
                                      Seconds(58));
            CPPUNIT_ASSERT(Inbox(tx).park(*item, at(3), "desk says no"));
        });
    }

public:
    void every_documented_view_can_be_asked_and_has_the_time_it_names() {
        const char* const documented[] = {"open_incidents", "alert_history", "ci_bindings",      "unbound_resources",
                                          "parked",         "desk_states",   "rejected_callers", "deliveries_per_hour",
                                          "happenings"};
        CPPUNIT_ASSERT_EQUAL(std::size(documented), views().size());
        for (const char* name : documented) CPPUNIT_ASSERT_EQUAL(std::size_t{1}, view(name).size());
        for (const View& one : views()) {
            if (one.time_column)
                CPPUNIT_ASSERT_EQUAL(std::size_t{1}, view(one.name, "", "2026-01-01T00:00:00.000Z").size());
            else
                CPPUNIT_ASSERT(!query_view(database_, one.name, "", {at(0), std::nullopt}, 1, [](const auto&) {}));
        }
        const auto refused = query_view(database_, "sqlite_schema", "", {}, 1, [](const auto&) {});
        CPPUNIT_ASSERT(!refused && refused.error().message.find("deliveries_per_hour") != std::string::npos);
    }

    void the_views_tell_of_one_alert_from_all_sides() {
        tell_of_one_alert();
        Rows rows = view("open_incidents");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
        for (const auto& [column, value] : {std::pair("number", "INC0000001"),
                                            {"alert_id", "/Alerts/A1"},
                                            {"rule", "CPU"},
                                            {"severity", "Sev1"},
                                            {"resource", "/r1"},
                                            {"desk", "local"},
                                            {"opened_at", "2023-11-14T22:13:22.000Z"}}) {
            CPPUNIT_ASSERT_EQUAL(std::string(value), cell(rows, 1, column));
        }
        CPPUNIT_ASSERT(std::stoll(cell(rows, 1, "age_minutes")) > 1'000'000);
        rows = view("alert_history");
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, rows.size());                   // received, repeated, opened
        CPPUNIT_ASSERT_EQUAL(std::string("opened"), cell(rows, 1, "what"));  // the newest first
        CPPUNIT_ASSERT_EQUAL(std::string("INC0000001"), cell(rows, 1, "incident"));
        rows = view("parked");
        CPPUNIT_ASSERT_EQUAL(std::string("desk says no"), cell(rows, 1, "reason"));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), cell(rows, 1, "attempts"));
        CPPUNIT_ASSERT_EQUAL(std::string("2023-11-14T22:13:23.000Z"), cell(rows, 1, "since"));
        rows = view("deliveries_per_hour");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
        CPPUNIT_ASSERT(cell(rows, 1, "deliveries") == "2" && cell(rows, 1, "fired") == "1");
        CPPUNIT_ASSERT(cell(rows, 1, "repeats") == "1" && cell(rows, 1, "hour") == "2023-11-14T22:00:00.000Z");
    }

    void a_bound_resource_is_not_listed_as_unbound() {
        tell_of_one_alert();
        Rows rows = view("unbound_resources");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
        CPPUNIT_ASSERT(cell(rows, 1, "open_incidents") == "1" && cell(rows, 1, "last_rule") == "CPU");
        in_write(database_, [](Transaction& tx) {
            const Binding binding{"local", "/r1", {"7", "web1", "", ""}, "name", ""};
            Alerts(tx).set_ci(1, "7", "web1", "name", at(5));
            Bindings(tx).save(binding, at(5));
            Bindings(tx).save_unbound({"local", "/r1", "late news", "contoso", "/alerts/a1", 1}, moment(6),
                                      Seconds(54));
        });
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, view("unbound_resources").size());
        rows = view("ci_bindings");
        CPPUNIT_ASSERT(cell(rows, 1, "ci") == "web1" && cell(rows, 1, "open_incidents") == "1");
    }

    void a_view_is_narrowed_by_a_condition_and_a_time() {
        tell_of_one_alert();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, view("alert_history", "what = 'opened' -- only these").size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, view("alert_history", "", "2023-11-14T22:13:22.000Z").size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, view("alert_history", "", "2023-11-14T22:13:22.001Z").size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, view("alert_history", "what = 'opened'", "2024-01-01T00:00:00Z").size());
    }

    void a_question_reads_and_nothing_else() {
        tell_of_one_alert();
        Rows rows;
        need(
            ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) "
                "SELECT i, upper('x'), NULL FROM n; -- and no more",
                &rows));
        CPPUNIT_ASSERT(rows.size() == 4 && rows[3][0] == "3" && rows[3][1] == "X" && !rows[3][2]);
        for (const char* sql : {"DELETE FROM story",
                                "UPDATE alert SET rule = ''",
                                "INSERT INTO probe VALUES (1, '')",
                                "DROP TABLE story",
                                "CREATE TEMP TABLE t (x)",
                                "PRAGMA user_version",
                                "PRAGMA user_version = 9",
                                "ATTACH '/tmp/x' AS y",
                                "DETACH main",
                                "VACUUM INTO '/tmp/se-db-stolen'",
                                "BEGIN",
                                "SELECT 1; DELETE FROM story",
                                "SELECT 1; SELECT 2",
                                "SELECT load_extension('x')",
                                "SELECT * FROM pragma_table_info('story')",
                                "DELETE FROM story RETURNING id",
                                "WITH x AS (SELECT 1) DELETE FROM story",
                                "REINDEX",
                                "ANALYZE",
                                "",
                                "--"}) {
            const Outcome refused = ask(sql);
            CPPUNIT_ASSERT_MESSAGE(sql, !refused && refused.error().fault == Fault::invalid);
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database_, "SELECT count(*) FROM story"));
        CPPUNIT_ASSERT(
            !query_view(database_, "parked", "1) ; DELETE FROM story; SELECT (1", {}, 1, [](const auto&) {}));
    }

    void a_question_that_cannot_be_understood_is_answered_in_sqlites_words() {
        const Outcome refused = ask("SELECT colour FROM open_incidents");
        CPPUNIT_ASSERT(!refused && refused.error().fault == Fault::invalid);
        CPPUNIT_ASSERT_EQUAL(std::string("no such column: colour"), refused.error().message);
        CPPUNIT_ASSERT(!ask("SELECT \"colour\" FROM open_incidents"));  // no text by mistake
    }

    void a_question_gets_at_most_so_many_rows() {
        Rows rows;
        need(ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", &rows, 5));
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, rows.size());
        CPPUNIT_ASSERT(!ask("SELECT zeroblob(100000000)"));
    }

    void a_question_does_not_wait_for_the_service_nor_the_service_for_it() {
        Rows rows;
        need(query_sql(database_, "SELECT 1 UNION SELECT 2", 9, [&](const auto& row) {
            rows.push_back(row);
            put(database_, fired("a" + std::to_string(rows.size())));  // the service writes meanwhile
        }));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, number(database_, "SELECT count(*) FROM delivery"));
    }

    void the_secrets_table_is_closed_to_questions() {
        in_write(database_, [](Transaction& tx) {
            SecretRows(tx).save({"helix1", "password", "k", "n", "s"}, "alice", at(0));
            tx.prepare_once("CREATE VIEW peep AS SELECT sealed AS value FROM secret").run();
            tx.prepare_once("CREATE TABLE secretary (sealed TEXT)").run();
        });
        for (const char* question :
             {"SELECT sealed FROM secret", "SELECT count(*) FROM SECRET", "SELECT * FROM main.\"secret\"",
              "SELECT s.rowid FROM secret AS s", "SELECT 1 WHERE EXISTS (SELECT 1 FROM secret)",
              "WITH s AS (SELECT desk FROM secret) SELECT 1 FROM s", "SELECT * FROM peep", "SELECT count(*) FROM peep",
              "SELECT 1 FROM secretary, secret"}) {
            const Outcome refused = ask(question);
            CPPUNIT_ASSERT_MESSAGE(question, !refused);
            CPPUNIT_ASSERT_MESSAGE(refused.error().message,
                                   refused.error().message.find("only reading is allowed") == 0);
        }
        CPPUNIT_ASSERT(!query_view(database_, "parked", "EXISTS (SELECT 1 FROM secret)", {}, 1, [](const auto&) {}));
        need(query_view(database_, "parked", "EXISTS (SELECT 1 FROM secretary)", {}, 1, [](const auto&) {}));
        need(ask("SELECT sealed FROM secretary"));
    }

    void a_story_is_found_by_every_name_of_its_alert() {
        tell_of_one_alert();
        Transaction tx = need(database_.read());
        for (const char* name : {"/alerts/a1", "/Alerts/A1", "/ALERTS/A1", " /alerts/a1 ", "INC0000001", "inc0000001",
                                 "azm-1", "1", "d1", "D2"}) {
            const auto alerts = AuditTrail(tx).of(name);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::size_t{1}, alerts.size());
            const auto& audit_trail = alerts[0].events;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::size_t{3}, audit_trail.size());
            CPPUNIT_ASSERT(audit_trail[0].type == "received" && audit_trail[1].type == "repeat" &&
                           audit_trail[2].type == "opened");
            CPPUNIT_ASSERT(audit_trail[0].delivery == 1 && audit_trail[0].incident == 0 &&
                           audit_trail[2].incident == 1);
            CPPUNIT_ASSERT(audit_trail[0].at == at(0) && audit_trail[2].detail == "incident INC0000001");
        }
        for (const char* name : {"", "/alerts/a", "3", "d", "INC0000002", "%"})
            CPPUNIT_ASSERT(AuditTrail(tx).of(name).empty());
    }

    void refusals_of_one_kind_are_counted_in_one_row_an_hour() {
        Refusal refusal{at(0), 401, "signature", "", "", "", "192.0.2.7", "first", 1};
        in_write(database_, [&](Transaction& tx) {
            Refusals(tx).add(refusal);
            refusal.at = at(1);
            refusal.detail = "last";
            refusal.count = 4;
            Refusals(tx).add(refusal);
        });
        const Rows rows = view("rejected_callers");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
        CPPUNIT_ASSERT(cell(rows, 1, "count") == "5" && cell(rows, 1, "last_detail") == "last");
        CPPUNIT_ASSERT(cell(rows, 1, "first_at") < cell(rows, 1, "last_at"));
        refusal.at = at(3600);
        in_write(database_, [&](Transaction& tx) { Refusals(tx).add(refusal); });
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, view("rejected_callers").size());
    }

    void refusals_of_a_thousand_kinds_fill_no_more_than_an_hours_rows() {
        in_write(database_, [&](Transaction& tx) {
            for (int i = 0; i < 1000; ++i) {
                Refusals(tx).add(
                    {at(0), 401, "signature", "", "", "", std::to_string(i), std::string(100'000, 'x'), 1});
            }
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{max_refusal_rows_an_hour}, number(database_, "SELECT count(*) FROM refusal"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{501},
                             number(database_, "SELECT count FROM refusal WHERE failed_check = 'other'"));
        CPPUNIT_ASSERT(number(database_, "SELECT max(length(last_detail)) FROM refusal") <= 500);
    }

    void refusals_are_forgotten_after_a_month() {
        in_write(database_, [&](Transaction& tx) {
            Refusals(tx).add({at(0), 401, "signature", "", "", "", "p", "", 1});
            Refusals(tx).add({at(0) + refusals_kept, 401, "signature", "", "", "", "p", "", 1});
            CPPUNIT_ASSERT_EQUAL(2, [&] {
                Statement row = tx.prepare("SELECT count(*) FROM refusal");
                row.step();
                return static_cast<int>(row.integer(0));
            }());
            Refusals(tx).add({at(3600) + refusals_kept, 401, "signature", "", "", "", "p", "", 1});
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, number(database_, "SELECT count(*) FROM refusal"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ViewsTest);

}  // namespace
}  // namespace secure_export::db
