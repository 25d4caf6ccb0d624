// Bodies: the request line and the work line must agree about each, and what is made of it is bounded.

#include "core/ci_candidates.h"
#include "core/happening.h"
#include "core/limits.h"
#include "core/templates.h"
#include "core/text.h"
#include "inbound/notice.h"
#include "tests/fuzz/fuzz.h"

using namespace secure_export;

namespace {

void check_agreement(const inbound::Notice& fast, const inbound::Notice& slow) {
    MUST_HOLD(fast.form == slow.form);
    MUST_HOLD(fast.key == slow.key);
    MUST_HOLD(fast.alert_id == slow.alert_id);
    MUST_HOLD(fast.condition == slow.condition);
    MUST_HOLD(fast.fired_at == slow.fired_at && fast.time == slow.time);
    MUST_HOLD(fast.rule == slow.rule);
    MUST_HOLD(fast.severity_text == slow.severity_text && fast.severity == slow.severity);
    MUST_HOLD(fast.subscriptions == slow.subscriptions);
}

void check_key(const std::string& key) {
    MUST_HOLD(!key.empty() && key.size() <= 600 && key == lower(key) && fuzz::is_utf8(key));
    for (const char c : key) MUST_HOLD(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

void check_bounds(const Alert& alert) {
    MUST_HOLD(alert.facts.size() <= 60 && alert.computers.size() <= 20);
    MUST_HOLD(alert.target_ids.size() <= 100 && alert.configuration_items.size() <= 100);
    MUST_HOLD(alert.links.size() <= 20 && alert.custom_properties.size() <= 50);
    for (const Fact& fact : alert.facts) MUST_HOLD(fact.value.size() <= 4096 && fact.label.size() <= 4096);
    for (const Fact& link : alert.links) MUST_HOLD(lower(link.value).starts_with("https://"));
    for (const std::string* text : {&alert.rule, &alert.description, &alert.alert_id, &alert.severity_text})
        MUST_HOLD(text->size() <= 4096 && fuzz::is_utf8(*text) && text->find('\0') == text->npos);
    MUST_HOLD(ci_candidates(alert).size() <= 50);
}

void check_incident(const Alert& alert) {
    DeskSettings desk;
    desk.title_template = default_title_template;
    desk.description_template = default_description_template;
    const NewIncident incident = draft_incident(alert, desk, "azm-1", std::nullopt, {});
    MUST_HOLD(!incident.title.empty() && incident.title.size() <= 4 * max_title);
    MUST_HOLD(incident.title == one_line(incident.title) && fuzz::is_utf8(incident.title));
    MUST_HOLD(incident.description.size() <= max_description_bytes && fuzz::is_utf8(incident.description));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body = fuzz::text_of(data, size);
    const auto fast = inbound::read_notice(body);
    auto alert = inbound::read_alert(body);
    MUST_HOLD(static_cast<bool>(fast) == static_cast<bool>(alert));
    if (!alert) {
        MUST_HOLD(fast.error().fault == Fault::invalid && fast.error().message == alert.error().message);
        return 0;
    }
    MUST_HOLD(fuzz::is_utf8(body));
    check_incident(*alert);
    count_by_happening(*alert);
    check_agreement(*fast, inbound::notice_of(*alert));
    check_key(fast->key);
    check_bounds(*alert);
    return 0;
}
