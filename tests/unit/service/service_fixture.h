#pragma once
// Everything around the service: a clock moved by hand, an authority behind the HTTP port, a host's desk behind the
// desk port (the strict stand-in of the contract tests over a real register), and the real service between them.

#include <cppunit/extensions/HelperMacros.h>
#include <json/value.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "db/engine/database.h"
#include "service/service.h"
#include "tests/contract/fake_host.h"
#include "tests/contract/local_harness.h"
#include "tests/support/hand_moved_clock.h"
#include "tests/support/token_maker.h"

namespace secure_export::test {

class KeptLog : public Log {
public:
    void write(Level, std::string_view text) const override {
        const std::scoped_lock lock(mutex);
        lines.emplace_back(text);
    }
    mutable std::mutex mutex;
    mutable std::vector<std::string> lines;
};

// Metadata and key sets of one tenant, in both versions, as plugin/inbound/CONTRACT.md has them.
class Authority : public HttpClient {
public:
    Result<HttpResponse> call(const HttpRequest& request) const override;
    std::vector<Json::Value> published;
    std::string keys_at;  // what the metadata says; empty: the usual place
    bool unreachable = false;
    mutable int key_set_fetches = 0;
};

struct ServiceFixture {
    ServiceFixture();

    static const SigningKey& key();      // published from the start
    static const SigningKey& new_key();  // a second one, not published
    std::string token(const SigningKey& signer = key(),
                      const std::map<std::string, Json::Value>& other_claims = {}) const;

    std::vector<Reply> post(const std::vector<std::string>& bodies, const std::string& token);
    Reply post(const std::string& body) { return post({body}, token()).at(0); }
    // What is decided about a header with this token; nothing when the body may come.
    std::optional<Reply> knock(const std::string& token);
    Reply admin(const std::string& method, const std::string& path, const std::string& body = "",
                const std::string& query = "");
    // The same for a script or a screen: JSON.  `headers`: more of them, each with its line break.
    Reply ask_api(const std::string& method, const std::string& path, const std::string& body = "",
                  const std::string& query = "", const std::string& headers = "");
    // `more`: further members of the connection, each with a comma before it.
    void configure(const std::string& refire = "new", const std::string& more = "");
    // A desk of a remote kind for each name, and a connection of the same name that leads to it.
    void configure_remote(const std::vector<std::string>& names, int max_concurrency = 2);
    Reply post_to(const std::string& connection, const std::string& body);
    void work();  // until nothing is due
    void later(Milliseconds by) { clock.time += by; }
    void restart();  // as a new process would find it

    // One text from the mapping database; "" when there is no row.
    std::string ask(const std::string& sql);
    void change(const std::string& sql);  // as somebody with an SQLite client would
    contract::LocalHarness& people() { return harness; }

    HandMovedClock clock;
    KeptLog log;
    Authority authority;
    contract::TemporaryDirectory folder;
    contract::LocalHarness harness;
    contract::FakeHost desk;
    // In the place of desks that are configured under these names.
    std::map<std::string, std::function<std::unique_ptr<Desk>()>> fake_desks;
    std::unique_ptr<service::Service> service;
};

// A common-schema body, as Azure sends it; without resources when `vm` is empty.
std::string alert(const std::string& id, const std::string& condition,
                  const std::string& fired = "2026-01-01T09:59:00Z", const std::string& vm = "vm-web-01");

}  // namespace secure_export::test
