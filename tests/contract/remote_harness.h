#pragma once
// Runs a desk over HTTPS against its stand-in server from tests/desks, with the real HTTP client.

#include <json/value.h>

#include <atomic>
#include <map>
#include <memory>

#include "adapters/desks/desks.h"
#include "core/desk_kinds.h"
#include "tests/contract/harness.h"
#include "tests/contract/local_harness.h"

namespace secure_export::contract {

// Secrets in memory; tests may change them.
class KeptSecrets : public Secrets {
public:
    Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const override;
    Result<bool> replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                            const std::string& value) const override;
    mutable std::map<std::string, std::string> by_field;
};

// The real client, with a switch that makes every call fail as if the network were down.
class UnpluggableClient : public HttpClient {
public:
    UnpluggableClient();
    Result<HttpResponse> call(const HttpRequest& request) const override;
    std::atomic<bool> unplugged = false;

private:
    const std::unique_ptr<HttpClient> real_;
};

class RemoteHarness : public DeskHarness {
public:
    using MakeDesk = Result<std::unique_ptr<Desk>> (*)(const DeskSettings&, const desks::Environment&);
    // `script`: the stand-in's file in tests/desks.  One process of it serves all harnesses of a test program and is
    // emptied for each.  The harness fills in the url of `settings`.
    RemoteHarness(const char* script, DeskSettings settings, std::map<std::string, std::string> secrets, MakeDesk make);
    ~RemoteHarness() override;

    Desk& desk() override { return *desk_; }
    std::string add_ci(const ConfigurationItem& ci) override;
    void remove_ci(const std::string& id) override;
    Held held(const std::string& id) override;
    std::size_t incidents() override;
    void set_state(const std::string& id, IncidentState state) override;
    void set_levels(const std::string& id, int impact, int urgency) override;
    bool can_make(Trouble) const override { return true; }
    void trouble_next_call(Trouble trouble) override;
    bool remote() const override { return true; }
    Desk& impatient() override;
    void hold_creates() override { order("hold_creates"); }
    void release_creates() override { order("release_creates"); }
    std::unique_ptr<Desk> trusting(Trust trust) override;
    void unplug() override { http_.unplugged = true; }
    void plug() override { http_.unplugged = false; }
    std::vector<std::string> later_ways() override;
    void later_next_call(const std::string& way) override;
    std::vector<std::string> complaints() const override;

    // Sends another command to the stand-in's control interface (desk_server.py); returns its reply.
    Json::Value order(const std::string& what, Json::Value more = Json::objectValue) const;
    std::vector<std::string> calls() const;

    // another(): a second desk on the same server, made with the current values of these two.
    DeskSettings settings;
    KeptSecrets secrets;
    std::unique_ptr<Desk> another() const;
    desks::Environment environment() const;

private:
    struct Server;
    static const Server& server(const char* script);

    const Server& server_;
    const MakeDesk make_;
    TemporaryDirectory directory_;
    FixedClock clock_;
    UnpluggableClient http_;
    std::vector<std::unique_ptr<HttpClient>> other_clients_;
    std::unique_ptr<Desk> desk_, impatient_;
};

}  // namespace secure_export::contract
