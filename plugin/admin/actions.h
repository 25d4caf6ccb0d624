#pragma once
// A port: what the admin API may order.  Implemented by service/operations.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "admin/config_document.h"
#include "core/desk.h"
#include "core/result.h"

namespace secure_export::admin {

struct ImportReport {
    int added = 0, changed = 0, unchanged = 0;
    std::vector<std::string> problems;  // not empty: nothing was imported
};

class Actions {
public:
    virtual ~Actions() = default;
    // The version now in force; the same document again makes no new one.
    virtual Result<std::int64_t> save_settings(const std::string& document, const std::string& who) = 0;
    virtual Outcome retry(std::int64_t delivery, const std::string& who) = 0;
    virtual Result<int> retry_all(const std::string& who) = 0;
    virtual Outcome drop(std::int64_t delivery, const std::string& who, const std::string& why) = 0;
    virtual Result<ImportReport> import_cis(const std::string& desk, std::string_view csv, const std::string& who) = 0;
    virtual Result<DeskCheck> test_desk(const std::string& desk) = 0;
};

}  // namespace secure_export::admin
