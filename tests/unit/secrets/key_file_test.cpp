#include "secrets/key_file.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace secure_export::secrets {
namespace {

namespace fs = std::filesystem;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class KeyFileTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeyFileTest);
    CPPUNIT_TEST(no_file_is_no_key_and_no_fault);
    CPPUNIT_TEST(what_was_created_reads_back_and_is_the_owners_alone);
    CPPUNIT_TEST(a_file_is_not_created_over_another);
    CPPUNIT_TEST(replacing_keeps_the_order_and_the_mode);
    CPPUNIT_TEST(a_file_that_others_can_read_or_write_is_refused_until_its_mode_is_set);
    CPPUNIT_TEST(a_link_is_refused_wherever_it_points);
    CPPUNIT_TEST(what_is_no_regular_file_is_refused_and_waits_for_nobody);
    CPPUNIT_TEST(a_damaged_file_is_refused);
    CPPUNIT_TEST(a_check_looks_at_type_and_mode_alone);
    CPPUNIT_TEST(a_draft_that_a_crash_left_is_in_nobodys_way);
    CPPUNIT_TEST(a_directory_that_takes_no_file_is_named);
    CPPUNIT_TEST(made_by_root_it_belongs_to_the_owner_of_the_directory);
    CPPUNIT_TEST_SUITE_END();

    fs::path directory_;
    std::optional<KeyFile> file_;
    const Key first_ = make_key(), second_ = make_key();

    static std::vector<Key> need(const Result<std::vector<Key>>& keys) {
        if (!keys) CPPUNIT_FAIL(keys.error().message);
        return *keys;
    }
    static void need(const Outcome& outcome) {
        if (!outcome) CPPUNIT_FAIL(outcome.error().message);
    }
    void write(const std::string& text) {
        fs::remove(file_->path());
        std::ofstream(file_->path()) << text;
        mode(0600);
    }
    void mode(mode_t bits) { CPPUNIT_ASSERT_EQUAL(0, chmod(file_->path().c_str(), bits)); }
    std::string text() const {
        std::ifstream in(file_->path());
        return {std::istreambuf_iterator<char>(in), {}};
    }
    mode_t mode() const {
        struct stat about {};
        CPPUNIT_ASSERT_EQUAL(0, lstat(file_->path().c_str(), &about));
        return about.st_mode & 07777;
    }
    void refused(const Outcome& outcome, const std::string& part) const {
        CPPUNIT_ASSERT(!outcome);
        CPPUNIT_ASSERT(outcome.error().fault == Fault::refused);
        CPPUNIT_ASSERT_MESSAGE(outcome.error().message, has(outcome.error().message, file_->path().string()));
        CPPUNIT_ASSERT_MESSAGE(outcome.error().message, has(outcome.error().message, part));
    }
    void refused(const Result<std::vector<Key>>& keys, const std::string& part) const {
        CPPUNIT_ASSERT(!keys);
        refused(Outcome(keys.error()), part);
    }

