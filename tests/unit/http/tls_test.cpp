// Whom the client trusts.  Real TLS servers with real certificates.

#include <cppunit/extensions/HelperMacros.h>
#include <openssl/ssl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "adapters/http/client.h"
#include "tests/unit/http/test_server.h"

namespace secure_export {
namespace {

using test::Certificate;
using test::make_certificate;
using test::Peer;
using test::TestServer;
using test::Validity;
using namespace std::chrono_literals;

constexpr const char* names = "DNS:localhost,IP:127.0.0.1";

void say_hello(Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class TlsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TlsTest);
    CPPUNIT_TEST(a_certificate_of_a_trusted_authority_for_this_host_is_good);
    CPPUNIT_TEST(another_authority_is_not_trusted_and_gets_no_request);
    CPPUNIT_TEST(a_file_of_authorities_takes_the_place_of_the_store);
    CPPUNIT_TEST(a_file_of_authorities_that_changed_is_read_at_once);
    CPPUNIT_TEST(a_file_that_cannot_be_used_is_named_and_nothing_is_sent);
    CPPUNIT_TEST(a_self_signed_certificate_is_not_trusted);
    CPPUNIT_TEST(the_host_name_is_verified_for_localhost_too);
    CPPUNIT_TEST(the_common_name_names_no_host);
    CPPUNIT_TEST(an_address_is_verified_as_an_address);
    CPPUNIT_TEST(certificates_out_of_their_time_are_not_trusted);
    CPPUNIT_TEST(old_versions_of_tls_are_not_spoken);
    CPPUNIT_TEST(a_server_without_tls_is_no_answer);
    CPPUNIT_TEST(a_dripping_handshake_is_left_at_the_time_limit);
    CPPUNIT_TEST(a_dripping_answer_is_left_at_the_time_limit);
    CPPUNIT_TEST(an_answer_without_length_must_end_with_close_notify);
    CPPUNIT_TEST(large_bodies_go_both_ways);
    CPPUNIT_TEST(many_threads_share_a_client);
    CPPUNIT_TEST(a_client_works_on_in_a_forked_process);
    CPPUNIT_TEST_SUITE_END();

    const Certificate authority_ = test::make_authority("Test Authority");
    const std::filesystem::path store_ =
        std::filesystem::temp_directory_path() / ("secure-export-trust-" + std::to_string(getpid()) + ".pem");

    const std::string file_ = store_.string() + ".own";

public:
    void setUp() override {
        std::ofstream(store_) << authority_.pem();
        setenv("SSL_CERT_FILE", store_.c_str(), 1);
    }
    void tearDown() override {
        unsetenv("SSL_CERT_FILE");
        std::filesystem::remove(store_);
        std::filesystem::remove(file_);
    }

    void a_file_of_authorities_takes_the_place_of_the_store() {
        const auto own = test::make_authority("Own Authority");
        const TestServer of_own(say_hello, make_certificate(own, names)),
            of_store(say_hello, make_certificate(authority_, names));
        std::ofstream(file_) << own.pem();
        const auto client = make_http_client();
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), called(*client, of_own, file_).message);
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), called(*client, of_store, "").message);
        for (const Error& error : {called(*client, of_store, file_), called(*client, of_own, "")})
            CPPUNIT_ASSERT_MESSAGE(error.message, error.fault == Fault::unavailable && error.unsent &&
                                                      mentions(error.message, "the certificate is not trusted"));
        CPPUNIT_ASSERT(mentions(called(*client, of_store, file_).message, file_));
        CPPUNIT_ASSERT(mentions(called(*client, of_own, "").message, "ca_file"));
    }

    void a_file_of_authorities_that_changed_is_read_at_once() {
        const auto own = test::make_authority("Own Authority");
        const TestServer server(say_hello, make_certificate(own, names));
        std::ofstream(file_) << authority_.pem();
        const auto client = make_http_client();
        CPPUNIT_ASSERT(mentions(called(*client, server, file_).message, "not trusted"));
        std::ofstream(file_ + ".new") << authority_.pem() << own.pem();
        std::filesystem::rename(file_ + ".new", file_);
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), called(*client, server, file_).message);
    }

    void a_file_that_cannot_be_used_is_named_and_nothing_is_sent() {
        const TestServer server(say_hello, make_certificate(authority_, names));
        std::ofstream(file_) << "no certificate";
        for (const std::string& file : {file_, file_ + ".absent", std::string("/"), std::string("own.pem")}) {
            const Error error = called(*make_http_client(), server, file);
            CPPUNIT_ASSERT(error.fault == Fault::unavailable && error.unsent);
            CPPUNIT_ASSERT_MESSAGE(error.message, mentions(error.message, file + " cannot be used: "));
        }
        std::ofstream(file_) << authority_.pem();
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), called(*make_http_client(), server, file_).message);
    }

