#pragma once
#include "tests/unit/service/made_up_desk.h"
#include "tests/unit/service/town.h"

namespace secure_export::test {

// A town with remote desks of these names, that do as their scripts say.
struct DeskTown : Town {
    explicit DeskTown(const std::vector<std::string>& names, int calls_at_once = 2) {
        for (const std::string& name : names)
            made_up_desks[name] = [this, name] { return std::make_unique<MadeUpDesk>(scripts.at(name)); };
        for (const std::string& name : names) scripts[name];
        configure_remote(names, calls_at_once);
        work();
    }
    // The scripts are used by the service, which goes first.
    ~DeskTown() { service.reset(); }
    std::string state(const std::string& of, const std::string& column) {
        return ask("SELECT " + column + " FROM desk_states WHERE desk = '" + of + "'");
    }
    std::string open_in(const std::string& where) {
        return ask("SELECT count(*) FROM incident WHERE status = 'open' AND desk " + where);
    }
    std::map<std::string, DeskScript> scripts;
};

}  // namespace secure_export::test
