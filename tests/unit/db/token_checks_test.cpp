// The checks that a token passed stand in the mapping once, and beside each of its deliveries wherever these are shown.
#include "db/store/token_checks.h"

#include <algorithm>

#include "db/store/audit_trail.h"
#include "db/store/lists.h"
#include "db/store/overview.h"
#include "support.h"

namespace secure_export::db {
namespace {

Delivery with_checks(std::string key, std::string checks) {
    Delivery delivery = fired(std::move(key));
    delivery.checks = std::move(checks);
    return delivery;
}

class TokenChecksTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TokenChecksTest);
    CPPUNIT_TEST(deliveries_and_repeats_with_one_token_share_one_text);
    CPPUNIT_TEST(tokens_that_take_turns_share_their_texts_too);
    CPPUNIT_TEST(a_text_that_was_rolled_back_is_stored_with_the_next_delivery);
    CPPUNIT_TEST(a_second_process_uses_the_text_of_the_first);
    CPPUNIT_TEST(they_are_shown_wherever_they_were);
    CPPUNIT_TEST(those_of_before_the_upgrade_are_shown_too);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    std::int64_t texts() { return number(database_, "SELECT count(*) FROM token_check"); }
    std::string text(Database& database, std::string_view sql) {
        Transaction tx = need(database.read());
        Statement row = tx.prepare_once(sql);
        CPPUNIT_ASSERT(row.step());
        return std::string(row.text(0));
    }

    void deliveries_and_repeats_with_one_token_share_one_text() {
        for (const char* key : {"a", "b", "b"}) put(database_, with_checks(key, "signature by key 1"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, texts());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, number(database_,
                                                     "SELECT count(*) FROM delivery AS d JOIN token_check AS t "
                                                     "ON t.id = d.token_check WHERE t.text = 'signature by key 1'"));
        put(database_, with_checks("c", ""));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, texts());
    }

    void tokens_that_take_turns_share_their_texts_too() {
        for (int round = 0; round < 5; ++round)
            for (int token = 0; token < 8; ++token)
                put(database_,
                    with_checks(std::to_string(round) + " " + std::to_string(token), "t" + std::to_string(token)));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{8}, texts());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{40},
                             number(database_,
                                    "SELECT count(*) FROM delivery AS d JOIN token_check AS t "
                                    "ON t.id = d.token_check AND 't' || substr(d.alert_key, 3) = t.text"));
    }

    void a_text_that_was_rolled_back_is_stored_with_the_next_delivery() {
        {
            Transaction tx = need(database_.write());
            Inbox(tx).put(with_checks("a", "first"), tick(0));
        }
        put(database_, with_checks("a", "second"));
        put(database_, with_checks("b", "first"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, texts());
        CPPUNIT_ASSERT_EQUAL(std::string("first"), text(database_,
                                                        "SELECT t.text FROM delivery AS d JOIN token_check AS t "
                                                        "ON t.id = d.token_check WHERE d.alert_key = 'b'"));
    }

    void a_second_process_uses_the_text_of_the_first() {
        put(database_, with_checks("a", "checks"));
        const pid_t child = in_child([&] {
            Database own(directory_ / "m.sqlite", quick_mapping());
            put(own, with_checks("b", "checks"));
            put(own, with_checks("c", "others"));
            return true;
        });
        CPPUNIT_ASSERT(ended_well(child));
        put(database_, with_checks("d", "others"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, texts());
    }

    void they_are_shown_wherever_they_were() {
        put(database_, with_checks("a", "issuer x"));
        put(database_, with_checks("a", "issuer y"));
        expect_shown(database_, "issuer x", "issuer y");
    }

    void expect_shown(Database& database, const std::string& first, const std::string& repeat) {
        const auto has = [&](const std::string& sql, const std::string& checks) {
            CPPUNIT_ASSERT_MESSAGE(sql, text(database, sql).find(checks) != std::string::npos);
        };
        has("SELECT detail FROM alert_history WHERE what = 'received'", first);
        has("SELECT detail FROM alert_history WHERE what = 'repeat'", repeat);
        Transaction tx = need(database.read());
        const auto cell = [&](const Page& page) {
            const auto column = std::find(page.columns.begin(), page.columns.end(), "checks") - page.columns.begin();
            return std::get<std::string>(page.rows.at(0).at(static_cast<std::size_t>(column)));
        };
        CPPUNIT_ASSERT_EQUAL(first, cell(Lists(tx).delivery(1)));
        CPPUNIT_ASSERT_EQUAL(first, cell(Overview(tx).last_accepted("contoso")));
        const auto story = AuditTrail(tx).of("a").at(0).events;
        CPPUNIT_ASSERT(story.at(0).detail.find(first) != std::string::npos);
        CPPUNIT_ASSERT(story.at(1).detail.find(repeat) != std::string::npos);
    }

    void those_of_before_the_upgrade_are_shown_too() {
        {
            Database::Options before = quick_mapping();
            before.migrations.resize(13);
            before.views = {};
            Database old(directory_ / "old.sqlite", before);
            Transaction tx = need(old.write());
            for (const char* sql :
                 {"INSERT INTO delivery (connection, alert_key, condition, fired_at, alert_id, form, received_ms, "
                  "received_at, peer, caller, checks, body) VALUES ('contoso', 'a', 'fired', "
                  "'2026-01-01T00:00:00.000Z', '/Alerts/a', 'common', 1, 'now', '', '', 'issuer old', '{}')",
                  "INSERT INTO inbox (delivery, connection, alert_key, state, due_tick, since_at, desk) "
                  "VALUES (1, 'contoso', 'a', 'waiting', 0, '', 'local')"})
                tx.prepare_once(sql).run();
            need(tx.commit());
        }
        Database now(directory_ / "old.sqlite", quick_mapping());
        CPPUNIT_ASSERT(!put(now, with_checks("a", "issuer new")).kept);
        expect_shown(now, "issuer old", "issuer new");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TokenChecksTest);

}  // namespace
}  // namespace secure_export::db
