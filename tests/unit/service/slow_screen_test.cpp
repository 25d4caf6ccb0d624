#include <sqlite3.h>

#include <future>
#include <thread>

#include "service_fixture.h"

namespace secure_export::test {
namespace {

// A search for "held up" stays where it compares its first row, until it is let go: in the place of a list that takes
// seconds over a large database.  For one test: the functions that SQLite calls outlive it.
std::promise<void> search_begun, search_may_go_on;
std::once_flag first_row;

void like(sqlite3_context* context, int, sqlite3_value** values) {
    const auto* pattern = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    if (pattern && std::string_view(pattern) == "%held up%") {
        std::call_once(first_row, [] {
            search_begun.set_value();
            search_may_go_on.get_future().wait();
        });
    }
    sqlite3_result_int(context, 0);
}

int put_like_in(sqlite3* connection, char**, const void*) {
    return sqlite3_create_function(connection, "like", 3, SQLITE_UTF8, nullptr, like, nullptr, nullptr);
}

struct HeldSearches {
    HeldSearches() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(put_like_in)); }
    ~HeldSearches() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(put_like_in)); }
};

class SlowScreenTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SlowScreenTest);
    CPPUNIT_TEST(a_list_that_takes_long_keeps_no_alert_no_work_and_no_other_list_waiting);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_list_that_takes_long_keeps_no_alert_no_work_and_no_other_list_waiting() {
        const HeldSearches held;  // before a connection is opened
        ServiceFixture fixture;
        fixture.configure();
        CPPUNIT_ASSERT_EQUAL(202, fixture.post(alert("a1", "Fired")).status);
        fixture.work();

        Reply list;
        std::thread screen([&] { list = fixture.ask_api("GET", "/api/v1/deliveries", "", "q=held%20up"); });
        search_begun.get_future().wait();
        const int accepted = fixture.post(alert("a2", "Fired")).status;
        fixture.work();
        const std::string opened = fixture.ask("SELECT count(*) FROM incident WHERE status = 'open'");
        const int other_list = fixture.ask_api("GET", "/api/v1/deliveries").status;
        search_may_go_on.set_value();
        screen.join();

        CPPUNIT_ASSERT_EQUAL(202, accepted);
        CPPUNIT_ASSERT_EQUAL(std::string("2"), opened);
        CPPUNIT_ASSERT_EQUAL(200, other_list);
        CPPUNIT_ASSERT_EQUAL(200, list.status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SlowScreenTest);

}  // namespace
}  // namespace secure_export::test
