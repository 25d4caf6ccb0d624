#pragma once
// The real service with its environment: a clock moved by the test, an authority behind the HTTP port, and a host's
// desk behind the desk port (the strict stand-in of the contract tests over a real register).

#include <cppunit/extensions/HelperMacros.h>
#include <json/value.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "calendar/system_time_zones.h"
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
        {
            const std::scoped_lock lock(mutex);
            lines.emplace_back(text);
        }
        if (meanwhile) meanwhile(text);
    }
    std::function<void(std::string_view line)> meanwhile;  // called with each line, while what wrote it goes on
    mutable std::mutex mutex;
    mutable std::vector<std::string> lines;
};

// Metadata and key sets of one tenant, in both versions, as in plugin/inbound/CONTRACT.md.
class Authority : public HttpClient {
public:
    Result<HttpResponse> call(const HttpRequest& request) const override;
    std::vector<Json::Value> published;
    std::string keys_at;  // jwks_uri in the metadata; empty: the usual one
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
    // The reply to a header with this token; nullopt when the body may be sent.
    std::optional<Reply> knock(const std::string& token);
    Reply admin(const std::string& method, const std::string& path, const std::string& body = "",
                const std::string& query = "");
    // Like the function above, for a script or a screen: JSON.  `headers`: further lines, each with its line break.
    Reply ask_api(const std::string& method, const std::string& path, const std::string& body = "",
                  const std::string& query = "", const std::string& headers = "");
    // `more`: further members of the connection, each preceded by a comma.
    void configure(const std::string& refire = "new", const std::string& more = "");
    // Configures a desk of a remote kind for each name, and a connection of the same name that uses it.
    void configure_remote(const std::vector<std::string>& names, int max_concurrency = 2);
    Reply post_to(const std::string& connection, const std::string& body);
    void work();  // until nothing is due
    void later(Milliseconds by) { clock.time += by; }
    void restart();  // a new service on the same data, as after a restart of the process

    // One text from the mapping database; "" when there is no row.
    std::string ask(const std::string& sql);
    void change(const std::string& sql);  // as somebody with an SQLite client would
    contract::LocalHarness& people() { return harness; }

    HandMovedClock clock;
    SystemTimeZones zones;
    KeptLog log;
    Authority authority;
    contract::TemporaryDirectory folder;
    contract::LocalHarness harness;
    contract::FakeHost desk;
    // Used instead of the configured desks of these names.
    std::map<std::string, std::function<std::unique_ptr<Desk>()>> fake_desks;
    std::unique_ptr<service::Service> service;
};

// A common-schema body as Azure sends it; without resources if `vm` is empty.
std::string alert(const std::string& id, const std::string& condition,
                  const std::string& fired = "2026-01-01T09:59:00Z", const std::string& vm = "vm-web-01");

}  // namespace secure_export::test
