#include "adapters/hosts/standalone/plugin_host/manifest.h"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string_view>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/json_text.h"
#include "adapters/hosts/standalone/plugin_host/limits.h"

namespace secure_export::host {
namespace {

// One object of the document, with its place for messages.
class Reader {
public:
    Reader(const Json::Value& value, std::string place) : object_(value), place_(std::move(place)) {
        if (!value.isObject()) throw Failure(place_ + ": must be an object");
    }

    void only(std::initializer_list<std::string_view> keys) const {
        for (const std::string& key : object_.getMemberNames())
            if (std::find(keys.begin(), keys.end(), key) == keys.end())
                throw Failure(place_ + ": unknown key \"" + key + "\"");
    }

    const Json::Value& at(std::string_view key) const {
        const Json::Value* value = object_.find(key.data(), key.data() + key.size());
        if (!value) throw Failure(place_ + ": \"" + std::string(key) + "\" is missing");
        return *value;
    }

    std::string text(std::string_view key) const {
        const Json::Value& value = at(key);
        if (!value.isString() || value.asString().empty())
            throw Failure(place_ + ": \"" + std::string(key) + "\" must be a text that is not empty");
        return value.asString();
    }

    std::uint32_t number(std::string_view key) const {
        const Json::Value& value = at(key);
        // jsoncpp accepts 1.0 as a whole number; the format does not.
        if (value.type() == Json::realValue || !value.isInt64() || value.asInt64() < 1 || value.asInt64() > 0xffff)
            throw Failure(place_ + ": \"" + std::string(key) + "\" must be a whole number from 1 to 65535");
        return value.asUInt();
    }

    const Json::Value& list(std::string_view key) const {
        const Json::Value& value = at(key);
        if (!value.isArray()) throw Failure(place_ + ": \"" + std::string(key) + "\" must be a list");
        return value;
    }

    std::string place_of(std::string_view key) const { return place_ + ": " + std::string(key); }

private:
    const Json::Value& object_;
    std::string place_;
};

// Whether the name is safe as one element of a path.
bool is_plain_name(std::string_view text) {
    return !text.empty() && text[0] != '.' && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    });
}

DeclaredEndpoint read_endpoint(const Json::Value& value, const std::string& place) {
    const Reader reader(value, place);
    reader.only({"method", "path", "access", "purpose"});
    DeclaredEndpoint endpoint{reader.text("method"), reader.text("path"), Access::admin, reader.text("purpose")};
    const std::string access = reader.text("access");
    if (access == "public")
        endpoint.access = Access::open;
    else if (access != "admin")
        throw Failure(place + ": \"access\" must be \"public\" or \"admin\"");
    return endpoint;
}

// Only validated: this host has no menu, and its admin listener leads to the screens by itself.
void check_screen(const Json::Value& value, const std::string& place) {
    const Reader reader(value, place);
    reader.only({"path", "title"});
    reader.text("title");
    const std::string path = reader.text("path");
    if (path[0] != '/' || path.starts_with("//"))  // browsers take "//host/" for another machine
        throw Failure(place + ": \"path\" must begin with one slash");
}

Json::Value parse_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Failure("cannot read the manifest " + file.string());
    std::string text(max_manifest_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_manifest_bytes) throw Failure(file.string() + ": too large for a manifest");
    return read_json(text, file.string());
}

}  // namespace

Manifest read_manifest(const std::filesystem::path& file) {
    const Json::Value document = parse_file(file);
    const Reader reader(document, file.string());
    reader.only(
        {"manifest", "name", "version", "description", "library", "abi", "data_dir", "endpoints", "screens", "rights"});
    if (reader.number("manifest") != 1) throw Failure(file.string() + ": \"manifest\": only format 1 is understood");

    Manifest manifest;
    manifest.file = file;
    manifest.name = reader.text("name");
    if (!is_plain_name(manifest.name))
        throw Failure(file.string() + ": \"name\" must be letters, digits, '-', '_', '.'");
    manifest.version = reader.text("version");
    const std::string library = reader.text("library");
    if (!is_plain_name(library)) throw Failure(file.string() + ": \"library\" must be a file name beside the manifest");
    manifest.library = file.parent_path() / library;
    manifest.data_dir = reader.text("data_dir");
    if (manifest.data_dir != "." && !is_plain_name(manifest.data_dir))
        throw Failure(file.string() + ": \"data_dir\" must be a plain name, or \".\" for the host's own directory");

    const Reader abi(reader.at("abi"), reader.place_of("abi"));
    abi.only({"min", "max"});
    manifest.abi_min = abi.number("min");
    manifest.abi_max = abi.number("max");
    if (manifest.abi_min > manifest.abi_max) throw Failure(file.string() + ": abi: \"min\" is above \"max\"");

    std::size_t index = 0;
    for (const Json::Value& endpoint : reader.list("endpoints"))
        manifest.endpoints.push_back(
            read_endpoint(endpoint, reader.place_of("endpoints[" + std::to_string(index++) + "]")));
    index = 0;
    for (const Json::Value& screen : reader.list("screens"))
        check_screen(screen, reader.place_of("screens[" + std::to_string(index++) + "]"));
    reader.list("rights");  // only validated: this host has a single administrator with all rights
    return manifest;
}

std::vector<Manifest> read_manifests(const std::filesystem::path& directory) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (auto entry = std::filesystem::directory_iterator(directory, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
        if (entry->path().extension() == ".json") files.push_back(entry->path());
    if (error) throw Failure("cannot read the plugin directory " + directory.string() + ": " + error.message());
    if (files.empty())
        throw Failure("no plugin manifest (*.json) in " + directory.string() + "; give the directory with --plugins");
    std::sort(files.begin(), files.end());

    std::vector<Manifest> manifests;
    for (const auto& file : files) {
        Manifest manifest = read_manifest(file);
        for (const Manifest& other : manifests)
            if (other.name == manifest.name || other.data_dir == manifest.data_dir)
                throw Failure(file.string() + " and " + other.file.string() + " have the same " +
                              (other.name == manifest.name ? "name" : "data_dir") + "; remove one of them");
        manifests.push_back(std::move(manifest));
    }
    return manifests;
}

std::filesystem::path default_plugin_directory() {
    std::error_code error;
    const auto executable = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) throw Failure("cannot determine the path of this program; give the plugin directory with --plugins");
    const auto beside = executable.parent_path();
    auto installed = (beside / SECURE_EXPORT_PLUGINS_FROM_BIN).lexically_normal();
    if (std::filesystem::is_directory(installed, error)) return installed;
    if (std::filesystem::is_directory(beside / "plugins", error)) return beside / "plugins";
    throw Failure("no plugin directory at " + installed.string() + "; give it with --plugins");
}

}  // namespace secure_export::host
