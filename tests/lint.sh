#!/bin/sh
# Every gate on how the sources are written: installs what is missing, changes nothing, and closes with
# "N passed, N failed, N skipped".  A gate counts as one.
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
sh tests/setup/npm.sh tests/lint .build/eslint || fail "npm cannot bring ESLint"

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

passed=0 failed=0
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
gate clang-format clang_format
gate shellcheck shell_check
gate eslint eslint
gate perlcritic perl_critic
gate pyflakes py_flakes
gate pycodestyle py_code_style
gate cppcheck cpp_check

# As CTest writes it, for tests/run.sh.
printf '<testsuite>%s</testsuite>\n' "$cases" >.build/lint/results.xml
printf '%s passed, %s failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" = 0 ]
