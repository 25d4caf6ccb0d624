#include "adapters/desks/local/ci_import.h"

#include <array>
#include <map>
#include <utility>

#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export::desks {
namespace {

struct Column {
    const char* name;
    std::size_t max_bytes;
};
// Resource Manager limits ids to 2,048 characters; the other limits fit a line on a screen.
constexpr std::array<Column, 4> columns{{{"name", 255}, {"resource_id", 2048}, {"class", 255}, {"external_id", 255}}};
enum : std::size_t { name, resource_id, ci_class, external_id };

// Field number of each column in this file; nullopt when the file has no such column.
using Places = std::array<std::optional<std::size_t>, columns.size()>;

void add(std::vector<CsvProblem>& problems, int line, std::size_t field, std::string what) {
    if (problems.size() < max_problems) problems.push_back({line, static_cast<int>(field) + 1, std::move(what)});
}

// Accepts headings written by hand: "External ID" is external_id.
std::string column_name(std::string_view heading) {
    std::string plain = lower(trimmed(heading));
    for (char& c : plain) {
        if (c == ' ' || c == '-') c = '_';
    }
    return plain;
}

Places read_header(const CsvRow& header, std::vector<CsvProblem>& problems) {
    Places places;
    for (std::size_t field = 0; field < header.fields.size(); ++field) {
        const std::string heading = column_name(header.fields[field]);
        std::size_t column = 0;
        while (column < columns.size() && heading != columns[column].name) ++column;
        if (column == columns.size()) {
            add(problems, header.line, field,
                "unknown column \"" + cut(one_line(heading), 60) + "\": use name, resource_id, class and external_id");
        } else if (places[column]) {
            add(problems, header.line, field, "the column " + heading + " is there twice");
        } else {
            places[column] = field;
        }
    }
    if (!places[name]) add(problems, header.line, 0, "the column name is missing: the first line names the columns");
    return places;
}

// The value of one field, checked on its own; nullopt when the file does not have its column.
std::optional<std::string> read_value(const CsvRow& row, const Places& places, std::size_t column,
                                      std::vector<CsvProblem>& problems) {
    if (!places[column]) return std::nullopt;
    const std::size_t field = *places[column];
    std::string value(trimmed(row.fields[field]));
    if (value.size() > columns[column].max_bytes) {
        add(problems, row.line, field,
            std::string(columns[column].name) + " is longer than " + std::to_string(columns[column].max_bytes) +
                " bytes");
    } else if (one_line(value) != value) {
        add(problems, row.line, field, std::string(columns[column].name) + " has a line break or control character");
    }
    return value;
}

CiRow read_row(const CsvRow& row, const Places& places, std::vector<CsvProblem>& problems) {
    CiRow read{row.line, {}, {}, {}, {}, 1};
    read.name = read_value(row, places, name, problems).value_or("");
    read.resource_id = read_value(row, places, resource_id, problems);
    read.ci_class = read_value(row, places, ci_class, problems);
    read.external_id = read_value(row, places, external_id, problems);
    read.resource_column = static_cast<int>(places[resource_id].value_or(*places[name])) + 1;
    if (read.name.empty()) add(problems, row.line, *places[name], "name is empty");
    if (read.resource_id && !read.resource_id->empty()) {
        if (!looks_like_resource_id(*read.resource_id)) {
            add(problems, row.line, *places[resource_id],
                "not a resource id: \"" + cut(*read.resource_id, 60) + "\" is no path such as /subscriptions/...");
        }
        read.resource_id = canonical_resource_id(*read.resource_id);
    }
    return read;
}

struct Known {
    std::int64_t id;
    std::string name, resource_id, ci_class, external_id;
};

std::vector<Known> all(db::Statement& found) {
    std::vector<Known> cis;
    while (found.step()) {
        cis.push_back({found.integer(0), std::string(found.text(1)), std::string(found.text(2)),
                       std::string(found.text(3)), std::string(found.text(4))});
    }
    return cis;
}

// The CIs that the row may refer to.  A weaker match counts only if no stronger criterion contradicts it: a CI with
// another external id, or of the same name with another resource id, is another CI.
std::vector<Known> meant(db::Transaction& transaction, const CiRow& row) {
    const std::string external = row.external_id.value_or(""), resource = row.resource_id.value_or("");
    if (!external.empty()) {
        auto found = transaction.prepare(
            "SELECT id, name, resource_id, class, external_id FROM desk_ci WHERE external_id = $1 AND external_id <> "
            "''");
        if (auto cis = all(found.bind_all(external)); !cis.empty()) return cis;
    }
    if (!resource.empty()) {
        auto found = transaction.prepare(
            "SELECT id, name, resource_id, class, external_id FROM desk_ci "
            "WHERE resource_id = $1 AND (external_id = '' OR $2 = '') LIMIT 2");
        if (auto cis = all(found.bind_all(resource, external)); !cis.empty()) return cis;
    }
    auto found = transaction.prepare(
        "SELECT id, name, resource_id, class, external_id FROM desk_ci "
        "WHERE lower(name) = lower($1) AND (external_id = '' OR $2 = '') AND (resource_id = '' OR $3 = '') "
        "AND ($4 IS NULL OR lower(class) = lower($4)) LIMIT 2");
    return all(found.bind_all(row.name, external, resource, row.ci_class));
}

std::int64_t insert(db::Transaction& transaction, const CiRow& row) {
    auto added = transaction.prepare(
        "INSERT INTO desk_ci (name, resource_id, class, external_id) VALUES ($1, $2, $3, $4) RETURNING id");
    added.bind_all(row.name, row.resource_id.value_or(""), row.ci_class.value_or(""), row.external_id.value_or(""));
    added.step();
    const std::int64_t id = added.integer(0);
    added.run();
    return id;
}

// Updates the CI; true if a value changed.
bool update(db::Transaction& transaction, const CiRow& row, const Known& known) {
    Known wanted = known;
    wanted.name = row.name;
    wanted.resource_id = row.resource_id.value_or(known.resource_id);
    wanted.ci_class = row.ci_class.value_or(known.ci_class);
    wanted.external_id = row.external_id.value_or(known.external_id);
    if (wanted.name == known.name && wanted.resource_id == known.resource_id && wanted.ci_class == known.ci_class &&
        wanted.external_id == known.external_id) {
        return false;
    }
    auto changed = transaction.prepare(
        "UPDATE desk_ci SET name = $1, resource_id = $2, class = $3, external_id = $4 WHERE id = $5");
    changed.run_with(wanted.name, wanted.resource_id, wanted.ci_class, wanted.external_id, known.id);
    return true;
}

}  // namespace

