#pragma once
// A desk over HTTPS against its stand-in server of tests/desks, through the real HTTP client.

#include <json/value.h>

#include <map>
#include <memory>

#include "adapters/desks/desks.h"
#include "core/desk_kinds.h"
#include "tests/contract/local_stand.h"
#include "tests/contract/stand.h"

namespace secure_export::contract {

// As an operator stored them; a test may change them.
class KeptSecrets : public Secrets {
public:
    Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const override;
    Outcome put(const std::string& desk, const std::string& field, const std::string& value) const override;
    mutable std::map<std::string, std::string> by_field;
};

class RemoteStand : public Stand {
public:
    using MakeDesk = std::unique_ptr<Desk> (*)(const DeskSettings&, const desks::Environment&);
    // `script`: its name in tests/desks; one process serves all stands of a program, emptied for each.  The url of
    // `settings` is filled in here.
    RemoteStand(const char* script, DeskSettings settings, std::map<std::string, std::string> secrets, MakeDesk make);
    ~RemoteStand() override;

    Desk& desk() override { return *desk_; }
    std::string add_ci(const ConfigurationItem& ci) override;
    void remove_ci(const std::string& id) override;
    Held held(const std::string& id) override;
    std::size_t incidents() override;
    void set_state(const std::string& id, IncidentState state) override;
    bool can_make(Trouble) const override { return true; }
    void trouble_next_call(Trouble trouble) override;
    std::vector<std::string> complaints() const override;

    // Another order to the people's side (desk_server.py); what it answers.
    Json::Value order(const std::string& what, Json::Value more = Json::objectValue) const;
    std::vector<std::string> calls() const;

    // A desk of its own on the same server, with other settings.
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
    std::unique_ptr<HttpClient> http_;
    std::unique_ptr<Desk> desk_;
};

}  // namespace secure_export::contract