private:
    // The answer as say, or the error.
    static Error called(const HttpClient& client, const TestServer& server, const std::string& ca_file) {
        HttpRequest request;
        request.url = "https://localhost:" + std::to_string(server.port()) + "/";
        request.ca_file = ca_file;
        const auto response = client.call(request);
        return response ? Error{Fault::invalid, response->body, {}} : response.error();
    }
    static std::string call(const HttpClient& client, const TestServer& server, const std::string& host,
                            Milliseconds time_limit = 10s) {
        HttpRequest request;
        request.url = "https://" + host + ":" + std::to_string(server.port()) + "/";
        request.time_limit = time_limit;
        const auto response = client.call(request);
        if (response) return response->body;
        CPPUNIT_ASSERT(response.error().fault == Fault::unavailable);
        return response.error().message;
    }
    static std::string call(const TestServer& server, const std::string& host = "localhost",
                            Milliseconds time_limit = 10s) {
        return call(*make_http_client(), server, host, time_limit);
    }
    std::string told_by(const Certificate& identity, const std::string& host = "localhost") const {
        return call(TestServer(say_hello, identity), host);
    }

    void a_certificate_of_a_trusted_authority_for_this_host_is_good() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told_by(make_certificate(authority_, names)));
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told_by(make_certificate(authority_, names), "127.0.0.1"));
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told_by(make_certificate(authority_, names), "LocalHost"));
    }

    void another_authority_is_not_trusted_and_gets_no_request() {
        const Certificate impostor = test::make_authority("Test Authority");
        std::atomic<bool> asked = false;
        {
            const TestServer server(
                [&](Peer& peer) {
                    if (!peer.read_request().empty()) asked = true;
                },
                make_certificate(impostor, names));
            CPPUNIT_ASSERT(mentions(call(server), "not trusted"));
        }
        CPPUNIT_ASSERT(!asked);
    }

    void a_self_signed_certificate_is_not_trusted() {
        CPPUNIT_ASSERT(mentions(told_by(test::make_authority("localhost")), "self-signed"));
    }

    void the_host_name_is_verified_for_localhost_too() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told_by(make_certificate(authority_, "DNS:localhost")));
        CPPUNIT_ASSERT(mentions(told_by(make_certificate(authority_, "DNS:other.example")), "hostname mismatch"));
        CPPUNIT_ASSERT(mentions(told_by(make_certificate(authority_, "DNS:localhost.example")), "hostname mismatch"));
        CPPUNIT_ASSERT(mentions(told_by(make_certificate(authority_, "IP:127.0.0.1")), "mismatch"));
    }

    void the_common_name_names_no_host() {
        const auto with = [&](const std::string& alternative, const std::string& host) {
            return told_by(make_certificate(authority_, alternative, Validity::now, host), host);
        };
        const std::string cure = "names no host in subjectAltName, and its common name (CN) does not count";
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), with("DNS:localhost", "localhost"));
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), with("IP:127.0.0.1", "127.0.0.1"));
        for (const char* host : {"localhost", "127.0.0.1"})
            for (const char* nothing : {"", "email:localhost@localhost", "URI:https://localhost/"}) {
                const std::string said = with(nothing, host);
                CPPUNIT_ASSERT_MESSAGE(said, mentions(said, cure));
            }
        const std::string other = with("DNS:other.example", "localhost");
        CPPUNIT_ASSERT_MESSAGE(other, mentions(other, "not trusted") && !mentions(other, cure));
    }

    void an_address_is_verified_as_an_address() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told_by(make_certificate(authority_, "IP:127.0.0.1"), "127.0.0.1"));
        CPPUNIT_ASSERT(
            mentions(told_by(make_certificate(authority_, "IP:127.0.0.2"), "127.0.0.1"), "IP address mismatch"));
        CPPUNIT_ASSERT(
            mentions(told_by(make_certificate(authority_, "DNS:127.0.0.1"), "127.0.0.1"), "IP address mismatch"));
    }

    void certificates_out_of_their_time_are_not_trusted() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told_by(make_certificate(authority_, names, Validity::now)));
        CPPUNIT_ASSERT(mentions(told_by(make_certificate(authority_, names, Validity::expired)), "expired"));
        CPPUNIT_ASSERT(mentions(told_by(make_certificate(authority_, names, Validity::not_yet)), "not yet valid"));
    }

    void old_versions_of_tls_are_not_spoken() {
        const Certificate identity = make_certificate(authority_, names);
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), call(TestServer(say_hello, identity, TLS1_2_VERSION)));
        CPPUNIT_ASSERT(mentions(call(TestServer(say_hello, identity, TLS1_1_VERSION)), "TLS handshake"));
    }

    void a_server_without_tls_is_no_answer() {
        CPPUNIT_ASSERT(mentions(call(TestServer([](Peer& peer) {
                                    peer.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                                    peer.wait_until_closed();
                                })),
                                "TLS handshake"));
    }

    void a_dripping_handshake_is_left_at_the_time_limit() {
        // The head of a handshake record of 16 KiB, whose bytes then come one by one.
        const TestServer server(
            [](Peer& peer) { peer.drip(std::string("\x16\x03\x03\x40\x00", 5) + std::string(2000, '\0')); });
        CPPUNIT_ASSERT(mentions(call(server, "localhost", 200ms), "timed out"));
    }

    void a_dripping_answer_is_left_at_the_time_limit() {
        const TestServer server(
            [](Peer& peer) {
                peer.read_request();
                peer.drip("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x'));
            },
            make_certificate(authority_, names));
        CPPUNIT_ASSERT(mentions(call(server, "localhost", 300ms), "timed out"));
    }

    void an_answer_without_length_must_end_with_close_notify() {
        const Certificate identity = make_certificate(authority_, names);
        const auto told = [&](const std::string& answer, bool properly) {
            return call(TestServer(
                [&](Peer& peer) {
                    peer.read_request();
                    peer.write(answer);
                    if (properly) peer.close_notify();
                },
                identity));
        };
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told("HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello", true));
        CPPUNIT_ASSERT(mentions(told("HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello", false), "close_notify"));
        // Where the length is known, many servers hang up without it, and nothing is lost.
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false));
    }

    void large_bodies_go_both_ways() {
        const TestServer server(
            [](Peer& peer) {
                const std::string seen = peer.read_request();
                const std::string body = seen.substr(seen.find("\r\n\r\n") + 4);
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
            },
            make_certificate(authority_, names));
        HttpRequest request;
        request.url = "https://localhost:" + std::to_string(server.port()) + "/";
        request.method = "POST";
        for (int i = 0; i < 1'000'000; ++i) request.body += static_cast<char>(i * 7 % 251);
        const auto response = make_http_client()->call(request);
        CPPUNIT_ASSERT(response && response->body == request.body);
    }

    void many_threads_share_a_client() {
        const TestServer server(say_hello, make_certificate(authority_, names));
        const auto client = make_http_client();
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 5; ++i) good += call(*client, server, "localhost") == "hello";
            });
        }
        for (auto& thread : threads) thread.join();
        CPPUNIT_ASSERT_EQUAL(20, good.load());
    }

    void a_client_works_on_in_a_forked_process() {
        const TestServer server(say_hello, make_certificate(authority_, names));
        const auto client = make_http_client();
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), call(*client, server, "localhost"));
        const pid_t child = fork();
        if (child == 0) _exit(call(*client, server, "localhost") == "hello" ? 0 : 1);
        int status = -1;
        CPPUNIT_ASSERT_EQUAL(child, waitpid(child, &status, 0));
        CPPUNIT_ASSERT_EQUAL(0, status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TlsTest);

}  // namespace
}  // namespace secure_export
