#!/bin/sh
# Looks for inputs that break what the targets of this folder promise, with libFuzzer.
#
#     sh tests/fuzz/run.sh [--minutes N] [TARGET...]
#
# --minutes N   how long each target runs (default 20); they run one after another
# TARGET        a file of this folder without its .cpp (default: all of them)
#
# Installs clang where it is missing, builds the preset fuzz, and starts from corpus/TARGET and from what earlier runs
# found (.build/fuzz/found/TARGET).  An input that breaks a promise is kept in .build/fuzz/crashes/TARGET: mend what it
# found, and put it into corpus/TARGET, where every run of the tests replays it.  The exit code is 1 when there is one.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.." || exit 1

all=$(sed -n 's/^fuzz_target(\([a-z_]*\).*/\1/p' tests/fuzz/CMakeLists.txt | tr '\n' ' ')
minutes=20
targets=
while [ $# -gt 0 ]; do
    case "$1" in
        --help | -h) sed -n '2,/^set -u/s/^# \{0,1\}//p' "$0"; exit 0 ;;
        --minutes) minutes=${2:-}; shift ;;
        -*) echo "run.sh: there is no option $1; see --help" >&2; exit 2 ;;
        *)
            case " $all " in
                *" $1 "*) targets="$targets $1" ;;
                *) echo "run.sh: there is no target $1; there are: $all" >&2; exit 2 ;;
            esac ;;
    esac
    [ $# -gt 0 ] && shift
done
case "$minutes" in
    '' | 0 | *[!0-9]*) echo "run.sh: --minutes needs a whole number from 1 on" >&2; exit 2 ;;
esac
[ -n "$targets" ] || targets=$all

sh tests/setup/install.sh fuzz || exit 1
mkdir -p .build/fuzz
echo "== build (.build/fuzz/build.log)"
names=
for target in $targets; do names="$names fuzz_$target"; done
# shellcheck disable=SC2086
{ cmake --preset fuzz && cmake --build --preset fuzz -j "$(nproc)" --target $names; } >.build/fuzz/build.log 2>&1 ||
    { tail -n 50 .build/fuzz/build.log >&2; echo "run.sh: it does not build" >&2; exit 1; }

# Longer than what is usual, so that limits are reached.
most_bytes() {
    case "$1" in
        request_reader) echo 40000 ;;
        alert_body | key_set) echo 20000 ;;
        *) echo 8000 ;;
    esac
}

count_files() { find "$1" -type f | wc -l; }

broken=
for target in $targets; do
    found=.build/fuzz/found/$target crashes=.build/fuzz/crashes/$target
    mkdir -p "$found" "$crashes"
    echo "== $target: $minutes minutes, from $(date +%H:%M); corpus $(count_files "tests/fuzz/corpus/$target") + $(count_files "$found")"
    dictionary=
    [ -f "tests/fuzz/$target.dict" ] && dictionary=-dict=tests/fuzz/$target.dict
    log=.build/fuzz/$target.log
    # shellcheck disable=SC2086
    nice -n 19 ".build/fuzz/tests/fuzz/fuzz_$target" -max_total_time=$((minutes * 60)) -max_len="$(most_bytes "$target")" \
        -timeout=25 -rss_limit_mb=3000 -artifact_prefix="$crashes/" -print_final_stats=1 $dictionary \
        "$found" "tests/fuzz/corpus/$target" 2>&1 | tee "$log" | grep --line-buffered -E 'pulse|does not hold|ERROR|SUMMARY|Done'
    if ! grep -q '^Done ' "$log"; then
        broken="$broken $target"
        echo "run.sh: $target was broken; the input is in $crashes, the report in $log"
    fi
    sed -n 's/^stat::number_of_executed_units: */   inputs tried: /p' "$log"
done
[ -z "$broken" ] || { echo "run.sh: broken:$broken"; exit 1; }
echo "run.sh: every promise held"
