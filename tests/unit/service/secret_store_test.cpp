// Long: one suite over one fixture: rotation, death in the middle, strangers with the file.
#include "service/secret_store.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "calendar/system_time_zones.h"
#include "db/store/schema.h"
#include "db/store/secrets.h"
#include "service_fixture.h"

namespace secure_export::test {
namespace {

using service::SecretStore;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

db::Database::Options mapping() { return db::mapping_options(); }

// Does not wait for a writer.
db::Database::Options impatient() {
    db::Database::Options options = mapping();
    options.busy_ms = 1;
    return options;
}

class NoNetwork : public HttpClient {
public:
    Result<HttpResponse> call(const HttpRequest&) const override { return Error{Fault::unavailable, "no network", ""}; }
};

// A store as one process has it, over a data directory that others share.
struct Process {
    explicit Process(const std::filesystem::path& data_dir) : env{data_dir, clock, zones, log, http, nullptr} {}
    HandMovedClock clock;
    SystemTimeZones zones;
    KeptLog log;
    NoNetwork http;
    service::Environment env;
    db::Database database{env.data_dir / "secure-export.sqlite", mapping()};
    SecretStore store{database, env};
};

void need(const Outcome& outcome) {
    if (!outcome) CPPUNIT_FAIL(outcome.error().message + " / " + outcome.error().detail);
}
bool need(const Result<bool>& result) {
    if (!result) CPPUNIT_FAIL("unexpected error: " + result.error().message);
    return *result;
}
int need(const Result<int>& result) {
    if (!result) CPPUNIT_FAIL(result.error().message + " / " + result.error().detail);
    return *result;
}

class SecretStoreTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SecretStoreTest);
    CPPUNIT_TEST(what_was_set_is_what_a_desk_gets);
    CPPUNIT_TEST(nothing_is_given_for_what_was_not_set_and_no_key_is_needed_for_that);
    CPPUNIT_TEST(what_a_desk_replaces_is_recorded_under_its_name);
    CPPUNIT_TEST(what_somebody_stored_meanwhile_is_not_replaced);
    CPPUNIT_TEST(neither_files_nor_log_hold_the_secret);
    CPPUNIT_TEST(a_row_copied_to_another_desk_does_not_open);
    CPPUNIT_TEST(a_lost_key_is_told_with_the_way_out_and_setting_again_is_one);
    CPPUNIT_TEST(a_key_file_that_others_can_read_is_not_used_until_its_mode_is_set);
    CPPUNIT_TEST(what_was_removed_is_gone);
    CPPUNIT_TEST(a_rotation_changes_key_and_rows_and_no_secret);
    CPPUNIT_TEST(a_rotation_that_cannot_read_one_secret_changes_nothing);
    CPPUNIT_TEST(without_a_key_there_is_nothing_to_rotate);
    CPPUNIT_TEST(a_rotation_cut_off_before_its_commit_is_finished_by_the_next);
    CPPUNIT_TEST(a_rotation_cut_off_after_its_commit_is_finished_by_the_next);
    CPPUNIT_TEST(a_key_that_a_secret_needs_is_not_dropped);
    CPPUNIT_TEST(keys_are_dropped_only_while_nobody_writes);
    CPPUNIT_TEST(a_rotation_that_runs_into_a_locked_database_changes_nothing);
    CPPUNIT_TEST(readers_beside_rotations_that_are_killed_always_find_the_secret);
    CPPUNIT_TEST(two_processes_that_rotate_and_set_lose_nothing);
    CPPUNIT_TEST_SUITE_END();

    contract::TemporaryDirectory folder_;
    std::unique_ptr<Process> here_;
    static constexpr const char* value = "p\xC3\xA4ss word-31415926";

