#include "inbound/context_rule.h"

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/html.h"

namespace secure_export::inbound {

std::string budget_rule(const json::View& data) {
    const std::string name = one_line(string_field(data, "BudgetName", max_name));
    return name.empty() ? "" : "Budget " + name;
}

std::string activity_rule(const json::View& event) {
    const json::View properties = event.member("properties");
    std::string text = plain_text(first_string_field(properties, {"title", "defaultLanguageTitle"}, max_name));
    if (text.empty()) text = cut(plain_text(string_field(event, "description")), 200);
    return one_line(text.empty() ? string_field(event, "operationName", max_name) : text);
}

std::string rule_of_context(const json::View& context) {
    switch (kind_of(context)) {
        case ContextKind::budget: return budget_rule(context.member("AlertData"));
        case ContextKind::activity: return activity_rule(context);
        default: return {};
    }
}

}  // namespace secure_export::inbound
