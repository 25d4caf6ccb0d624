#pragma once
// Limits on tokens and bodies from outside, and on what is read of them.  Each is defined here only.

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/limits.h"

namespace secure_export::inbound {

// --- Tokens and keys

// Longer tokens are rejected unread.  Entra's app-only tokens have 1 to 2 KiB, with hundreds of roles a few more.
constexpr std::size_t max_token_bytes = 16 * 1024;
constexpr std::size_t max_kid_bytes = 256;  // of a key's id, in a token or a key set
// Allowed clock skew: Microsoft publishes no figure; common libraries use this one.
constexpr std::chrono::seconds max_token_skew{300};
// Verified tokens in the cache: about 1 MiB; a tenant has few tokens in use at a time.
constexpr std::size_t max_remembered_tokens = 1024;

// Sizes of an authority's documents: Entra's metadata have about 2 KiB, its key sets about 10 KiB and 10 entries.
constexpr std::size_t max_metadata_bytes = 64 * 1024;
constexpr std::size_t max_issuer_bytes = 512;
constexpr std::size_t max_key_set_bytes = 256 * 1024;
constexpr unsigned max_key_set_entries = 100;
// A larger key would make every signature check expensive; the usual exponent is 65537.
constexpr int fewest_key_bits = 2048, max_key_bits = 8192, max_exponent_bits = 64;

// Bytes of a rejected token's values in messages: each is enough for a GUID, an App ID URI and most issuers.
constexpr std::size_t max_quoted_bytes = 100, max_listed_bytes = 400;
constexpr std::size_t max_skipped_text = 600;     // keys of a set that cannot be used, and why
constexpr std::size_t max_authority_bytes = 300;  // a host name has 253
constexpr std::size_t max_refusal_detail_bytes = 1000;

// --- Alerts

// JSON values in a body; of a body with more, only the identity is read.  Azure's largest have half.
constexpr std::size_t max_values = 20'000;
constexpr std::size_t max_key = 512;  // bytes of Alert::key: Azure's alert ids take about 150
constexpr std::size_t max_id = max_resource_id_bytes;
constexpr std::size_t max_name = 1024;   // bytes of a rule's name, a label or a key
constexpr std::size_t max_value = 4096;  // bytes of a fact's value, a description or a link
constexpr std::size_t max_word = 40;     // bytes of a word or a number of Azure's own
constexpr std::size_t max_html =
    32 * 1024;  // bytes read of markup; a fact holds 4 KiB, and unclosed markup costs a search each

constexpr std::size_t max_facts = 60;
constexpr std::size_t max_targets = 100;  // targets and configuration items; Azure sends one, rarely a few
constexpr std::size_t max_computers = 20;
constexpr std::size_t max_links = 10;
constexpr std::size_t max_link = 16 * 1024;  // bytes of a URL: those of search results contain the query
constexpr std::size_t max_properties = 50;
constexpr std::size_t max_conditions = 10;  // allOf entries read; Azure allows five
constexpr std::size_t max_dimensions = 30;  // of a condition

// Search results: rows searched for computers, and rows shown; columns; bytes of a row.
constexpr std::size_t max_rows = 200, max_rows_shown = 5;
constexpr std::size_t max_columns = 100, max_column_name = 200;
constexpr std::size_t max_row = 1024;

// Activity-log events: services, and regions of each; properties without a reader, and bytes of each of their values.
constexpr std::size_t max_impacted = 30;
constexpr std::size_t max_other_properties = 20, max_other_value = 1024;

// For the ticket, in bytes: dimensions on one line, an event's services in a title, a name in a title.
constexpr std::size_t max_on_one_line = 120, max_impacted_in_title = 120, max_name_in_title = 200;
constexpr std::size_t max_actions = 10;  // recommended actions
constexpr std::size_t max_decimals = 4;  // of a number that has a whole part
constexpr std::size_t max_minutes_digits = 9;
constexpr std::size_t max_shown_address = 2048;  // bytes of the URL of a link inside a text
constexpr int max_unescapings = 10;              // rounds of unescaping markup that was escaped several times
constexpr int max_wraps = 4;                     // "data" inside "data"
// For a body of unknown form: levels of nested values, and elements of a list.
constexpr int max_plain_depth = 8;
constexpr std::size_t max_plain_elements = 20;

// For allowed_subscriptions: subscriptions found, texts examined, other ids found, and wrappers ("data") inside one
// another.
constexpr std::size_t max_subscriptions = 200, max_texts = 2000, max_other_ids = 200;
constexpr int max_wrappers = 8;

}  // namespace secure_export::inbound
