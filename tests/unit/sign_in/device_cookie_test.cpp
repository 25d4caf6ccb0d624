#include "adapters/hosts/standalone/sign_in/device_cookie.h"

#include <cppunit/extensions/HelperMacros.h>

namespace secure_export::host {
namespace {

using namespace std::chrono_literals;

class DeviceCookieTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeviceCookieTest);
    CPPUNIT_TEST(it_proves_its_device_for_its_account_and_password);
    CPPUNIT_TEST(it_expires);
    CPPUNIT_TEST(each_is_a_device_of_its_own);
    CPPUNIT_TEST(no_change_of_a_character_is_taken);
    CPPUNIT_TEST_SUITE_END();

    const WallTime now_ = WallTime{} + 500000h;
    PasswordRecord record_ = [] {
        PasswordRecord record;
        record.salt = std::string(16, 's');
        record.key = std::string(32, 'k');
        return record;
    }();

    void it_proves_its_device_for_its_account_and_password() {
        const std::string value = new_device_cookie("admin", record_, now_);
        const auto device = device_of(value, "admin", record_, now_);
        CPPUNIT_ASSERT(device && value.starts_with(*device + "."));
        CPPUNIT_ASSERT(!device_of(value, "root", record_, now_));
        PasswordRecord other = record_;
        other.salt.back() = 'x';
        CPPUNIT_ASSERT(!device_of(value, "admin", other, now_));
        other = record_;
        other.key.back() = 'x';
        CPPUNIT_ASSERT(!device_of(value, "admin", other, now_));
    }

    void it_expires() {
        const std::string value = new_device_cookie("admin", record_, now_);
        CPPUNIT_ASSERT(device_of(value, "admin", record_, now_ + device_cookie_lifetime - 1s));
        CPPUNIT_ASSERT(!device_of(value, "admin", record_, now_ + device_cookie_lifetime));
    }

    void each_is_a_device_of_its_own() {
        const auto one = device_of(new_device_cookie("admin", record_, now_), "admin", record_, now_);
        const auto other = device_of(new_device_cookie("admin", record_, now_), "admin", record_, now_);
        CPPUNIT_ASSERT(one && other && *one != *other);
    }

    void no_change_of_a_character_is_taken() {
        const std::string value = new_device_cookie("admin", record_, now_);
        for (std::size_t at = 0; at < value.size(); ++at) {
            std::string changed = value;
            changed[at] = changed[at] == '1' ? '2' : '1';
            CPPUNIT_ASSERT_MESSAGE(changed, !device_of(changed, "admin", record_, now_));
            CPPUNIT_ASSERT(!device_of(value.substr(0, at), "admin", record_, now_));
        }
        for (const char* none : {"", ".", "..", "...", "a.b.c"})
            CPPUNIT_ASSERT_MESSAGE(none, !device_of(none, "admin", record_, now_));
        CPPUNIT_ASSERT(!device_of(value + "x", "admin", record_, now_));
        CPPUNIT_ASSERT(!device_of(value + ".x", "admin", record_, now_));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeviceCookieTest);

}  // namespace
}  // namespace secure_export::host
