#include "adapters/hosts/standalone/sign_in/one_time_link.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/private_file.h"

namespace secure_export::host {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class LinkTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LinkTest);
    CPPUNIT_TEST(a_token_is_taken_once);
    CPPUNIT_TEST(looking_does_not_take_it);
    CPPUNIT_TEST(after_24_hours_it_is_void);
    CPPUNIT_TEST(a_new_one_voids_the_one_before);
    CPPUNIT_TEST(a_private_file_is_replaced_whole_with_mode_0600);
    CPPUNIT_TEST(a_file_that_others_can_use_a_link_and_a_device_are_refused);
    CPPUNIT_TEST(a_directory_that_is_not_there_is_named);
    CPPUNIT_TEST_SUITE_END();

    fs::path directory_;
    const OneTimeLink::Time now_ = OneTimeLink::Time{} + 1000h;

    std::string failure_of(const fs::path& file) {
        try {
            read_private_file(file);
        } catch (const Failure& failure) {
            return failure.what();
        }
        return {};
    }

public:
    void setUp() override {
        char name[] = "/tmp/link_test.XXXXXX";
        directory_ = mkdtemp(name);
    }
    void tearDown() override { fs::remove_all(directory_); }

    void a_token_is_taken_once() {
        const OneTimeLink link(directory_);
        CPPUNIT_ASSERT(!link.take("", now_));
        const std::string token = link.make(now_);
        CPPUNIT_ASSERT(!link.take(token.substr(1), now_));
        CPPUNIT_ASSERT(!link.take(token + "x", now_));
        CPPUNIT_ASSERT(link.take(token, now_));
        CPPUNIT_ASSERT(!link.take(token, now_));
        CPPUNIT_ASSERT(fs::is_empty(directory_));
    }

    void looking_does_not_take_it() {
        const OneTimeLink link(directory_);
        const std::string token = link.make(now_);
        CPPUNIT_ASSERT(link.fits(token, now_) && link.fits(token, now_));
        CPPUNIT_ASSERT(link.take(token, now_));
        CPPUNIT_ASSERT(!link.fits(token, now_));
    }

    void after_24_hours_it_is_void() {
        const OneTimeLink link(directory_);
        const std::string token = link.make(now_);
        CPPUNIT_ASSERT(!link.take(token, now_ + 24h));
        CPPUNIT_ASSERT(link.take(token, now_ + 24h - 1s));
    }

    void a_new_one_voids_the_one_before() {
        const OneTimeLink link(directory_);
        const std::string old = link.make(now_), token = link.make(now_);
        CPPUNIT_ASSERT(!link.take(old, now_));
        CPPUNIT_ASSERT(link.take(token, now_));
    }

    void a_private_file_is_replaced_whole_with_mode_0600() {
        const fs::path file = directory_ / "f";
        const mode_t before = umask(0);
        write_private_file(file, "a long text");
        write_private_file(file, "short");
        umask(before);
        CPPUNIT_ASSERT_EQUAL(std::string("short"), read_private_file(file).value());
        struct stat about {};
        CPPUNIT_ASSERT_EQUAL(0, stat(file.c_str(), &about));
        CPPUNIT_ASSERT_EQUAL(mode_t{0600}, about.st_mode & mode_t{07777});
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, std::distance(fs::directory_iterator(directory_), {}));
    }

    void a_file_that_others_can_use_a_link_and_a_device_are_refused() {
        const fs::path file = directory_ / "f";
        CPPUNIT_ASSERT(!read_private_file(file));
        write_private_file(file, "text");
        for (const mode_t mode : {0640u, 0620u, 0610u, 0604u, 0602u, 0601u}) {
            chmod(file.c_str(), mode);
            CPPUNIT_ASSERT(failure_of(file).find("chmod 600 " + file.string()) != std::string::npos);
        }
        chmod(file.c_str(), 0400);
        CPPUNIT_ASSERT_EQUAL(std::string(), failure_of(file));
        fs::create_symlink(file, directory_ / "link");
        CPPUNIT_ASSERT(failure_of(directory_ / "link").find("symbolic link") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, mkfifo((directory_ / "pipe").c_str(), 0600));  // and nobody waits for its other end
        CPPUNIT_ASSERT(failure_of(directory_ / "pipe").find("not a regular file") != std::string::npos);
        write_private_file(file, std::string(4096, 'x'));
        CPPUNIT_ASSERT_EQUAL(std::string(), failure_of(file));
        write_private_file(file, std::string(4097, 'x'));
        CPPUNIT_ASSERT(failure_of(file).find("larger") != std::string::npos);
    }

    void a_directory_that_is_not_there_is_named() {
        try {
            write_private_file(directory_ / "none" / "f", "text");
            CPPUNIT_FAIL("written");
        } catch (const Failure& failure) {
            CPPUNIT_ASSERT(std::string(failure.what()).find("none/f") != std::string::npos);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LinkTest);

}  // namespace
}  // namespace secure_export::host