public:
    void setUp() override {
        std::string name = (fs::temp_directory_path() / "se-key-XXXXXX").string();
        if (!mkdtemp(name.data())) std::abort();
        directory_ = name;
        file_.emplace(directory_);
    }
    void tearDown() override { fs::remove_all(directory_); }

    void no_file_is_no_key_and_no_fault() {
        need(file_->check());
        CPPUNIT_ASSERT(need(file_->read()).empty());
        CPPUNIT_ASSERT(!fs::exists(file_->path()));
    }

    void what_was_created_reads_back_and_is_the_owners_alone() {
        const mode_t before = umask(0);
        const Outcome made = file_->create(first_);
        umask(before);
        need(made);
        const std::vector<Key> keys = need(file_->read());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, keys.size());
        CPPUNIT_ASSERT_EQUAL(first_.id, keys[0].id);
        CPPUNIT_ASSERT(first_.bytes == keys[0].bytes);
        CPPUNIT_ASSERT_EQUAL(mode_t{0600}, mode());
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, std::distance(fs::directory_iterator(directory_), {}));
    }

    void a_file_is_not_created_over_another() {
        need(file_->create(first_));
        CPPUNIT_ASSERT(!file_->create(second_));
        CPPUNIT_ASSERT_EQUAL(first_.id, need(file_->read()).at(0).id);
    }

    void replacing_keeps_the_order_and_the_mode() {
        need(file_->create(first_));
        need(file_->replace({second_, first_}));
        const std::vector<Key> keys = need(file_->read());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, keys.size());
        CPPUNIT_ASSERT(keys[0].id == second_.id && keys[0].bytes == second_.bytes);
        CPPUNIT_ASSERT(keys[1].id == first_.id && keys[1].bytes == first_.bytes);
        CPPUNIT_ASSERT_EQUAL(mode_t{0600}, mode());
        need(file_->replace(std::vector<Key>(32, first_)));
        refused(file_->replace(std::vector<Key>(33, first_)), "more than 32");
        CPPUNIT_ASSERT_EQUAL(std::size_t{32}, need(file_->read()).size());
    }

    void a_file_that_others_can_read_or_write_is_refused_until_its_mode_is_set() {
        need(file_->create(first_));
        for (const mode_t bits : {0644u, 0640u, 0604u, 0620u, 0602u, 0610u, 0777u}) {
            mode(bits);
            refused(file_->check(), "chmod 600 " + file_->path().string());
            refused(file_->read(), "chmod 600 " + file_->path().string());
        }
        for (const mode_t bits : {0600u, 0400u}) {
            mode(bits);
            need(file_->check());
            need(file_->read());
        }
    }

    void a_link_is_refused_wherever_it_points() {
        need(file_->create(first_));
        fs::rename(file_->path(), directory_ / "elsewhere");
        for (const char* target : {"elsewhere", "nowhere"}) {
            fs::create_symlink(target, file_->path());
            refused(file_->check(), "symbolic link");
            refused(file_->read(), "symbolic link");
            fs::remove(file_->path());
        }
        fs::rename(directory_ / "elsewhere", file_->path());
        need(file_->check());
        need(file_->read());
    }

    void what_is_no_regular_file_is_refused_and_waits_for_nobody() {
        CPPUNIT_ASSERT_EQUAL(0, mkfifo(file_->path().c_str(), 0600));
        refused(file_->check(), "not a regular file");
        refused(file_->read(), "not a regular file");
        fs::remove(file_->path());
        fs::create_directory(file_->path());
        mode(0700);
        refused(file_->check(), "not a regular file");
        refused(file_->read(), "not a regular file");
    }

    void a_damaged_file_is_refused() {
        need(file_->create(first_));
        const std::string good = text();
        const std::string key = good.substr(good.rfind('\n', good.size() - 2) + 1);
        CPPUNIT_ASSERT_EQUAL(std::size_t{16 + 1 + 64 + 1}, key.size());
        std::string upper = key, tab = key;
        std::ranges::transform(upper, upper.begin(), ::toupper);
        tab[16] = '\t';
        std::string many;
        for (int i = 0; i < 33; ++i) many += key;
        for (const std::string& bad :
             {std::string(), std::string("# nothing but words\n"), key.substr(0, key.size() - 1), key.substr(1),
              key + "\n", key + "x\n", "g" + key.substr(1), tab, key.substr(0, 80) + "g\n", many,
              std::string(8193, '#'), key + std::string("\0\n", 2)}) {
            write(bad);
            refused(file_->read(), "damaged");
            need(file_->check());
        }
        if (upper != key) {
            write(upper);
            refused(file_->read(), "damaged");
        }
        for (const std::string& fine : {key, good, "# words\n" + key + "# more\n" + key}) {
            write(fine);
            need(file_->read());
        }
    }

    void a_check_looks_at_type_and_mode_alone() {
        write("no key at all");
        mode(0);
        need(file_->check());
        need(KeyFile(directory_ / "not made yet").check());
    }

    void a_draft_that_a_crash_left_is_in_nobodys_way() {
        const fs::path draft = file_->path().string() + ".new";
        const auto leave = [&] {
            std::ofstream(draft) << "half a ke";
            CPPUNIT_ASSERT_EQUAL(0, chmod(draft.c_str(), 0644));
        };
        leave();
        CPPUNIT_ASSERT(need(file_->read()).empty());
        need(file_->create(first_));
        CPPUNIT_ASSERT(!fs::exists(draft));
        leave();
        need(file_->replace({second_}));
        CPPUNIT_ASSERT(!fs::exists(draft));
        CPPUNIT_ASSERT_EQUAL(second_.id, need(file_->read()).at(0).id);
        CPPUNIT_ASSERT_EQUAL(mode_t{0600}, mode());
    }

    void a_directory_that_takes_no_file_is_named() {
        const KeyFile nowhere(directory_ / "missing");
        const Outcome failed = nowhere.create(first_);
        CPPUNIT_ASSERT(!failed);
        CPPUNIT_ASSERT_MESSAGE(failed.error().message, has(failed.error().message, "No such file or directory"));
        CPPUNIT_ASSERT_MESSAGE(failed.error().message, has(failed.error().message, "missing/secret.key"));
    }

    void made_by_root_it_belongs_to_the_owner_of_the_directory() {
        constexpr uid_t somebody = 65534;
        if (geteuid() != 0) {
            std::fprintf(stderr, "SKIPPED: only root can give a file away\n");
            return;
        }
        CPPUNIT_ASSERT_EQUAL(0, chown(directory_.c_str(), somebody, somebody));
        const auto owner = [&] {
            struct stat about {};
            CPPUNIT_ASSERT_EQUAL(0, lstat(file_->path().c_str(), &about));
            return about.st_uid;
        };
        need(file_->create(first_));
        CPPUNIT_ASSERT_EQUAL(somebody, owner());
        need(file_->replace({second_, first_}));
        CPPUNIT_ASSERT_EQUAL(somebody, owner());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeyFileTest);

}  // namespace
}  // namespace secure_export::secrets
