// What the admin API says to addresses and methods that it has not, over the real service; its own OpenAPI document
// tells what it has.

#include <regex>

#include "json/json.h"
#include "tests/unit/service/service_fixture.h"

using namespace secure_export;
using namespace secure_export::test;

class AdminRoutesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AdminRoutesTest);
    CPPUNIT_TEST(another_method_is_405_and_named_are_those_that_there_are);
    CPPUNIT_TEST(every_address_of_the_document_is_there);
    CPPUNIT_TEST(head_is_answered_as_get);
    CPPUNIT_TEST(an_address_that_there_is_not_is_404_with_where_to_look);
    CPPUNIT_TEST(the_document_needs_no_database);
    CPPUNIT_TEST_SUITE_END();

    Json::Value paths() {
        const Reply reply = fixture_->ask_api("GET", "/api/v1/openapi.json");
        CPPUNIT_ASSERT_EQUAL(200, reply.status);
        const auto read = json::read_strict(reply.body);
        CPPUNIT_ASSERT(read);
        return (*read)["paths"];
    }
    static std::string filled(const std::string& pattern) {
        return "/api/v1" + std::regex_replace(pattern, std::regex("\\{[^}]*\\}"), "7");
    }
    static std::string header(const Reply& reply, const std::string& name) {
        for (const auto& [key, value] : reply.headers)
            if (key == name) return value;
        return "";
    }

    void another_method_is_405_and_named_are_those_that_there_are() {
        const Json::Value all = paths();
        int refused = 0;
        for (const std::string& pattern : all.getMemberNames())
            for (const char* method : {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}) {
                std::string small = std::string_view(method) == "HEAD" ? "get" : method;
                for (char& c : small) c = static_cast<char>(c | 0x20);
                if (all[pattern].isMember(small)) continue;
                const Reply reply = fixture_->ask_api(method, filled(pattern));
                CPPUNIT_ASSERT_EQUAL_MESSAGE(method + pattern + reply.body, 405, reply.status);
                const std::string allow = header(reply, "Allow");
                CPPUNIT_ASSERT_EQUAL(all[pattern].isMember("get"), allow.find("GET, HEAD") != allow.npos);
                CPPUNIT_ASSERT_EQUAL(all[pattern].isMember("put"), allow.find("PUT") != allow.npos);
                CPPUNIT_ASSERT_EQUAL(all[pattern].isMember("post"), allow.find("POST") != allow.npos);
                CPPUNIT_ASSERT_MESSAGE(reply.body, reply.body.find("takes " + allow + ", not ") != reply.body.npos);
                ++refused;
            }
        CPPUNIT_ASSERT(refused > 80);
    }

    void every_address_of_the_document_is_there() {
        const Json::Value all = paths();
        for (const std::string& pattern : all.getMemberNames())
            for (const std::string& method : all[pattern].getMemberNames()) {
                std::string great = method;
                for (char& c : great) c = static_cast<char>(c & ~0x20);
                const Reply reply = fixture_->ask_api(great, filled(pattern));
                CPPUNIT_ASSERT_MESSAGE(pattern, reply.status != 405);
                CPPUNIT_ASSERT_MESSAGE(pattern, reply.body.find("no such address") == reply.body.npos);
            }
    }

    void head_is_answered_as_get() {
        const Reply get = fixture_->ask_api("GET", "/api/v1/settings"),
                    head = fixture_->ask_api("HEAD", "/api/v1/settings");
        CPPUNIT_ASSERT_EQUAL(200, head.status);
        CPPUNIT_ASSERT_EQUAL(get.body.size(), head.body.size());  // the host leaves it out
        CPPUNIT_ASSERT_EQUAL(header(get, "ETag"), header(head, "ETag"));
    }

    void an_address_that_there_is_not_is_404_with_where_to_look() {
        for (const char* path : {"/api/v1/", "/api/v1/nosuch", "/api/v1/settings/", "/api/v1/deliveries/1/body/x"})
            for (const char* method : {"GET", "POST"}) {
                const Reply reply = fixture_->ask_api(method, path);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 404, reply.status);
                CPPUNIT_ASSERT_MESSAGE(reply.body, reply.body.find("openapi.json") != reply.body.npos);
                CPPUNIT_ASSERT(header(reply, "Allow").empty());
            }
    }

    void the_document_needs_no_database() {
        ServiceFixture fresh;
        CPPUNIT_ASSERT_EQUAL(200, fresh.ask_api("GET", "/api/v1/openapi.json").status);
        CPPUNIT_ASSERT_EQUAL(405, fresh.ask_api("POST", "/api/v1/openapi.json").status);
    }

public:
    void tearDown() override { fixture_.reset(); }
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        fixture_->configure();
    }

private:
    std::unique_ptr<ServiceFixture> fixture_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(AdminRoutesTest);
