#include "db/store/schema.h"

namespace secure_export::db {

Database::Options mapping_options() {
    Database::Options options;
    options.migrations = mapping_schema();
    options.views = mapping_views();
    options.identity = {0x53455831, {"delivery", "inbox", "alert", "incident"}};  // "SEX1"
    return options;
}

}  // namespace secure_export::db
