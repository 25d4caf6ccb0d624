// Long: one suite over one server: each answer that may come.
// What the client sends, and what it makes of answers, good and bad.  Over plain TCP: what is said here is the same in
// TLS.

#include <cppunit/extensions/HelperMacros.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "adapters/http/client.h"
#include "tests/unit/http/test_server.h"

namespace secure_export {
namespace {

using test::Peer;
using test::TestServer;
using namespace std::chrono_literals;

const std::string good_answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

HttpRequest request_to(const TestServer& server, const std::string& target = "/") {
    HttpRequest request;
    request.url = "http://127.0.0.1:" + std::to_string(server.port()) + target;
    return request;
}

// The body, or "fault: reason".
std::string told(const Result<HttpResponse>& response) {
    if (response) return response->body;
    return std::string(response.error().fault == Fault::unavailable ? "unavailable" : "invalid") + ": " +
           response.error().message;
}

// What the client makes of these bytes, after which the server closes.
Result<HttpResponse> got(const std::string& answer, std::size_t max_bytes = 1 << 20,
                         const std::string& method = "GET") {
    const TestServer server([&](Peer& peer) {
        peer.read_request();
        peer.write(answer);
    });
    HttpRequest request = request_to(server);
    request.max_bytes = max_bytes;
    request.method = method;
    return make_http_client()->call(request);
}

bool unavailable(const Result<HttpResponse>& response) {
    return !response && response.error().fault == Fault::unavailable;
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class ExchangeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ExchangeTest);
    CPPUNIT_TEST(a_request_goes_out_as_it_was_written);
    CPPUNIT_TEST(a_body_is_sent_with_its_length);
    CPPUNIT_TEST(every_status_is_a_result_and_redirects_are_not_followed);
    CPPUNIT_TEST(a_request_that_could_be_two_is_refused_and_nothing_is_sent);
    CPPUNIT_TEST(http_without_tls_is_for_loopback_only);
    CPPUNIT_TEST(a_body_ends_where_its_length_says);
    CPPUNIT_TEST(a_chunked_body_is_put_together);
    CPPUNIT_TEST(a_damaged_chunked_body_is_no_answer);
    CPPUNIT_TEST(a_body_without_length_ends_with_the_connection);
    CPPUNIT_TEST(answers_without_body_have_none);
    CPPUNIT_TEST(interim_answers_are_skipped);
    CPPUNIT_TEST(a_huge_answer_is_refused_however_it_is_framed);
    CPPUNIT_TEST(an_endless_head_is_refused);
    CPPUNIT_TEST(what_is_no_http_is_refused);
    CPPUNIT_TEST(a_dripping_peer_is_left_at_the_time_limit);
    CPPUNIT_TEST(a_silent_peer_is_left_at_the_time_limit);
    CPPUNIT_TEST(a_host_that_takes_no_connection_is_left_at_the_time_limit);
    CPPUNIT_TEST(a_peer_that_takes_no_bytes_is_left_at_the_time_limit);
    CPPUNIT_TEST(a_peer_that_hangs_up_raises_no_signal);
    CPPUNIT_TEST(a_refused_connection_names_the_host);
    CPPUNIT_TEST(a_client_works_on_in_a_forked_process);
    CPPUNIT_TEST_SUITE_END();

    void a_request_goes_out_as_it_was_written() {
        std::string seen;
        const auto client = make_http_client();
        std::string port;
        {
            const TestServer server([&](Peer& peer) {
                seen = peer.read_request();
                peer.write(good_answer);
            });
            HttpRequest request = request_to(server, "/a%2Fb/?q=%41+x&y='#part");
            request.headers = {{"Accept", "application/json"}, {"Authorization", "Bearer abc"}};
            CPPUNIT_ASSERT_EQUAL(std::string("hello"), told(client->call(request)));
            port = std::to_string(server.port());
        }
        CPPUNIT_ASSERT_EQUAL(
            "GET /a%2Fb/?q=%41+x&y=' HTTP/1.1\r\nHost: 127.0.0.1:" + port +
                "\r\nConnection: close\r\nAccept: application/json\r\nAuthorization: Bearer abc\r\n\r\n",
            seen);
    }

