#!/bin/sh
# Writes the manual page secure-export(1) from what the program's own help says, so that the two cannot differ.
#
#     sh man-page.sh PROGRAM VERSION >secure-export.1
set -eu
program=$1 version=$2

# As roff shows it unchanged.
verbatim() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\\&&/"; }
block() { printf '.nf\n'; verbatim; printf '.fi\n'; }

"$program" help >/dev/null  # a program that does not run must not give an empty page
cat <<PAGE
.TH SECURE\\-EXPORT 1 "" "Secure Export $version" "User Commands"
.SH NAME
secure\\-export \\- carries Azure Monitor alerts into an ITSM platform
.SH SYNOPSIS
.B secure\\-export
.I SUBCOMMAND
.RI [ options ]
.SH DESCRIPTION
PAGE
"$program" help | block
"$program" help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | while read -r name; do
    [ "$name" != help ] || continue
    printf '.SH "%s"\n' "$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]' | verbatim)"
    # What every subcommand takes is above.
    "$program" help "$name" | sed '/^For every subcommand:/,/^$/d' | block
done
cat <<'PAGE'
.SH FILES
.TP
.I /etc/secure\-export/serve.conf
Options of the service.
.TP
.I /var/lib/secure\-export
The mapping database, the embedded register of incidents, the key of the secrets, the administrator's password.
.SH EXIT STATUS
0: done; 1: it could not be done; 2: the command line is wrong.
PAGE
