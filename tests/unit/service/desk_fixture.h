#pragma once
#include "tests/unit/service/fake_desk.h"
#include "tests/unit/service/service_fixture.h"

namespace secure_export::test {

// A fixture with remote desks of these names, whose behavior is scripted.
struct DeskFixture : ServiceFixture {
    explicit DeskFixture(const std::vector<std::string>& names, int max_concurrency = 2) {
        for (const std::string& name : names)
            fake_desks[name] = [this, name] { return std::make_unique<FakeDesk>(scripts.at(name)); };
        for (const std::string& name : names) scripts[name];
        configure_remote(names, max_concurrency);
        work();
    }
    // The service uses the scripts, so it must be destroyed first.
    ~DeskFixture() { service.reset(); }
    std::string state(const std::string& of, const std::string& column) {
        return ask("SELECT " + column + " FROM desk_states WHERE desk = '" + of + "'");
    }
    std::string open_in(const std::string& where) {
        return ask("SELECT count(*) FROM incident WHERE status = 'open' AND desk " + where);
    }
    std::map<std::string, DeskScript> scripts;
};

}  // namespace secure_export::test
