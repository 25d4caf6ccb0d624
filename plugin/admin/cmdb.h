#pragma once
// A port of the admin API: desks' configuration items.  Fault::invalid for a desk that is not in the settings.
// Implemented by service/operations/cmdb.

#include <string>
#include <string_view>
#include <vector>

#include "core/desk.h"
#include "core/result.h"

namespace secure_export::admin {

struct ImportReport {
    int added = 0, changed = 0, unchanged = 0;
    std::vector<std::string> problems;  // if there are any, nothing was imported
};

class Cmdb {
public:
    virtual ~Cmdb() = default;
    virtual Result<std::vector<ConfigurationItem>> find(const std::string& desk, const CiQuery& query) = 0;
    // Fault::invalid for a desk that does not support imports.
    virtual Result<ImportReport> import_csv(const std::string& desk, std::string_view csv, const std::string& who) = 0;
    // Reports what import_csv() would do, and stores nothing.
    virtual Result<ImportReport> preview_csv(const std::string& desk, std::string_view csv) = 0;
};

}  // namespace secure_export::admin