CiRows read_ci_rows(std::string_view csv) {
    CiRows read;
    const CsvFile file = read_csv(csv);
    read.problems = file.problems;
    if (file.rows.empty()) {
        if (read.problems.empty()) add(read.problems, 1, 0, "the file is empty: the first line names the columns");
        return read;
    }
    const CsvRow& header = file.rows.front();
    const Places places = read_header(header, read.problems);
    if (!read.problems.empty()) return read;
    for (std::size_t i = 1; i < file.rows.size(); ++i) {
        const CsvRow& row = file.rows[i];
        if (row.fields.size() != header.fields.size()) {
            add(read.problems, row.line, row.fields.size() - 1,
                std::to_string(row.fields.size()) + " fields where the first line has " +
                    std::to_string(header.fields.size()));
            continue;
        }
        read.rows.push_back(read_row(row, places, read.problems));
    }
    if (!read.problems.empty()) read.rows.clear();
    return read;
}

ItemImport write_ci_rows(db::Transaction& transaction, const std::vector<CiRow>& rows) {
    ItemImport import;
    std::map<std::int64_t, int> line_of;  // CI -> the line of this file that refers to it
    for (const CiRow& row : rows) {
        const std::vector<Known> found = meant(transaction, row);
        const std::size_t column = static_cast<std::size_t>(row.resource_column) - 1;
        if (found.size() > 1) {
            add(import.problems, row.line, column,
                "matches several configuration items: distinguish them by external_id");
            continue;
        }
        if (found.empty()) {
            line_of[insert(transaction, row)] = row.line;
            ++import.added;
            continue;
        }
        const auto [other, first] = line_of.try_emplace(found.front().id, row.line);
        if (!first) {
            add(import.problems, row.line, column,
                "the same configuration item as in line " + std::to_string(other->second) +
                    ": distinguish them by external_id or resource_id");
            continue;
        }
        ++(update(transaction, row, found.front()) ? import.changed : import.unchanged);
    }
    return import;
}

}  // namespace secure_export::desks
