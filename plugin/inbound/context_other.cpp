#include <charconv>
#include <cmath>

#include "core/affected.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/html.h"
#include "inbound/readable_values.h"

// Smart detection, budgets and backups.  CONTRACT.md, section 3.3.

namespace secure_export::inbound {
namespace {

// The number in "$11,111.00" or "1111.32".
std::optional<double> amount_in(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if ((c >= '0' && c <= '9') || c == '.') digits += c;
    double amount = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    if (failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return amount;
}

// "$11,111.00" of "... is now $11,111.00 exceeding ...".
std::string amount_after(std::string_view text, std::string_view words) {
    const std::size_t at = text.find(words);
    if (at == std::string_view::npos) return {};
    std::string_view token = text.substr(at + words.size());
    token = token.substr(0, token.find_first_of(" \n"));
    while (token.ends_with('.') || token.ends_with(',')) token.remove_suffix(1);
    return token.size() <= 40 && amount_in(token) ? std::string(token) : std::string();
}

// "11%" of 1111 of 10000.
std::string percent(std::string_view part, std::string_view whole) {
    const auto some = amount_in(part), all = amount_in(whole);
    if (!some || !all || *all <= 0 || *some / *all > 1e6) return {};
    return number_in_words(std::to_string(std::llround(100 * *some / *all))) + "%";
}

// "SQL database orders" of ".../SQLDataBase;MSSQLSERVER;orders"
std::string protected_item(const json::View& context) {
    const std::string id = first_string_field(context, {"sourceId", "protectedItemId", "affectedItems"}, max_id);
    std::string_view name = name_of_resource(id);
    if (const std::size_t at = name.rfind(';'); at != std::string_view::npos) name.remove_prefix(at + 1);
    std::string type = lower(string_field(context, "sourceType", max_name_in_title));
    if (type == "sqldatabase" || type == "sqldb")
        type = "SQL database";
    else if (type == "saphanadatabase")
        type = "SAP HANA database";
    else if (type == "vm" || type == "azurevm" || type == "iaasvm" || type == "virtualmachine")
        type = "virtual machine";
    else if (type == "azurefileshare" || type == "fileshare")
        type = "file share";
    else
        type = spaced(string_field(context, "sourceType", max_name_in_title));
    if (name.empty()) return type;
    return type.empty() ? std::string(name) : type + " " + std::string(name);
}

// "vm-1" of ".../protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg-a;vm-1/...": what a vault's item belongs to.
std::string machine_of_item(const std::string& id) {
    constexpr std::string_view container = "/protectioncontainers/";
    const std::size_t at = lower(id).find(container);
    if (at == std::string::npos) return {};
    std::string_view name = std::string_view(id).substr(at + container.size());
    name = name.substr(0, name.find('/'));
    const std::size_t semicolon = name.rfind(';');
    return semicolon == std::string_view::npos ? "" : std::string(name.substr(semicolon + 1));
}

// The texts of a member that may be a list, of the first object that has it.
std::string joined_texts(std::initializer_list<json::View> objects, const char* name) {
    for (const json::View& object : objects) {
        std::string all;
        for (const std::string& one : texts(object.member(name))) all += (all.empty() ? "" : "; ") + plain_text(one);
        if (!all.empty()) return all;
    }
    return {};
}

bool is_machine(const json::View& context, const std::string& item_id) {
    const std::string type = resource_type(string_field(context, "linkedResourceId", max_id));
    if (type.empty()) return lower(item_id).find("/storagecontainer;") == std::string::npos;
    return type.ends_with("/virtualmachines") || type.ends_with("/machines");
}

}  // namespace

void read_smart_detection(Alert& alert, const json::View& context) {
    alert.kind = TicketKind::smart_detection;
    const std::string detected = first_string_field(context, {"DetectedValue", "DetectedFailureRate"}),
                      normal = first_string_field(context, {"NormalValue", "NormalFailureRate"});
    const std::string detector = first_string_field(context, {"SmartDetectorName", "SmartDetectorId"});
    alert.headline = one_line(string_field(context, "DetectionSummary", max_name));
    if (alert.headline.empty() && !names(alert.rule, detector)) alert.headline = one_line(cut(detector, max_name));
    alert.metric_value = detected;
    alert.happened = alert.headline.empty() ? one_line(cut(detector, max_name)) : alert.headline;
    if (!detected.empty())
        alert.happened += (alert.happened.empty() ? "" : ": ") + one_line(detected) +
                          (normal.empty() ? "" : ", usually " + one_line(normal));
    add_fact(alert, "Detected value", detected);
    add_fact(alert, "Normal value", normal);
    add_fact(alert, "Occurred", time_in_words(string_field(context, "FormattedOccurrenceTime")));
    add_other_facts(alert, context,
                    {"DetectionSummary", "DetectedValue", "DetectedFailureRate", "NormalValue", "NormalFailureRate",
                     "FormattedOccurrenceTime", "AnalysisTimestamp", "SmartDetectorName", "SmartDetectorId",
                     "PresentationInsightEventRequest"});
    add_fact(alert, "Analysed", time_in_words(string_field(context, "AnalysisTimestamp")));
    add_fact(alert, "Detector", detector);
}

void read_budget(Alert& alert, const json::View& data) {
    alert.kind = TicketKind::budget;
    const std::string budget = one_line(string_field(data, "BudgetName", max_name));
    const std::string unit = string_field(data, "Unit", 40);
    const auto amount = [&](std::initializer_list<const char*> names) {
        const std::string text = first_string_field(data, names, max_name);
        const bool bare = !text.empty() && text.find_first_not_of("0123456789.,-") == std::string::npos;
        return bare ? number_in_words(text) + (unit.empty() ? "" : " " + unit) : text;
    };
    std::string spent = amount({"SpentAmount", "SpendingAmount"});
    std::string threshold = amount({"NotificationThresholdAmount"});
    // Some bodies have the amounts only in the description.
    if (spent.empty()) spent = amount_after(alert.description, "is now ");
    if (threshold.empty()) threshold = amount_after(alert.description, "threshold ");
    const std::string whole = amount({"BudgetThreshold", "Budget"});
    const std::string share = percent(spent, whole);
    const bool forecast = same_ignoring_case(string_field(data, "ThresholdType", 40), "forecasted");
    alert.metric_value = spent;
    alert.threshold = threshold;
    if (!budget.empty()) alert.headline = "Budget " + budget;
    if (!share.empty()) alert.headline += ": " + share + (forecast ? " forecast to be spent" : " spent");
    if (!spent.empty() && !alert.headline.empty()) {
        alert.happened = alert.headline + ": " + spent + (whole.empty() ? "" : " of " + whole);
        if (!threshold.empty()) alert.happened += "; the threshold is " + threshold;
    }
    add_fact(alert, "Budget", budget);
    add_fact(alert, "Spent", spent);
    add_fact(alert, "Threshold", threshold);
    add_fact(alert, "Threshold type", string_field(data, "ThresholdType"));
    add_fact(alert, "Budget amount", whole);
    add_fact(alert, "Forecast for the period", amount({"ForecastedTotalForPeriod"}));
    add_fact(alert, "Budget type", string_field(data, "BudgetType"));
    const std::string scope = string_field(data, "Scope", max_id);
    add_context_id(alert, scope.starts_with("subscriptions/") ? "/" + scope : scope);
    add_fact(alert, "Scope", scope);
    add_fact(alert, "Subscription", first_string_field(data, {"SubscriptionName", "SubscriptionId"}));
    add_fact(alert, "Resource group", string_field(data, "ResourceGroup"));
    add_fact(alert, "Budget start", time_in_words(string_field(data, "BudgetStartDate")));
    add_fact(alert, "Budget creator", string_field(data, "BudgetCreator"));
    add_other_facts(
        alert, data,
        {"BudgetName", "Unit", "SpentAmount", "SpendingAmount", "NotificationThresholdAmount", "BudgetThreshold",
         "Budget", "ThresholdType", "ForecastedTotalForPeriod", "BudgetType", "Scope", "SubscriptionName",
         "SubscriptionId", "ResourceGroup", "BudgetStartDate", "BudgetCreator", "BudgetId", "BudgetThresholdType"});
}

void read_backup(Alert& alert, const json::View& context) {
    alert.kind = TicketKind::backup;
    const json::View more = context.member("extendedInfo");
    const std::string item = one_line(protected_item(context));
    const std::string item_id = first_string_field(context, {"sourceId", "protectedItemId"}, max_id);
    std::string machine = one_line(string_field(context, "linkedResourceName", max_name_in_title));
    if (machine.empty() && string_field(context, "linkedResourceId", max_id).empty()) {
        machine = one_line(cut(machine_of_item(item_id), max_name_in_title));
        add_computer(alert, machine);
    }
    // "virtual machine" alone says nothing that the machine's name does not.
    const bool said = same_ignoring_case(item, machine) || item == "virtual machine " + machine ||
                      (!machine.empty() && item == "virtual machine");
    alert.addition = said ? "" : item;
    // Older forms have these beside the linked resource and lists in place of texts.
    const std::string actions = joined_texts({more, context}, "recommendedActions");
    std::string causes = joined_texts({more, context}, "possibleCauses");
    if (causes.empty()) causes = joined_texts({context.member("properties")}, "causes");
    if (alert.description.empty()) alert.happened = one_line(cut(causes, max_name));
    add_action(alert, actions);
    add_fact(alert, "Protected item", item);
    add_fact(alert, is_machine(context, item_id) ? "Machine" : "Protected resource", machine);
    add_fact(alert, "Possible causes", causes);
    add_fact(alert, "Recommended actions", actions);
    add_fact(alert, "Job id", joined_texts({more, context}, "jobId"));
    add_fact(alert, "Error code", first_string_field(more, {"errorCode", "errorcode"}));
    if (more.is_null()) add_fact(alert, "Error code", string_field(context, "errorCode"));
    const std::string count = string_field(more, "occurrenceCount");
    add_fact(alert, "Occurrences", count == "1" ? "" : number_in_words(count));
    add_fact(alert, "Category", string_field(context, "category"));
    add_fact(alert, "Protected item id", first_string_field(context, {"protectedItemId", "sourceId"}));
    if (more.is_object())
        for (const auto& [name, value] : more.members()) {
            const std::string key = lower(name);
            if (key == "jobid" || key == "possiblecauses" || key == "recommendedactions" || key == "occurrencecount" ||
                key == "errorcode")
                continue;
            add_fact(alert, label_of(name), plain_text(clean_text(value.scalar())));
        }
}

}  // namespace secure_export::inbound
