#pragma once
#include <filesystem>

#include "adapters/desks/local/desk.h"
#include "tests/contract/harness.h"

namespace secure_export::contract {

class FixedClock : public Clock {
public:
    Time now() const override { return Time(Milliseconds(1'767'261'600'000)); }  // 2026-01-01T10:00:00Z
    Uptime uptime() const override { return {"boot", std::chrono::hours(1)}; }
};

// A new directory, removed by the destructor.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The embedded register.  Its data is accessed by a second connection to the same file, like that of a SQLite client.
class LocalHarness : public DeskHarness {
public:
    LocalHarness();
    Desk& desk() override { return desk_; }
    std::string add_ci(const ConfigurationItem& ci) override;
    void remove_ci(const std::string& id) override;
    Held held(const std::string& id) override;
    std::size_t incidents() override;
    void set_state(const std::string& id, IncidentState state) override;
    void set_levels(const std::string& id, int impact, int urgency) override;

private:
    TemporaryDirectory directory_;
    FixedClock clock_;
    desks::LocalDesk desk_;
    db::Database client_;
};

}  // namespace secure_export::contract
