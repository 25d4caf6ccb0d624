#include "service/story_lines.h"

#include "db/store/story.h"

namespace secure_export::service {

void tell(db::Transaction& tx, const db::Item& item, std::int64_t incident, const std::vector<StoryLine>& lines,
          Time now) {
    for (const StoryLine& line : lines)
        db::Story(tx).add({now, item.connection, item.alert_key, item.delivery, incident, line.what, line.detail});
}

}  // namespace secure_export::service