    std::string get(const char* desk = "helix1", const char* field = "password") const {
        const auto secret = here_->store.get(desk, field);
        if (!secret) CPPUNIT_FAIL(secret.error().message);
        return secret->value_or("(none)");
    }
    Error why_not(const char* desk = "helix1", const char* field = "password") const {
        const auto secret = here_->store.get(desk, field);
        CPPUNIT_ASSERT(!secret);
        return secret.error();
    }
    void set(const char* desk = "helix1", const char* field = "password", const char* secret = value) const {
        need(here_->store.set(desk, field, secret, "alice"));
    }
    secrets::KeyFile key_file() const { return secrets::KeyFile(folder_.path()); }
    std::vector<secrets::Key> keys() const { return *key_file().read(); }
    std::vector<db::SealedRow> rows() const {
        auto tx = here_->database.read();
        return db::SecretRows(*tx).all();
    }
    void change(const char* sql) const {
        auto tx = here_->database.write();
        tx->prepare_once(sql).run();
        need(tx->commit());
    }
    // In another process, which does not run this one's exit handlers.
    pid_t elsewhere(const std::function<bool(Process&)>& work) const {
        const pid_t child = fork();
        if (child != 0) return child;
        prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that fails leaves nobody behind
        bool good = false;
        try {
            Process other(folder_.path());
            good = work(other);
        } catch (...) {
        }
        _exit(good ? 0 : 1);
    }
    // A writer that found the database taken may try again; any other failure is one.
    template <class Try>
    static bool in_the_end(Try once) {
        for (int tries = 0; tries < 1000; ++tries) {
            const auto done = once();
            if (done) return true;
            if (!worth_retrying(done.error().fault)) return false;
        }
        return false;
    }

public:
    void setUp() override { here_ = std::make_unique<Process>(folder_.path()); }
    void tearDown() override { here_.reset(); }

