#pragma once
// The lists of the screens.  Paged by key, so that the last page is as fast as the first, and without reading bodies,
// so that a hundred thousand deliveries are fast, too.

#include <optional>
#include <string>

#include "db/engine/database.h"
#include "db/store/limits.h"
#include "db/store/page.h"

namespace secure_export::db {

// Empty texts do not filter.  `search` matches anywhere in the columns named, without case (ASCII).
struct DeliveryFilter {
    std::int64_t before = INT64_MAX, after = 0;  // ids, both excluded
    std::string search;                          // in rule, resource, alert id, incident number
    std::string connection, severity;
    std::string state;  // waiting, parked, done, dropped
    int limit = usual_page_rows;
};

struct IncidentFilter {
    std::int64_t before = INT64_MAX;
    std::string search;  // in number, title, resource, configuration item
    std::string desk;
    std::string status;  // "open": everything that is not closed; "closed"
    int limit = usual_page_rows;
};

// For bindings and unbound resources, which are sorted by desk and resource.
struct ResourceFilter {
    std::string after_desk, after_resource;  // excluded; empty: from the start
    std::string search;                      // in the resource and its configuration item, or the reason for none
    std::string desk;
    int limit = usual_page_rows;
};

class Lists {
public:
    explicit Lists(Transaction& tx) : tx_(tx) {}

    // Deliveries, newest first; repeats are only counted with their first delivery.  Columns as in api.md, the
    // incident's as incident_number, incident_url, incident_status, incident_desk.
    Page deliveries(const DeliveryFilter& filter);
    // The row of one delivery (for a repeat, of the first) with caller, peer and checks; no row if there is none.
    Page delivery(std::int64_t id);
    Page incidents(const IncidentFilter& filter);
    Page bindings(const ResourceFilter& filter);
    Page unbound(const ResourceFilter& filter);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
