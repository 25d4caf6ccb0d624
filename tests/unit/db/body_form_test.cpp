// Bodies are compressed as they are stored, and come out as they came in.
#include "db/store/body_form.h"

#include <atomic>
#include <fstream>
#include <iterator>

#include "db/store/history.h"
#include "support.h"

namespace secure_export::db {
namespace {

std::string sample(const char* name) {
    std::ifstream file(std::filesystem::path(TEST_DATA) / "alerts" / name);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::uint64_t state = 88172645463325252U;
    for (char& byte : bytes) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        byte = static_cast<char>(state);
    }
    return bytes;
}

class BodyFormTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BodyFormTest);
    CPPUNIT_TEST(a_body_comes_out_as_it_came_in);
    CPPUNIT_TEST(an_alert_takes_a_third_of_its_bytes);
    CPPUNIT_TEST(what_gets_no_smaller_stays_plain);
    CPPUNIT_TEST(damage_is_an_error_wherever_it_is);
    CPPUNIT_TEST(a_form_of_a_newer_program_is_an_error);
    CPPUNIT_TEST(a_length_that_no_body_has_is_an_error);
    CPPUNIT_TEST(every_reader_gives_the_body_as_it_came);
    CPPUNIT_TEST(a_damaged_row_is_an_error_and_the_others_are_read);
    CPPUNIT_TEST(bodies_of_before_the_upgrade_are_read_and_their_repeats_known);
    CPPUNIT_TEST(threads_and_a_forked_process_compress_at_once);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    Database database_{directory_ / "m.sqlite", quick_mapping()};

    static std::string through(std::string_view body) {
        const PackedBody packed(body);
        return unpacked_body(packed.form(), std::string(packed.bytes()));
    }

    void a_body_comes_out_as_it_came_in() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        for (const std::string& body :
             {std::string(), std::string("{}"), alert, alert.substr(1), std::string(1000, '\0'), random_bytes(5000),
              std::string(min_packed_bytes - 1, 'x'), std::string(min_packed_bytes, 'x'),
              std::string(max_packed_bytes, 'x'), std::string(max_packed_bytes + 1, 'x'),
              random_bytes(max_packed_bytes) + alert})
            CPPUNIT_ASSERT(body == through(body));
    }

    void an_alert_takes_a_third_of_its_bytes() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        const PackedBody packed(alert);
        CPPUNIT_ASSERT(packed.form() != plain_body);
        CPPUNIT_ASSERT(packed.bytes().size() * 3 < alert.size());
    }

    void what_gets_no_smaller_stays_plain() {
        const std::string noise = random_bytes(3000), little(min_packed_bytes - 1, 'x'),
                          huge(max_packed_bytes + 1, 'x');
        for (const std::string& body : {noise, little, huge}) {
            const PackedBody packed(body);
            CPPUNIT_ASSERT_EQUAL(plain_body, packed.form());
            CPPUNIT_ASSERT(packed.bytes() == body);
        }
        const PackedBody after_a_failure(huge.substr(0, 3000));
        CPPUNIT_ASSERT(after_a_failure.form() != plain_body);
    }

    void damage_is_an_error_wherever_it_is() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        const PackedBody packed(alert);
        const std::string good(packed.bytes());
        for (std::size_t place = 0; place < good.size(); ++place) {
            std::string bad = good;
            bad[place] = static_cast<char>(bad[place] ^ 0x55);
            CPPUNIT_ASSERT_THROW_MESSAGE(std::to_string(place), unpacked_body(packed.form(), bad), StorageError);
            CPPUNIT_ASSERT_THROW_MESSAGE(std::to_string(place), unpacked_body(packed.form(), good.substr(0, place)),
                                         StorageError);
        }
        CPPUNIT_ASSERT_THROW(unpacked_body(packed.form(), good + "x"), StorageError);
        CPPUNIT_ASSERT(unpacked_body(packed.form(), good) == alert);
    }

    void a_form_of_a_newer_program_is_an_error() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        const PackedBody packed(alert);
        for (const int form : {-1, packed.form() + 1, 1'000'000})
            CPPUNIT_ASSERT_THROW(unpacked_body(form, std::string(packed.bytes())), StorageError);
    }

    // A frame that says it has 2 GiB (RFC 8878 3.1.1: magic number, descriptor, content size of four bytes).
    void a_length_that_no_body_has_is_an_error() {
        const std::string frame("\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x80\x01\x00\x00", 12);
        CPPUNIT_ASSERT_THROW(unpacked_body(1, frame), StorageError);
    }

    void every_reader_gives_the_body_as_it_came() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        Delivery delivery = fired("a");
        delivery.body = alert;
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, put(database_, delivery).delivery);
        CPPUNIT_ASSERT(!put(database_, delivery).kept);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, number(database_,
                                                     "SELECT body_form > 0 AND typeof(body) = 'blob' "
                                                     "AND length(body) * 3 < " +
                                                         std::to_string(alert.size()) + " FROM delivery WHERE id = 1"));
        Transaction tx = need(database_.read());
        CPPUNIT_ASSERT(Inbox(tx).body(1) == alert);
        CPPUNIT_ASSERT(Inbox(tx).body(2) == alert);  // a repeat has that of the first
        CPPUNIT_ASSERT(!Inbox(tx).body(3));
        CPPUNIT_ASSERT(Inbox(tx).peek(tick(1))->body == alert);
        std::vector<StoredDelivery> stored;
        const std::vector<std::int64_t> ids{1, 2};
        History(tx).read(ids, 1'000'000, stored);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, stored.size());
        CPPUNIT_ASSERT(stored[0].body == alert);
    }

    void a_damaged_row_is_an_error_and_the_others_are_read() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        for (const char* key : {"a", "b"}) {
            Delivery delivery = fired(key);
            delivery.body = alert;
            put(database_, delivery);
        }
        in_write(database_, [](Transaction& tx) {
            tx.prepare("UPDATE delivery SET body = CAST(substr(body, 1, 200) AS BLOB) WHERE id = 1").run();
        });
        Transaction tx = need(database_.read());
        CPPUNIT_ASSERT_THROW(Inbox(tx).body(1), StorageError);
        CPPUNIT_ASSERT(Inbox(tx).body(2) == alert);
    }

    void bodies_of_before_the_upgrade_are_read_and_their_repeats_known() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        {
            Database::Options before = quick_mapping();
            before.migrations.resize(12);
            before.views = {};
            Database old(directory_ / "old.sqlite", before);
            Transaction tx = need(old.write());
            tx.prepare_once(
                  "INSERT INTO delivery (connection, alert_key, condition, fired_at, alert_id, form, received_ms, "
                  "received_at, peer, caller, checks, body) VALUES ('contoso', 'a', 'fired', "
                  "'2026-01-01T00:00:00.000Z', '/Alerts/a', 'common', 1, 'now', '', '', '', $1)")
                .run_with(alert);
            need(tx.commit());
        }
        Database now(directory_ / "old.sqlite", quick_mapping());
        Delivery delivery = fired("a");
        delivery.body = alert;
        const Put repeat = put(now, delivery);
        CPPUNIT_ASSERT(!repeat.kept);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, repeat.delivery);
        Transaction tx = need(now.read());
        CPPUNIT_ASSERT(Inbox(tx).body(1) == alert);
        CPPUNIT_ASSERT(Inbox(tx).body(2) == alert);
    }

    void threads_and_a_forked_process_compress_at_once() {
        const std::string alert = sample("metric-newer-fields-fired.json");
        const auto many = [&] {
            for (int i = 0; i < 200; ++i)
                if (through(alert) != alert) return false;
            return true;
        };
        CPPUNIT_ASSERT(many());  // so that the child inherits what this thread keeps for the next body
        // Forked before there are threads: AddressSanitizer's allocator may be left locked in a child otherwise.
        const pid_t child = in_child(many);
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) threads.emplace_back([&] { good += many(); });
        for (std::thread& thread : threads) thread.join();
        CPPUNIT_ASSERT(ended_well(child));
        CPPUNIT_ASSERT_EQUAL(4, good.load());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BodyFormTest);

}  // namespace
}  // namespace secure_export::db