    void what_was_set_is_what_a_desk_gets() {
        set();
        set("helix1", "client_secret", "other");
        set("snow1", "password", "third");
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
        CPPUNIT_ASSERT_EQUAL(std::string("other"), get("helix1", "client_secret"));
        CPPUNIT_ASSERT_EQUAL(std::string("third"), get("snow1"));
        set("helix1", "password", "new");
        CPPUNIT_ASSERT_EQUAL(std::string("new"), get());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, keys().size());
        here_ = std::make_unique<Process>(folder_.path());  // as the next process finds it
        CPPUNIT_ASSERT_EQUAL(std::string("new"), get());
    }

    void nothing_is_given_for_what_was_not_set_and_no_key_is_needed_for_that() {
        CPPUNIT_ASSERT_EQUAL(std::string("(none)"), get());
        CPPUNIT_ASSERT(!std::filesystem::exists(key_file().path()));
    }

    void what_a_desk_replaces_is_recorded_under_its_name() {
        const Secrets& port = here_->store;
        set("snow1", "refresh_token", "first");
        CPPUNIT_ASSERT(need(port.replace_if("snow1", "refresh_token", "first", "next")));
        CPPUNIT_ASSERT_EQUAL(std::string("next"), get("snow1", "refresh_token"));
        auto tx = here_->database.read();
        CPPUNIT_ASSERT_EQUAL(std::string("desk:snow1"), db::SecretRows(*tx).list().at(0).changed_by);
    }

    void what_somebody_stored_meanwhile_is_not_replaced() {
        const Secrets& port = here_->store;
        CPPUNIT_ASSERT(!need(port.replace_if("snow1", "refresh_token", "first", "next")));  // none is stored
        CPPUNIT_ASSERT_EQUAL(std::string("(none)"), get("snow1", "refresh_token"));
        set("snow1", "refresh_token", "an operator's");
        CPPUNIT_ASSERT(!need(port.replace_if("snow1", "refresh_token", "first", "next")));
        CPPUNIT_ASSERT_EQUAL(std::string("an operator's"), get("snow1", "refresh_token"));
        need(here_->store.rotate_key("alice"));  // another key, the same secret
        CPPUNIT_ASSERT(need(port.replace_if("snow1", "refresh_token", "an operator's", "next")));
        CPPUNIT_ASSERT_EQUAL(std::string("next"), get("snow1", "refresh_token"));
    }

    void neither_files_nor_log_hold_the_secret() {
        set();
        need(here_->store.rotate_key("alice"));
        get();
        CPPUNIT_ASSERT(here_->log.lines.size() >= 2);
        for (const std::string& line : here_->log.lines) CPPUNIT_ASSERT(!has(line, value));
        CPPUNIT_ASSERT(has(here_->log.lines.at(0), "alice"));
        for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
            std::ifstream in(file.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            CPPUNIT_ASSERT_MESSAGE(file.path().string(), !has(bytes, value));
        }
    }

    void a_row_copied_to_another_desk_does_not_open() {
        set();
        change("INSERT INTO secret SELECT 'evil', field, key_id, nonce, sealed, changed_at, changed_by FROM secret");
        const Error error = why_not("evil");
        CPPUNIT_ASSERT(error.fault == Fault::refused);
        CPPUNIT_ASSERT_MESSAGE(error.message, has(error.message, "secure-export secret set evil password"));
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
    }

    void a_lost_key_is_told_with_the_way_out_and_setting_again_is_one() {
        set();
        set("snow1");
        std::filesystem::rename(key_file().path(), folder_.path() / "kept");
        const Error error = why_not();
        CPPUNIT_ASSERT(error.fault == Fault::refused);
        for (const std::string& part :
             {std::string("\"helix1\""), std::string("\"password\""), key_file().path().string(),
              std::string("secure-export secret set helix1 password")})
            CPPUNIT_ASSERT_MESSAGE(error.message, has(error.message, part));
        set("helix1", "password", "again");
        CPPUNIT_ASSERT_EQUAL(std::string("again"), get());
        CPPUNIT_ASSERT(why_not("snow1").fault == Fault::refused);
        std::filesystem::rename(folder_.path() / "kept", key_file().path());
        CPPUNIT_ASSERT_EQUAL(std::string(value), get("snow1"));
    }

    void a_key_file_that_others_can_read_is_not_used_until_its_mode_is_set() {
        set();
        chmod(key_file().path().c_str(), 0640);
        const std::string remedy = "chmod 600 " + key_file().path().string();
        CPPUNIT_ASSERT(why_not().fault == Fault::refused && has(why_not().message, remedy));
        CPPUNIT_ASSERT(!here_->store.set("helix1", "password", "new", "alice"));
        CPPUNIT_ASSERT(!here_->store.rotate_key("alice"));
        chmod(key_file().path().c_str(), 0600);
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
    }

    void what_was_removed_is_gone() {
        set();
        need(here_->store.remove("helix1", "password", "alice"));
        CPPUNIT_ASSERT_EQUAL(std::string("(none)"), get());
        const Outcome again = here_->store.remove("helix1", "password", "alice");
        CPPUNIT_ASSERT(!again && has(again.error().message, "secret list"));
    }

    void a_rotation_changes_key_and_rows_and_no_secret() {
        set();
        set("snow1", "password", "third");
        const auto old_key = keys().at(0);
        const auto old_rows = rows();
        CPPUNIT_ASSERT_EQUAL(2, need(here_->store.rotate_key("alice")));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, keys().size());
        CPPUNIT_ASSERT(keys()[0].id != old_key.id && keys()[0].bytes != old_key.bytes);
        for (std::size_t i = 0; i < old_rows.size(); ++i) {
            CPPUNIT_ASSERT_EQUAL(keys()[0].id, rows()[i].key_id);
            CPPUNIT_ASSERT(rows()[i].sealed != old_rows[i].sealed && rows()[i].nonce != old_rows[i].nonce);
        }
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
        CPPUNIT_ASSERT_EQUAL(std::string("third"), get("snow1"));
    }

    void a_rotation_that_cannot_read_one_secret_changes_nothing() {
        set();
        set("snow1", "password", "third");
        change("UPDATE secret SET sealed = '00' || sealed WHERE desk = 'snow1'");
        const auto key = keys().at(0);
        const auto before = rows();
        const auto refused = here_->store.rotate_key("alice");
        CPPUNIT_ASSERT(!refused && has(refused.error().message, "secret set snow1 password"));
        CPPUNIT_ASSERT(keys().size() == 1 && keys()[0].id == key.id);
        CPPUNIT_ASSERT_EQUAL(before[0].sealed, rows()[0].sealed);
        need(here_->store.remove("snow1", "password", "alice"));
        CPPUNIT_ASSERT_EQUAL(1, need(here_->store.rotate_key("alice")));
    }

    void without_a_key_there_is_nothing_to_rotate() {
        const auto refused = here_->store.rotate_key("alice");
        CPPUNIT_ASSERT(!refused && refused.error().fault == Fault::invalid);
        CPPUNIT_ASSERT(!std::filesystem::exists(key_file().path()));
        set();
        need(here_->store.remove("helix1", "password", "alice"));
        CPPUNIT_ASSERT_EQUAL(0, need(here_->store.rotate_key("alice")));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, keys().size());
    }

    void a_rotation_cut_off_before_its_commit_is_finished_by_the_next() {
        set();
        const auto old_key = keys().at(0);
        need(key_file().replace({secrets::make_key(), old_key}));
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
        set("snow1", "password", "third");  // under the key in front
        CPPUNIT_ASSERT_EQUAL(keys()[0].id, rows()[1].key_id);
        CPPUNIT_ASSERT_EQUAL(2, need(here_->store.rotate_key("alice")));
        CPPUNIT_ASSERT(keys().size() == 1 && keys()[0].id != old_key.id);
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
        CPPUNIT_ASSERT_EQUAL(std::string("third"), get("snow1"));
    }

    void a_rotation_cut_off_after_its_commit_is_finished_by_the_next() {
        set();
        const auto old_key = keys().at(0);
        need(here_->store.rotate_key("alice"));
        need(key_file().replace({keys().at(0), old_key}));
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
        CPPUNIT_ASSERT_EQUAL(1, need(here_->store.rotate_key("alice")));
        CPPUNIT_ASSERT(keys().size() == 1 && keys()[0].id != old_key.id);
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
    }

    // As another process leaves it that died between writing the new key and its commit, while this one had committed.
    void a_key_that_a_secret_needs_is_not_dropped() {
        set();
        const auto needed = keys().at(0), unused = secrets::make_key(), newest = secrets::make_key();
        need(key_file().replace({newest, unused, needed}));
        need(here_->store.drop_unused_keys());
        CPPUNIT_ASSERT(keys().size() == 2 && keys()[0].id == newest.id && keys()[1].id == needed.id);
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
    }

    void keys_are_dropped_only_while_nobody_writes() {
        set();
        need(key_file().replace({secrets::make_key(), secrets::make_key(), keys().at(0)}));
        db::Database other(here_->env.data_dir / "secure-export.sqlite", impatient());
        const SecretStore waits_briefly(other, here_->env);
        {
            const auto lease_owner = here_->database.write();
            const Outcome waited = waits_briefly.drop_unused_keys();
            CPPUNIT_ASSERT(!waited && waited.error().fault == Fault::unavailable);
            CPPUNIT_ASSERT_EQUAL(std::size_t{3}, keys().size());
        }
        need(waits_briefly.drop_unused_keys());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, keys().size());
    }

    void a_rotation_that_runs_into_a_locked_database_changes_nothing() {
        set();
        db::Database other(here_->env.data_dir / "secure-export.sqlite", impatient());
        const SecretStore waits_briefly(other, here_->env);
        const auto key = keys().at(0);
        {
            const auto lease_owner = here_->database.write();
            const auto failed = waits_briefly.rotate_key("alice");
            CPPUNIT_ASSERT(!failed && failed.error().fault == Fault::unavailable);
            CPPUNIT_ASSERT(!waits_briefly.set("snow1", "password", "x", "alice"));
        }
        CPPUNIT_ASSERT(keys().size() == 1 && keys()[0].id == key.id);
        CPPUNIT_ASSERT_EQUAL(1, need(waits_briefly.rotate_key("alice")));
    }

    void readers_beside_rotations_that_are_killed_always_find_the_secret() {
        set();
        std::string key = keys().at(0).id;
        for (int round = 0; round < 12; ++round) {
            const pid_t child = elsewhere([](Process& other) {
                while (in_the_end([&] { return other.store.rotate_key("bob"); })) {
                }
                return false;
            });
            // Killed once it has rotated, wherever it is in the next round then.
            int looks = 0;
            std::string seen = key;
            do {
                CPPUNIT_ASSERT_EQUAL(std::string(value), get());
                seen = keys().at(0).id;
            } while (seen == key || ++looks < 3 + 5 * round);
            kill(child, SIGKILL);
            int status = 0;
            CPPUNIT_ASSERT_EQUAL(child, waitpid(child, &status, 0));
            CPPUNIT_ASSERT(WIFSIGNALED(status));
            CPPUNIT_ASSERT_EQUAL(std::string(value), get());
            key = keys().at(0).id;
        }
        need(here_->store.rotate_key("alice"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, keys().size());
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
    }

    void two_processes_that_rotate_and_set_lose_nothing() {
        set();
        std::vector<pid_t> children;
        for (const char* desk : {"a", "b"})
            children.push_back(elsewhere([desk](Process& other) {
                for (int i = 0; i < 8; ++i) {
                    const std::string own = "value " + std::to_string(i);
                    if (!in_the_end([&] { return other.store.set(desk, "password", own, "bob"); })) return false;
                    if (!in_the_end([&] { return other.store.rotate_key("bob"); })) return false;
                    const auto read = other.store.get(desk, "password");
                    if (!read || *read != own) return false;
                }
                return true;
            }));
        for (const pid_t child : children) {
            int status = 0;
            CPPUNIT_ASSERT_EQUAL(child, waitpid(child, &status, 0));
            CPPUNIT_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        for (const char* desk : {"a", "b"}) CPPUNIT_ASSERT_EQUAL(std::string("value 7"), get(desk, "password"));
        CPPUNIT_ASSERT_EQUAL(std::string(value), get());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, keys().size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecretStoreTest);

}  // namespace
}  // namespace secure_export::test
