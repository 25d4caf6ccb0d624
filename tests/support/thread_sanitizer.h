#pragma once

namespace secure_export::test {

// A test that repeats work of one thread does one of so many repeats: a tenth under ThreadSanitizer, which makes such
// work some ten times slower and can find nothing in it.  The other presets do all of it.
#ifdef __SANITIZE_THREAD__
constexpr int one_of = 10;
#else
constexpr int one_of = 1;
#endif

}  // namespace secure_export::test
