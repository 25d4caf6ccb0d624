#include "db/store/schema.h"

namespace secure_export::db {

// A 202 waits only for the write to the log: the pump empties it into the file (Database::checkpoint).  If no pump
// runs, or a reader blocks it, the log grows to 64 MiB, in pages of 4 KiB, before a commit empties it.
constexpr int pages_of_log = 16'000;
// Screens load several lists at once.
constexpr int screens_at_once = 4;

Database::Options mapping_options() {
    Database::Options options;
    options.migrations = mapping_schema();
    options.views = mapping_views();
    options.identity = {0x53455831, {"delivery", "inbox", "alert", "incident"}};  // "SEX1"
    options.pages_of_log = pages_of_log;
    return options;
}

Database::Options screen_options() {
    Database::Options options = mapping_options();
    options.query_only = true;
    options.connections = screens_at_once;
    return options;
}

}  // namespace secure_export::db
