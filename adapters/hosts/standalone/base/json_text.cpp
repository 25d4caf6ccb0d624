#include "adapters/hosts/standalone/base/json_text.h"

#include <json/reader.h>
#include <json/writer.h>

#include <memory>

#include "adapters/hosts/standalone/base/failure.h"

namespace secure_export::host {

std::string to_json(const Json::Value& value) {
    Json::StreamWriterBuilder builder;
    builder["indentation"] = "";
    builder["emitUTF8"] = true;
    return Json::writeString(builder, value);
}

Json::Value read_json(const std::string& text, const std::string& name) {
    Json::CharReaderBuilder builder;
    Json::CharReaderBuilder::strictMode(&builder.settings_);
    const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
    Json::Value document;
    std::string errors;
    bool good = false;
    try {
        good = reader->parse(text.data(), text.data() + text.size(), &document, &errors);
    } catch (const Json::Exception& e) {  // nested too deeply
        errors = e.what();
    }
    if (!good) throw Failure(name + ": not valid JSON: " + errors);
    return document;
}

}  // namespace secure_export::host
