#pragma once
// A port of the admin API: the configuration items that desks have.  Fault::invalid for a desk that is not in the
// settings.  Implemented by service/operations/cmdb.

#include <string>
#include <string_view>
#include <vector>

#include "core/desk.h"
#include "core/result.h"

namespace secure_export::admin {

struct ImportReport {
    int added = 0, changed = 0, unchanged = 0;
    std::vector<std::string> problems;  // not empty: nothing was imported
};

class Cmdb {
public:
    virtual ~Cmdb() = default;
    virtual Result<std::vector<ConfigurationItem>> find(const std::string& desk, const CiQuery& query) = 0;
    // Fault::invalid for a desk that keeps its items itself.
    virtual Result<ImportReport> import_csv(const std::string& desk, std::string_view csv, const std::string& who) = 0;
    // What import_csv would do.
    virtual Result<ImportReport> preview_csv(const std::string& desk, std::string_view csv) = 0;
};

}  // namespace secure_export::admin
