#pragma once
// A port: what the admin API may order.  Implemented by service/operations.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/dry_run.h"
#include "core/desk.h"
#include "core/result.h"
#include "settings/document.h"

namespace secure_export::admin {

struct ImportReport {
    int added = 0, changed = 0, unchanged = 0;
    std::vector<std::string> problems;  // not empty: nothing was imported
};

// What became of a document that was to be saved.  `saved` false: another version is in force than the caller knew, and
// who saved it when.
struct SettingsSaved {
    bool saved = true, changed = true;
    std::int64_t version = 0;
    std::string changed_by, changed_at;
};

struct DeskTest {
    std::string desk;
    DeskCheck check;
};

class Actions {
public:
    virtual ~Actions() = default;
    // Where senders reach the public endpoints: JSON as itsm_host.public_endpoints describes it, unchecked; empty when
    // the host cannot tell.  Only on the thread that the host entered the plugin with.
    virtual std::string public_addresses() = 0;
    // The same document again makes no new version.  `only_over`: the version that the caller has seen, 0 for none.
    virtual Result<SettingsSaved> save_settings(const std::string& document, const std::string& who,
                                                std::optional<std::int64_t> only_over) = 0;
    // Saves the document before `version` anew, when `version` is in force.
    virtual Result<SettingsSaved> undo_settings(std::int64_t version, const std::string& who) = 0;
    // Tests the remote desks that are new in `settings` or differ from what is in force; nothing is created.  Ends
    // within 30 s, with a line about each desk that there was no time for.
    virtual std::vector<DeskTest> try_desks(const Settings& settings) = 0;
    virtual Outcome retry(std::int64_t delivery, const std::string& who) = 0;
    virtual Result<int> retry_all(const std::string& who) = 0;
    // An incident whose opening was never confirmed is looked for in the desk first: what is found stays in the
    // mapping, and is what the answer tells (else it is empty).  Fault::unavailable, and nothing dropped, when the desk
    // cannot be asked; `look_first` false drops all the same.
    virtual Result<std::string> drop(std::int64_t delivery, const std::string& who, const std::string& why,
                                     bool look_first) = 0;
    // Forgets when the alerts that `alert` names (as for explain) fired and resolved, and, of those without an open
    // incident, that they were ever seen.  How many that were.
    virtual Result<int> forget(const std::string& alert, const std::string& who) = 0;
    virtual Result<ImportReport> import_cis(const std::string& desk, std::string_view csv, const std::string& who) = 0;
    virtual Result<ImportReport> preview_cis(const std::string& desk, std::string_view csv) = 0;
    virtual Result<std::vector<ConfigurationItem>> find_cis(const std::string& desk, const CiQuery& query) = 0;
    // Counts before every look-up from now on; open incidents without a CI are bound to it soon.
    virtual Outcome pin(const std::string& desk, const std::string& resource, const ConfigurationItem& ci,
                        const std::string& who) = 0;
    // Forgets what stands for the resource, so that it is looked up afresh.
    virtual Outcome unpin(const std::string& desk, const std::string& resource, const std::string& who) = 0;
    virtual Result<DryRun> dry_run(const DryRunOrder& order) = 0;
    virtual Result<DeskCheck> test_desk(const std::string& desk) = 0;
    // Fault::invalid, with what there is, for a desk that is not in the settings, a field that its kind has not, or a
    // value that is none: 1 to 4096 bytes of UTF-8 without control characters.
    virtual Outcome set_secret(const std::string& desk, const std::string& field, std::string_view value,
                               const std::string& who) = 0;
    virtual Outcome remove_secret(const std::string& desk, const std::string& field, const std::string& who) = 0;
    // The ids of the keys in the key file: a secret under another one cannot be decrypted.
    virtual Result<std::vector<std::string>> secret_keys() = 0;
    // How many secrets are under the new key.
    virtual Result<int> rotate_secret_key(const std::string& who) = 0;
};

}  // namespace secure_export::admin