    void a_body_is_sent_with_its_length() {
        const TestServer server([](Peer& peer) {
            const std::string seen = peer.read_request();
            const std::string body = seen.substr(seen.find("\r\n\r\n") + 4);
            peer.write("HTTP/1.1 201 Created\r\nX-Size: " + std::to_string(body.size()) +
                       "\r\nContent-Length: 3\r\n\r\n" + body.substr(0, 3));
        });
        const auto client = make_http_client();
        HttpRequest request = request_to(server);
        request.method = "POST";
        request.body = "abc" + std::string(3'000'000, 'x');
        const auto response = client->call(request);
        CPPUNIT_ASSERT_EQUAL(std::string("abc"), told(response));
        CPPUNIT_ASSERT_EQUAL(201, response->status);
        CPPUNIT_ASSERT(response->headers.at(0) == std::make_pair(std::string("X-Size"), std::string("3000003")));
    }

    void every_status_is_a_result_and_redirects_are_not_followed() {
        for (const int status : {200, 204, 301, 302, 307, 308, 400, 401, 404, 429, 500, 503, 599}) {
            const TestServer server([&](Peer& peer) {
                peer.read_request();
                peer.write("HTTP/1.1 " + std::to_string(status) +
                           " X\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
            });
            const auto response = make_http_client()->call(request_to(server));
            CPPUNIT_ASSERT_EQUAL(std::string(), told(response));
            CPPUNIT_ASSERT_EQUAL(status, response->status);
            CPPUNIT_ASSERT_EQUAL(1, server.connections());
        }
    }

    void a_request_that_could_be_two_is_refused_and_nothing_is_sent() {
        const TestServer server([](Peer& peer) {
            peer.read_request();
            peer.write(good_answer);
        });
        const auto client = make_http_client();
        const auto refused = [&](const HttpRequest& request) {
            const auto response = client->call(request);
            return !response && response.error().fault == Fault::invalid;
        };
        const HttpRequest good = request_to(server);
        const std::string smuggled = "x\r\nX-Other: y";
        std::vector<HttpRequest> bad;
        for (const std::string& value :
             {smuggled, std::string("x\ny"), std::string("x\ry"), std::string("x\0y", 3), std::string("\x7f")}) {
            bad.push_back(good);
            bad.back().headers = {{"X-Value", value}};
        }
        for (const std::string& name :
             {smuggled, std::string(), std::string("A B"), std::string("A:"), std::string("Host"),
              std::string("content-length"), std::string("Transfer-Encoding")}) {
            bad.push_back(good);
            bad.back().headers = {{name, "1"}};
        }
        for (const std::string& method : {std::string("GET / HTTP/1.1\r\nX: "), std::string(), std::string("G T")}) {
            bad.push_back(good);
            bad.back().method = method;
        }
        for (const std::string target : {"/ HTTP/1.1", "/\r\nX: y", "/\t", "/\xc3\xa9"}) {
            bad.push_back(good);
            bad.back().url += target;
        }
        for (const auto& request : bad) CPPUNIT_ASSERT(refused(request));
        CPPUNIT_ASSERT_EQUAL(0, server.connections());
        HttpRequest fine = good;
        fine.headers = {{"X-Value", "x\t y: \xc3\xa9"}};
        CPPUNIT_ASSERT(!refused(fine));
        CPPUNIT_ASSERT_EQUAL(1, server.connections());
    }

    void http_without_tls_is_for_loopback_only() {
        const TestServer server([](Peer& peer) {
            peer.read_request();
            peer.write(good_answer);
        });
        const auto client = make_http_client();
        const auto call = [&](const std::string& host) {
            HttpRequest request;
            request.url = "http://" + host + ":" + std::to_string(server.port()) + "/";
            request.time_limit = 2s;
            return told(client->call(request));
        };
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), call("127.0.0.1"));
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), call("localhost"));
        for (const std::string host : {"192.0.2.1", "desk.example", "127.0.0.1.example", "0.0.0.0", "2130706433",
                                       "127.1", "[::ffff:127.0.0.1]", "user@127.0.0.1"}) {
            CPPUNIT_ASSERT_EQUAL(std::string("invalid"), call(host).substr(0, 7));
        }
    }

    void a_body_ends_where_its_length_says() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told(got(good_answer)));
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told(got(good_answer + "HTTP/1.1 500 Left over\r\n\r\n")));
        CPPUNIT_ASSERT(unavailable(got("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello")));
        CPPUNIT_ASSERT(unavailable(got("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nhello")));
        CPPUNIT_ASSERT(unavailable(got("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")));
        CPPUNIT_ASSERT(unavailable(got("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello")));
        CPPUNIT_ASSERT_EQUAL(std::string("hello"),
                             told(got("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello")));
    }

    const std::string chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    void a_chunked_body_is_put_together() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told(got(chunked_head + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")));
        CPPUNIT_ASSERT_EQUAL(std::string("0123456789abcdef"),
                             told(got(chunked_head + "010;a=b\r\n0123456789abcdef\r\n0\r\nTrailer: x\r\n\r\n")));
        CPPUNIT_ASSERT_EQUAL(std::string(), told(got(chunked_head + "0\r\n\r\n")));
    }

    void a_damaged_chunked_body_is_no_answer() {
        for (const std::string body :
             {"2\r\nhe\r\n", "2\r\nhe\r\n0\r\n", "2\r\nhe", "3\r\nhe\r\n0\r\n\r\n", "1\r\nhe\r\n0\r\n\r\n",
              "x\r\nhe\r\n0\r\n\r\n", "\r\n", "", "-2\r\nhe\r\n0\r\n\r\n", "ffffffffffffffffff\r\nhe\r\n0\r\n\r\n"}) {
            CPPUNIT_ASSERT_MESSAGE(body, unavailable(got(chunked_head + body)));
        }
        CPPUNIT_ASSERT(unavailable(got("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")));
    }

    void a_body_without_length_ends_with_the_connection() {
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told(got("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nhello")));
    }

    void answers_without_body_have_none() {
        CPPUNIT_ASSERT_EQUAL(std::string(), told(got("HTTP/1.1 204 No Content\r\n\r\n")));
        CPPUNIT_ASSERT_EQUAL(std::string(), told(got("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")));
        CPPUNIT_ASSERT_EQUAL(std::string(), told(got("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 100, "HEAD")));
    }

    void interim_answers_are_skipped() {
        const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n",
                          hints = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told(got(interim + hints + good_answer)));
        std::string many;
        for (int i = 0; i < 9; ++i) many += interim;
        CPPUNIT_ASSERT(unavailable(got(many + good_answer)));
        CPPUNIT_ASSERT(unavailable(got("HTTP/1.1 101 Switching Protocols\r\n\r\n")));
    }

    void a_huge_answer_is_refused_however_it_is_framed() {
        const std::string five = "hello";
        for (const std::string& answer : {good_answer, chunked_head + "5\r\nhello\r\n0\r\n\r\n",
                                          std::string("HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello")}) {
            CPPUNIT_ASSERT_EQUAL(five, told(got(answer, 5)));
            CPPUNIT_ASSERT(unavailable(got(answer, 4)));
        }
        CPPUNIT_ASSERT(
            mentions(told(got("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")), "more than 1048576"));
        const TestServer endless([&](Peer& peer) {
            peer.read_request();
            peer.write("HTTP/1.1 200 OK\r\nX: y\r\n\r\n");
            while (peer.write(std::string(65536, 'x'))) continue;
        });
        CPPUNIT_ASSERT(mentions(told(make_http_client()->call(request_to(endless))), "more than 1048576"));
    }

    void an_endless_head_is_refused() {
        for (const std::string& part : {std::string("X-Field: value\r\n"), std::string(4096, 'x')}) {
            const TestServer endless([&](Peer& peer) {
                peer.read_request();
                peer.write("HTTP/1.1 200 OK\r\n");
                while (peer.write(part)) continue;
            });
            CPPUNIT_ASSERT(mentions(told(make_http_client()->call(request_to(endless))), "malformed"));
        }
    }

    void what_is_no_http_is_refused() {
        for (const std::string answer : {"", "\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-",
                                         "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 999 Odd\r\n\r\n"}) {
            CPPUNIT_ASSERT_MESSAGE(answer, unavailable(got(answer)));
        }
    }

    void a_dripping_peer_is_left_at_the_time_limit() {
        // Each drips for some 20 s and is whole at the end: a client without a limit of the whole would take it.
        const std::string head = "HTTP/1.1 200 OK\r\n", filling(2000, 'x');
        for (const std::string& answer : {head + "X-Slow: " + filling + "\r\nContent-Length: 0\r\n\r\n",
                                          head + "Content-Length: 2000\r\n\r\n" + filling}) {
            const TestServer server([&](Peer& peer) {
                peer.read_request();
                peer.drip(answer);
            });
            HttpRequest request = request_to(server);
            request.time_limit = 200ms;
            CPPUNIT_ASSERT(mentions(told(make_http_client()->call(request)), "timed out"));
        }
    }

    void a_silent_peer_is_left_at_the_time_limit() {
        const TestServer server([](Peer& peer) { peer.wait_until_closed(); });
        HttpRequest request = request_to(server);
        request.time_limit = 100ms;
        CPPUNIT_ASSERT(mentions(told(make_http_client()->call(request)), "receive: timed out"));
    }

    void a_host_that_takes_no_connection_is_left_at_the_time_limit() {
        // A listener that never accepts and whose queue is full: Linux then drops what asks to connect.
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        std::vector<int> descriptors{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        CPPUNIT_ASSERT_EQUAL(0, bind(descriptors[0], generic, size));
        CPPUNIT_ASSERT_EQUAL(0, listen(descriptors[0], 0));
        CPPUNIT_ASSERT_EQUAL(0, getsockname(descriptors[0], generic, &size));
        for (int i = 0; i < 4; ++i) {
            descriptors.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            (void)connect(descriptors.back(), generic, size);
        }
        HttpRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
        request.time_limit = 200ms;
        const std::string answer = told(make_http_client()->call(request));
        for (const int descriptor : descriptors) close(descriptor);
        CPPUNIT_ASSERT(mentions(answer, "connect: timed out"));
    }

    void a_peer_that_takes_no_bytes_is_left_at_the_time_limit() {
        std::atomic<bool> done = false;
        const TestServer server([&](Peer& peer) {
            done.wait(false);
            peer.wait_until_closed();
        });
        HttpRequest request = request_to(server);
        request.method = "POST";
        request.body.assign(64 << 20, 'x');  // more than the kernel holds for two sockets
        request.time_limit = 200ms;
        const std::string answer = told(make_http_client()->call(request));
        done = true;
        done.notify_all();
        CPPUNIT_ASSERT(mentions(answer, "send: timed out"));
    }

    void a_peer_that_hangs_up_raises_no_signal() {
        // Poco blocks SIGPIPE in the thread that loads it, which a host need not have been.
        sigset_t pipe, before;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_UNBLOCK, &pipe, &before);
        // After its last word, a reset is EPIPE to the sender, which comes with a SIGPIPE unless that is asked not to
        // be.
        const TestServer server([](Peer& peer) { peer.end_writing(); });
        HttpRequest request = request_to(server);
        request.method = "POST";
        request.body.assign(64 << 20, 'x');
        const bool no_answer = unavailable(make_http_client()->call(request));
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        CPPUNIT_ASSERT(no_answer);
    }

    void a_refused_connection_names_the_host() {
        HttpRequest request;
        {
            const TestServer gone([](Peer&) {});
            request = request_to(gone, "/secret?code=1");
        }
        request.headers = {{"Authorization", "Bearer abc"}};
        const std::string answer = told(make_http_client()->call(request));
        CPPUNIT_ASSERT(mentions(answer, "127.0.0.1:") && mentions(answer, "refused"));
        CPPUNIT_ASSERT(!mentions(answer, "secret") && !mentions(answer, "abc"));
    }

    void a_client_works_on_in_a_forked_process() {
        const TestServer server([](Peer& peer) {
            peer.read_request();
            peer.write(good_answer);
        });
        const auto client = make_http_client();
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), told(client->call(request_to(server))));
        const pid_t child = fork();
        if (child == 0) _exit(told(client->call(request_to(server))) == "hello" ? 0 : 1);
        int status = -1;
        CPPUNIT_ASSERT_EQUAL(child, waitpid(child, &status, 0));
        CPPUNIT_ASSERT_EQUAL(0, status);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExchangeTest);

}  // namespace
}  // namespace secure_export
