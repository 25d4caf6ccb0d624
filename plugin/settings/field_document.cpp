#include "settings/field_document.h"

#include "core/field_templates.h"
#include "core/templates.h"
#include "core/text.h"
#include "settings/limits.h"

namespace secure_export::settings {

FieldMap read_field_templates(ObjectReader& reader, const char* name, std::size_t max_name_bytes, FieldMap fallback) {
    FieldMap fields = reader.text_map(name, max_fields, max_name_bytes, max_field_value).value_or(std::move(fallback));
    for (const auto& [field, value] : fields) {
        const Outcome good = is_template(value) ? check_template(value) : Outcome();
        if (!good)
            reader.problems().add(reader.place_of(name) + "." + cut(one_line(field), max_place_bytes),
                                  good.error().message);
    }
    return fields;
}

}  // namespace secure_export::settings
