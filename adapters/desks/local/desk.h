#pragma once
// The embedded register: incidents, work notes and configuration items in SQLite tables of its own (desk.sqlite in the
// data directory), apart from the mapping database as any other desk's would be.

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

// People may change the register with any SQLite client; what they decided stands.  Ids are decimal numbers.
class LocalDesk : public Desk, public ItemImporter {
public:
    // Opens nothing yet: the file and its tables are made at the first call.
    LocalDesk(std::filesystem::path file, const Clock& clock);

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override;
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create = {}) override;
    Result<DeskIncident> get(const std::string& id) override;
    Outcome note(const std::string& id, const std::string& text) override;
    Result<Resolution> resolve(const std::string& id, const std::string& text) override;
    Result<Reopening> reopen(const std::string& id, const std::string& text) override;
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override;
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override;
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override;
    Result<DeskCheck> check() override;
    ItemImporter* importer() override { return this; }

    // CSV with the columns name, resource_id, class, external_id in any order; name is
    // required.  A row replaces the CI of the same external_id, else of the same resource_id, else of the same name and
    // class; a CI that carries another external_id, or the same name with another resource_id, is another CI.  An empty
    // field empties what the CI holds, a column that the file lacks leaves it.  Two rows of one file that mean the same
    // CI, and a row that fits several, are problems.  All or nothing, in one transaction.
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
