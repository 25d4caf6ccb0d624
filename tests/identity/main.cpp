// identity-stand-in: an identity authority for tests and the demo.  See --help.

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>
#include <signal.h>

#include <charconv>
#include <iostream>
#include <memory>
#include <optional>

#include "identity/authority.h"

namespace {

constexpr const char* help = R"(identity-stand-in: an identity authority for tests and the demo of Secure Export.

TEST ONLY.  It signs whatever token it is asked for, and never listens beyond loopback.

  --port N               on 127.0.0.1; 0 or absent: one that is free.  Prints "listening on http://127.0.0.1:PORT".
  --v1-issuer-base URL   v1.0 issuers are URL/{tenant}/ (default: its own address; Entra ID: https://sts.windows.net)
  --tls-cert FILE --tls-key FILE   PEM: https in place of http

As Entra ID, for any tenant:
  GET /{tenant}/.well-known/openid-configuration        GET /{tenant}/discovery/keys
  GET /{tenant}/v2.0/.well-known/openid-configuration   GET /{tenant}/discovery/v2.0/keys

For the test that runs it:
  POST /token    JSON in, a compact JWS out.  Members: tenant, audience, version (1 or 2; 2), app_id (Azure Monitor's),
                 roles (["ActionGroupsSecureWebhook"]), lifetime (seconds; 4500), key (current; foreign: wrong signature
                 under the current kid; unpublished: a kid no key set shows; previous: before the last rotation),
                 algorithm (RS256; RS384, RS512, PS256; HS256: with the public key's PEM for a secret; none), header and
                 claims (objects put over the usual ones), remove (names of header fields and claims to leave out)
  POST /sign     {"text": "HEADER.CLAIMS", "algorithm", "key"} as above: the signature alone, in base64url
  POST /publish  {"key": NAME, "issuer": URL}: one more key in the v2.0 key sets, which is for that issuer alone.
                 "key": NAME signs with it
  POST /rotate   a new key signs from now on; {"keep_old": false} withdraws all others.  Answers {"kid": ...}
  POST /outage   body "on" or "off": metadata and key sets answer 503 while it is on
  GET  /hits     {"path": count} of all metadata and key requests so far
)";

constexpr std::size_t max_body_bytes = 64 * 1024;

class Handler : public Poco::Net::HTTPRequestHandler {
public:
    explicit Handler(identity::Authority& authority) : authority_(authority) {}

    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
        const std::string path = Poco::URI(request.getURI()).getPath();
        identity::Answer answer{405, R"({"error":"GET or POST"})"};
        if (request.getMethod() == "GET") {
            answer = authority_.get(path);
        } else if (request.getMethod() == "POST") {
            std::string body;
            for (char c; body.size() <= max_body_bytes && request.stream().get(c);) body += c;
            answer = body.size() > max_body_bytes ? identity::Answer{413, R"({"error":"too long"})"}
                                                  : authority_.post(path, body);
        }
        response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
        response.setContentType(answer.type);
        response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
        response.send() << answer.body;
    }

private:
    identity::Authority& authority_;
};

class Factory : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit Factory(identity::Authority& authority) : authority_(authority) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
        return new Handler(authority_);
    }

private:
    identity::Authority& authority_;
};

struct Options {
    std::uint16_t port = 0;
    std::string v1_issuer_base, certificate, key;
};

std::optional<Options> read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
        if (value.empty()) return std::nullopt;
        if (name == "--port") {
            const auto end = value.data() + value.size();
            const auto [stopped, error] = std::from_chars(value.data(), end, options.port);
            if (error != std::errc() || stopped != end) return std::nullopt;
        } else if (name == "--v1-issuer-base") {
            options.v1_issuer_base = value;
        } else if (name == "--tls-cert") {
            options.certificate = value;
        } else if (name == "--tls-key") {
            options.key = value;
        } else {
            return std::nullopt;
        }
    }
    if (options.certificate.empty() != options.key.empty()) return std::nullopt;
    return options;
}

Poco::Net::ServerSocket listen(const Options& options) {
    const Poco::Net::SocketAddress address("127.0.0.1", options.port);
    if (options.certificate.empty()) return Poco::Net::ServerSocket(address);
    Poco::Net::Context::Ptr context(new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, options.key,
                                                           options.certificate, "", Poco::Net::Context::VERIFY_NONE));
    return Poco::Net::SecureServerSocket(address, 64, context);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--help") {
        std::cout << help;
        return 0;
    }
    const auto options = read_options(argc, argv);
    if (!options) {
        std::cerr << "identity-stand-in: cannot understand the options\n\n" << help;
        return 2;
    }
    // Blocked before any thread starts, so that only sigwait() below gets them.
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    signal(SIGPIPE, SIG_IGN);
    try {
        Poco::Net::initializeSSL();
        const Poco::Net::ServerSocket socket = listen(*options);
        const std::string base = (options->certificate.empty() ? "http://127.0.0.1:" : "https://127.0.0.1:") +
                                 std::to_string(socket.address().port());
        identity::Authority authority(base, options->v1_issuer_base.empty() ? base : options->v1_issuer_base);
        Poco::Net::HTTPServerParams::Ptr parameters(new Poco::Net::HTTPServerParams);
        parameters->setMaxThreads(8);
        Poco::Net::HTTPServer server(new Factory(authority), socket, parameters);
        server.start();
        std::cout << "listening on " << base << std::endl;
        int signal_number = 0;
        sigwait(&stop, &signal_number);
        server.stopAll(true);
        return 0;
    } catch (const std::exception& wrong) {
        std::cerr << "identity-stand-in: " << wrong.what() << "\n";
        return 1;
    }
}
