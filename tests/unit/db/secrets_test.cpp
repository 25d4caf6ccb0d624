#include "db/store/secrets.h"

#include "core/timestamps.h"
#include "support.h"

namespace secure_export::db {
namespace {

class SecretsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SecretsTest);
    CPPUNIT_TEST(a_row_is_found_by_desk_and_field_alone);
    CPPUNIT_TEST(saving_again_replaces_and_tells_who_and_when);
    CPPUNIT_TEST(another_key_leaves_who_and_when_as_they_are);
    CPPUNIT_TEST(what_is_removed_is_gone_and_can_be_removed_once);
    CPPUNIT_TEST(a_database_of_the_first_version_gets_the_table);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    void save(const char* desk, const char* field, const char* sealed, Time when = at(0), const char* who = "alice") {
        in_write(database_, [&](Transaction& tx) {
            SecretRows(tx).save({desk, field, "key1", "nonce", sealed}, who, when);
        });
    }
    std::vector<SecretEntry> list() {
        Transaction tx = need(database_.read());
        return SecretRows(tx).list();
    }
    std::optional<SealedRow> find(const char* desk, const char* field) {
        Transaction tx = need(database_.read());
        return SecretRows(tx).find(desk, field);
    }

public:
    void a_row_is_found_by_desk_and_field_alone() {
        save("helix1", "password", "one");
        save("helix1", "client_secret", "two");
        save("snow1", "password", "three");
        const auto row = find("helix1", "password");
        CPPUNIT_ASSERT(row);
        CPPUNIT_ASSERT_EQUAL(std::string("one"), row->sealed);
        CPPUNIT_ASSERT_EQUAL(std::string("key1"), row->key_id);
        CPPUNIT_ASSERT_EQUAL(std::string("nonce"), row->nonce);
        CPPUNIT_ASSERT(!find("snow1", "client_secret"));
        CPPUNIT_ASSERT(!find("Helix1", "password"));
        const auto entries = list();
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, entries.size());
        CPPUNIT_ASSERT_EQUAL(std::string("client_secret"), entries[0].field);
        CPPUNIT_ASSERT_EQUAL(std::string("snow1"), entries[2].desk);
    }

    void saving_again_replaces_and_tells_who_and_when() {
        save("helix1", "password", "one");
        save("helix1", "password", "two", at(60), "bob");
        CPPUNIT_ASSERT_EQUAL(std::string("two"), find("helix1", "password")->sealed);
        const auto entries = list();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, entries.size());
        CPPUNIT_ASSERT_EQUAL(std::string("bob"), entries[0].changed_by);
        CPPUNIT_ASSERT_EQUAL(iso(at(60)), entries[0].changed_at);
    }

    void another_key_leaves_who_and_when_as_they_are() {
        save("helix1", "password", "one");
        save("snow1", "password", "other");
        in_write(database_, [&](Transaction& tx) {
            SecretRows(tx).seal_anew({"helix1", "password", "key2", "nonce2", "two"});
        });
        const auto row = find("helix1", "password");
        CPPUNIT_ASSERT(row->key_id == "key2" && row->nonce == "nonce2" && row->sealed == "two");
        CPPUNIT_ASSERT_EQUAL(std::string("other"), find("snow1", "password")->sealed);
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), list()[0].changed_by);
        CPPUNIT_ASSERT_EQUAL(iso(at(0)), list()[0].changed_at);
    }

    void what_is_removed_is_gone_and_can_be_removed_once() {
        save("helix1", "password", "one");
        save("helix1", "client_secret", "two");
        const auto remove = [&] {
            return in_write(database_, [](Transaction& tx) { return SecretRows(tx).remove("helix1", "password"); });
        };
        CPPUNIT_ASSERT(remove());
        CPPUNIT_ASSERT(!remove());
        CPPUNIT_ASSERT(!find("helix1", "password"));
        CPPUNIT_ASSERT(find("helix1", "client_secret"));
    }

    void a_database_of_the_first_version_gets_the_table() {
        const auto file = directory_ / "old.sqlite";
        Database::Options first = quick_mapping();
        first.migrations.resize(1);
        { need(Database(file, first).write()); }
        Database database(file, quick_mapping());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, number(database, "SELECT count(*) FROM secret"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecretsTest);

}  // namespace
}  // namespace secure_export::db
