#!/bin/sh
# Every gate on how the sources are written (tests/README.md has a table): installs what is missing, changes nothing,
# and closes with "N passed, N failed, N skipped".  A gate counts as one.
#
#     sh tests/lint.sh
#
# What a gate said is kept in .build/lint/<gate>.log; what it asks stands in tests/lint/.
set -u
cd "$(dirname "$0")/.." || exit 1

fail() {
    printf 'lint.sh: %s\n0 passed, 1 failed, 0 skipped\n' "$*"
    exit 1
}

mkdir -p .build/lint
sh tests/setup/install.sh lint || fail "packages are missing"
# The registry of npm is not everybody's to reach: without ESLint its gate is skipped.
no_eslint=
sh tests/setup/npm.sh tests/lint .build/eslint || no_eslint="npm cannot bring ESLint"

# The sources that match the patterns, in the tree as it is.
files() { git -c safe.directory='*' ls-files --cached --others --exclude-standard -- "$@" | grep -v '^tests/.*/corpus/'; }
files >.build/lint/all || fail "git does not list the sources"
[ -s .build/lint/all ] || fail "git lists no sources"
with_first_line() {
    while read -r file; do
        if [ -f "$file" ] && head -n 1 "$file" 2>/dev/null | tr -d '\000' | grep -qE "$1"; then echo "$file"; fi
    done <.build/lint/all
}
jobs=$(nproc)

clang_format() { files '*.cpp' '*.h' '*.c' | xargs clang-format-14 --dry-run --Werror; }
cpp_check() {
    files '*.cpp' '*.c' | grep -v '^tests/' |
        xargs cppcheck -j "$jobs" --quiet --error-exitcode=1 --enable=warning,performance,portability,style --std=c++20 \
            --inline-suppr --suppressions-list=tests/lint/cppcheck.txt --template='{file}:{line}: {message} ({id})' -I plugin -I .
}
# Headers cost most of the time, so each is read once for many sources: CMake writes "unity" sources that include them.
clang_tidy() {
    tidy=.build/lint-tidy
    cmake -S . -B "$tidy" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=OFF -DCMAKE_UNITY_BUILD=ON \
        -DCMAKE_UNITY_BUILD_BATCH_SIZE=20 >"$tidy.configure.log" 2>&1 || { cat "$tidy.configure.log"; return 1; }
    # What is generated is not checked.
    sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$tidy/compile_commands.json" | grep -v -e '/embedded_[a-z]*\.cpp$' -e '/page_files\.cpp$' \
        >.build/lint/tidy.sources
    [ -s .build/lint/tidy.sources ] || { echo "CMake names no sources"; return 1; }
    xargs -P "$jobs" -n 1 clang-tidy-14 --quiet -p "$tidy" <.build/lint/tidy.sources
}
shell_check() { with_first_line '^#!.*(/| )(ba)?sh( |$)' | xargs shellcheck; }
eslint() {
    # ESLint finds its own modules beside its configuration.
    cp tests/lint/eslint.config.mjs .build/eslint/ &&
        files '*.js' '*.mjs' | grep -v '/eslint.config.mjs$' |
        xargs .build/eslint/node_modules/.bin/eslint --no-warn-ignored --max-warnings 0 -c .build/eslint/eslint.config.mjs
}
# Not the two files that are settings, which Perl reads into a package of Request Tracker's.
perl_critic() {
    { files '*.pm' '*.pl'; with_first_line '^#!.*perl'; } | sort -u | grep -v -e '/60-secure-export.pm$' -e '_Config.pm$' |
        xargs perlcritic --profile tests/lint/perlcriticrc --quiet
}
py_flakes() { files '*.py' | xargs pyflakes3; }
py_code_style() { files '*.py' | xargs pycodestyle --config tests/lint/pycodestyle.cfg; }

passed=0 failed=0 skipped=0
cases=
gate() { # NAME FUNCTION
    from=$(date +%s)
    if "$2" >".build/lint/$1.log" 2>&1; then
        passed=$((passed + 1)) state=run word=passed
    else
        failed=$((failed + 1)) state=fail word=FAILED
        head -n 60 ".build/lint/$1.log"
    fi
    took=$(($(date +%s) - from))
    printf '%-14s %s, %s s\n' "$1" "$word" "$took"
    cases="$cases<testcase name=\"$1\" status=\"$state\" time=\"$took\"/>"
}
skip() { # NAME WHY
    skipped=$((skipped + 1))
    printf '%-14s SKIPPED: %s\n' "$1" "$2"
    cases="$cases<testcase name=\"$1\" status=\"notrun\" time=\"0\"><skipped message=\"$2\"/><system-out>SKIPPED: $2</system-out></testcase>"
}
gate clang-format clang_format
gate shellcheck shell_check
if [ -z "$no_eslint" ]; then gate eslint eslint; else skip eslint "$no_eslint"; fi
gate perlcritic perl_critic
gate pyflakes py_flakes
gate pycodestyle py_code_style
gate cppcheck cpp_check
gate clang-tidy clang_tidy

# As CTest writes it, for tests/run.sh.
printf '<testsuite>%s</testsuite>\n' "$cases" >.build/lint/results.xml
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ]
