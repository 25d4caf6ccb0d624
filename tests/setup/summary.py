"""Adds up what CTest wrote (--output-junit) for every preset and closes with "N passed, N failed, N skipped".

    python3 summary.py RESULTS.xml...

A CTest entry that tells how many cases it ran counts as those, any other as one.  An entry that CTest calls failed
counts at least one failure, whatever it printed.
"""
import re
import sys
import xml.etree.ElementTree


def counts_of(case):
    """(passed, failed, skipped) of one CTest entry."""
    text = case.findtext("system-out") or ""
    if case.get("status") in ("notrun", "disabled"):
        return (0, 0, 1) if case.find("skipped") is not None else (0, 1, 0)
    if found := re.findall(r"^RESULT: (\d+) passed, (\d+) failed, (\d+) skipped$", text, re.MULTILINE):
        passed, failed, skipped = map(int, found[-1])
    elif found := re.search(r"^OK \((\d+)\)", text, re.MULTILINE):  # CppUnit
        skipped = min(text.count("SKIPPED:"), int(found[1]))
        passed, failed = int(found[1]) - skipped, 0
    elif found := re.search(r"^Run:\s+(\d+)\s+Failure total:\s+(\d+)", text, re.MULTILINE):  # CppUnit
        failed = int(found[2])
        skipped = min(text.count("SKIPPED:"), int(found[1]) - failed)
        passed = int(found[1]) - failed - skipped
    elif found := re.search(r"^Ran (\d+) tests? in .*?^(?:OK|FAILED)(?: \((.*)\))?$", text, re.MULTILINE | re.DOTALL):
        told = {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", found[2] or "")}  # plain unittest
        skipped, failed = told.get("skipped", 0), told.get("failures", 0) + told.get("errors", 0)
        passed = max(int(found[1]) - skipped - failed, 0)
    else:
        skipped = 1 if "SKIPPED:" in text else 0
        passed, failed = 1 - skipped, 0
    if case.get("status") == "fail" and failed == 0:
        passed, failed = max(passed - 1, 0), 1
    return passed, failed, skipped


def main(files):
    total = [0, 0, 0]
    print(f"{'':34}{'passed':>8}{'failed':>8}{'skipped':>8}{'seconds':>9}")
    for file in files:
        suite = xml.etree.ElementTree.parse(file).getroot()
        cases = suite.iter("testcase")
        for case in sorted(cases, key=lambda c: c.get("name")):
            counts = counts_of(case)
            total = [a + b for a, b in zip(total, counts)]
            name = f"{file.split('/')[-2]}: {case.get('name')}"
            print(f"{name:34}{counts[0]:8}{counts[1]:8}{counts[2]:8}{float(case.get('time', 0)):9.1f}")
            for reason in sorted(set(re.findall(r"SKIPPED: .*", case.findtext("system-out") or ""))):
                print(f"    {reason}")
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
