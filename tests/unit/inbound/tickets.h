#pragma once
// The incident that a body would open, with configuration items from a test CMDB.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "core/ci_candidates.h"
#include "core/limits.h"
#include "core/portal.h"
#include "core/resource_id.h"
#include "core/templates.h"
#include "core/text.h"
#include "inbound/notice.h"

namespace tickets {

using namespace secure_export;

struct Body {
    std::string name, text;
};

inline std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The bodies in `folder`, sorted by name; none if it does not exist, as with the published ones.
inline std::vector<Body> bodies(const std::filesystem::path& folder, const std::string& prefix) {
    std::vector<Body> all;
    if (!std::filesystem::exists(folder)) return all;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json")
            all.push_back({prefix + entry.path().filename().string(), content(entry.path())});
    std::sort(all.begin(), all.end(), [](const Body& a, const Body& b) { return a.name < b.name; });
    return all;
}

inline DeskSettings desk(int title_limit = 0, int description_limit = 0) {
    DeskSettings settings;
    settings.severities = default_severities();
    settings.title_template = default_title_template;
    settings.description_template = default_description_template;
    if (title_limit) settings.options["title_limit"] = title_limit;
    if (description_limit) settings.options["description_limit"] = description_limit;
    return settings;
}

// The item of the first candidate that matches exactly one.
inline std::optional<ConfigurationItem> found(const Alert& alert, const std::vector<ConfigurationItem>& cmdb) {
    for (const CiCandidate& candidate : ci_candidates(alert)) {
        std::vector<ConfigurationItem> fitting;
        for (const ConfigurationItem& item : cmdb) {
            const bool by_name = candidate.query.by == CiQuery::By::name;
            const std::string held = by_name ? lower(item.name) : canonical_resource_id(item.resource_id);
            if (held == lower(candidate.query.value)) fitting.push_back(item);
        }
        if (fitting.size() == 1) return fitting.front();
    }
    return std::nullopt;
}

inline NewIncident ticket(const Alert& alert, const DeskSettings& settings,
                          const std::vector<ConfigurationItem>& cmdb = {}) {
    const auto ci = found(alert, cmdb);
    return draft_incident(alert, settings, "azm-1", ci,
                          {ci ? "Configuration item: " + ci->name : "No configuration item: none is known"});
}

inline std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

inline std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

}  // namespace tickets
