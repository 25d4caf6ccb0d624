#include <sys/stat.h>

#include "secrets/key_file.h"
#include "service_fixture.h"

namespace secure_export::test {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class SecretsApiTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SecretsApiTest);
    CPPUNIT_TEST(a_secret_is_set_listed_without_its_value_and_removed);
    CPPUNIT_TEST(a_desk_that_is_not_there_is_refused_with_those_that_are);
    CPPUNIT_TEST(a_field_that_the_kind_has_not_is_refused_with_those_it_has);
    CPPUNIT_TEST(what_cannot_be_a_secret_is_refused);
    CPPUNIT_TEST(the_key_is_rotated_and_the_log_tells_who_did_it);
    CPPUNIT_TEST(other_methods_and_addresses_are_not_there);
    CPPUNIT_TEST(a_data_directory_whose_key_others_can_read_is_not_opened);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<ServiceFixture> fixture_;
    const std::string place_ = "/api/v1/secrets/helix1/password";

    Reply ask(const char* method, const std::string& path, const std::string& body = "",
              const std::string& query = "") {
        return fixture_->admin(method, path, body, query);
    }
    void answers(int status, const std::string& part, const Reply& reply) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, status, reply.status);
        CPPUNIT_ASSERT_MESSAGE(reply.body, has(reply.body, part));
    }
    std::string list() {
        const Reply reply = ask("GET", "/api/v1/secrets", "", "format=csv");
        CPPUNIT_ASSERT_EQUAL(200, reply.status);
        return reply.body;
    }

public:
    void tearDown() override { fixture_.reset(); }
    void setUp() override {
        fixture_ = std::make_unique<ServiceFixture>();
        const std::string document = R"({"version":1,"connections":[],"desks":[{"name":"host","kind":"host"},)"
                                     R"({"name":"helix1","kind":"helix","url":"https://helix.example",)"
                                     R"("user":"azure"}]})";
        answers(200, "2 desk", ask("PUT", "/api/v1/settings", document));
    }

    void a_secret_is_set_listed_without_its_value_and_removed() {
        answers(200, "helix1", ask("PUT", place_, "31415926"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("desk,field,changed_at,changed_by\r\nhelix1,password,2026-01-01T10:00:00.000Z,alice\r\n"),
            list());
        CPPUNIT_ASSERT_EQUAL(std::string("1"), fixture_->ask("SELECT count(*) FROM secret WHERE desk = 'helix1'"));
        CPPUNIT_ASSERT_EQUAL(std::string("0"), fixture_->ask("SELECT instr(sealed, '31415926') FROM secret"));
        answers(405, "takes PUT, not GET", ask("GET", place_));
        answers(200, "removed", ask("POST", place_ + "/remove"));
        CPPUNIT_ASSERT(!has(list(), "helix1"));
        answers(400, "secret list", ask("POST", place_ + "/remove"));
    }

    void a_desk_that_is_not_there_is_refused_with_those_that_are() {
        answers(400, "host, helix1", ask("PUT", "/api/v1/secrets/helix2/password", "x"));
        answers(400, "needs no secrets", ask("PUT", "/api/v1/secrets/host/password", "x"));
        answers(200, "", ask("PUT", place_, "x"));
    }

    void a_field_that_the_kind_has_not_is_refused_with_those_it_has() {
        const Reply refused = ask("PUT", "/api/v1/secrets/helix1/pasword", "x");
        answers(400, "client_secret (", refused);
        answers(400, "\"pasword\"", refused);
        for (const char* field : {"password", "client_secret", "refresh_token"})
            answers(200, "", ask("PUT", std::string("/api/v1/secrets/helix1/") + field, "x"));
    }

    void what_cannot_be_a_secret_is_refused() {
        using namespace std::string_literals;
        for (const std::string& bad : {""s, "a\nb"s, "a\0b"s, "\tx"s, "x\x7F"s, "line\n"s, "cr\r"s})
            answers(400, bad.empty() ? "empty" : "control character", ask("PUT", place_, bad));
        for (const std::string& bad :
             {"\xE4"s, "\xC3"s, "a\xC0\x80"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "\xE2\x82"s})
            answers(400, "UTF-8", ask("PUT", place_, bad));
        answers(400, "4096", ask("PUT", place_, std::string(4097, 'x')));
        for (const std::string& fine : {std::string(4096, 'x'), " "s, "\xC3\xA4"s, "\xED\x9F\xBF"s, "\xF4\x8F\xBF\xBF"s,
                                        "\xE2\x82\xAC \"'\\%&+"s})
            answers(200, "", ask("PUT", place_, fine));
    }

    void the_key_is_rotated_and_the_log_tells_who_did_it() {
        answers(400, "first secret", ask("POST", "/api/v1/secrets/rotate-key"));
        answers(200, "", ask("PUT", place_, "31415926"));
        const std::string before = fixture_->ask("SELECT sealed FROM secret");
        answers(200, "1 secret", ask("POST", "/api/v1/secrets/rotate-key"));
        CPPUNIT_ASSERT(before != fixture_->ask("SELECT sealed FROM secret"));
        std::string log;
        for (const std::string& line : fixture_->log.lines) log += line + "\n";
        CPPUNIT_ASSERT(has(log, "secret \"password\" of desk \"helix1\" was set by alice"));
        CPPUNIT_ASSERT(has(log, "rotated by alice"));
        CPPUNIT_ASSERT(!has(log, "31415926"));
    }

    void other_methods_and_addresses_are_not_there() {
        for (const char* path : {"/api/v1/secrets/helix1", "/api/v1/secrets/helix1/password/x",
                                 "/api/v1/secrets/helix1/password/remove/x"})
            for (const char* method : {"GET", "PUT", "POST"}) answers(404, "no such address", ask(method, path, "x"));
        answers(405, "takes PUT, not POST", ask("POST", place_, "x"));
        answers(405, "takes GET, HEAD, not PUT", ask("PUT", "/api/v1/secrets", "x"));
        answers(405, "takes POST, not GET", ask("GET", "/api/v1/secrets/rotate-key"));
    }

    void a_data_directory_whose_key_others_can_read_is_not_opened() {
        answers(200, "", ask("PUT", place_, "x"));
        const auto& directory = fixture_->folder.path();
        const std::string file = secrets::KeyFile(directory).path().string();
        CPPUNIT_ASSERT(service::Service::may_open(directory));
        chmod(file.c_str(), 0644);
        const Outcome refused = service::Service::may_open(directory);
        CPPUNIT_ASSERT(!refused && has(refused.error().message, "chmod 600 " + file));
        answers(409, "chmod 600", ask("PUT", place_, "x"));
        answers(200, "helix1", ask("GET", "/api/v1/secrets"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecretsApiTest);

}  // namespace
}  // namespace secure_export::test
