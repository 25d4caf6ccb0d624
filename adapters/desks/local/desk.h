#pragma once
// The embedded register: incidents, work notes and configuration items in a SQLite file of its own (desk.sqlite in the
// data directory), separate from the mapping database like the data of any other desk.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/desks/desks.h"
#include "core/clock.h"
#include "core/desk.h"
#include "db/engine/database.h"

namespace secure_export::desks {

// People may change the register with any SQLite client, and their decisions are kept.  Ids are decimal numbers.
class LocalDesk : public Desk, public ItemImporter {
public:
    // Opens nothing yet: the first call creates the file and its tables.
    LocalDesk(const std::filesystem::path& file, const Clock& clock);

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override;
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create = {}) override;
    Result<DeskIncident> get(const std::string& id) override;
    Outcome note(const std::string& id, const std::string& text) override;
    Result<Resolution> resolve(const std::string& id, const std::string& text) override;
    Result<Reopening> reopen(const std::string& id, const std::string& text) override;
    Outcome raise(const std::string& id, int impact, int urgency) override;
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override;
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override;
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override;
    Result<DeskCheck> check() override;
    ItemImporter* importer() override { return this; }

    // CSV with the columns name, resource_id, class, external_id in any order; name is required.  A row updates the CI
    // with the same external_id, else with the same resource_id, else with the same name and class.  A CI with another
    // external_id, or with the same name and another resource_id, is another CI.  An empty field clears the CI's value;
    // a column missing from the file leaves it unchanged.  Two rows for the same CI, and a row that matches several
    // CIs, are problems.  All rows or none, in one transaction.
    Result<ItemImport> import_cis(std::string_view csv) override;
    Result<ItemImport> preview_cis(std::string_view csv) override;

private:
    enum class AfterImport { keep, forget };
    Result<ItemImport> write_cis(std::string_view csv, AfterImport then);

    db::Database database_;
    const Clock& clock_;
};

namespace local {
Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment);
}

}  // namespace secure_export::desks
