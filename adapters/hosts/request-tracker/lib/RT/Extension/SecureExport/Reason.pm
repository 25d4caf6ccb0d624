# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Reason;

use strict;
use warnings;

=head1 NAME

RT::Extension::SecureExport::Reason - why something failed, for people

=head2 plain ERROR

The error as one line, without the source positions that Perl appends.

=cut

sub plain {
    my ($text) = @_;
    $text = defined $text ? "$text" : '';
    1 while $text =~ s/\s+at (?:(?! at ).)+ line \d+(?:, <[^>]*> (?:line|chunk) \d+)?\.?\s*\z//s;
    $text =~ s/[\p{Cc}\x{2028}\x{2029}]+/ /g;
    $text =~ s/^ +| +$//g;
    return $text;
}

1;
