#pragma once
// Each kind of desk describes its options, secrets and texts as data.  The settings document is checked against them,
// the command line and the screens show them, and a desk's defaults come from them.

#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"

namespace secure_export {

struct DeskOption {
    const char* name;
    const char* meaning;                       // one sentence for an operator
    OptionValue fallback;                      // its type is the option's type
    bool required = false;                     // must be given, and not empty
    std::vector<std::string> choices = {};     // text: the allowed values; empty: any
    int min = 0, max = 0;                      // number: its range; text: `max` is its length in bytes
    bool address = false;                      // text: must be https://..., or http:// to a loopback address
    std::vector<std::string> needed_for = {};  // required when the option "auth" is one of these
    bool templates = false;                    // map: its values may be templates (core/field_templates.h)
};

struct DeskSecret {
    const char* name;
    const char* meaning;
    std::vector<std::string> needed_for;  // used when the option "auth" is one of these; empty: always
};

// The screens' label and help for an option or secret in one language.  Texts that several kinds share are in
// admin/assets/texts.  An empty text falls back to those, then to the option's name and meaning.
struct DeskText {
    const char* language;  // "en" or "de"
    const char* name;      // of the option or secret
    const char* label;
    const char* help = "";
};

struct DeskKind {
    const char* name;
    const char* title;
    DeskReach reach;
    int max_impact, max_urgency;      // the least important level of each
    std::vector<DeskOption> options;  // every remote kind has those of adapters/desks/rest/options.h, and ci_rules
    std::vector<DeskSecret> secrets;  // what Secrets may hold for it
    std::vector<DeskText> texts = {};

    bool remote() const { return reach == DeskReach::remote; }
};

// The available kinds, in the order in which they are listed.  Passed to whoever needs them; there is no global list.
using DeskKinds = std::vector<DeskKind>;

// Null when no kind has that name.
const DeskKind* find_kind(const DeskKinds& kinds, std::string_view name);

// Settings of that kind with every option at its default.
DeskSettings default_desk(std::string name, const DeskKind& kind);

}  // namespace secure_export
