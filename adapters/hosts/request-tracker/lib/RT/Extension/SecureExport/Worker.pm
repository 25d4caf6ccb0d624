# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Worker;

use strict;
use warnings;

use RT::Extension::SecureExport::Desk;
use RT::Extension::SecureExport::Plugin;
use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Worker - works off what the endpoint took in

=head1 DESCRIPTION

Any number of processes may work at once; the plugin's database gives each delivery to one of them, and keeps the order of
each alert. A process that dies loses nothing: another one takes over what it had begun.

=cut

# RT's scrips leak about 37 KiB with each ticket: after so many changes the process ends, to be restarted.
use constant DEFAULT_CHANGES => 600;

# A change of RT's lifecycles or of its configuration files is seen by a new process only.
use constant MOST_SECONDS => 3600;

# For one call of the plugin; between calls, signals and the limits above are checked.
use constant { ITEMS_AT_ONCE => 20, BUDGET_MS => 2000 };

# Alerts may arrive at any time in other processes.
use constant LONGEST_PAUSE_MS => 1000;

# After a failure of the plugin, which it has logged.
use constant PAUSE_AFTER_FAILURE_MS => 5000;

=head2 run

Works until a signal (TERM, INT, HUP), or until it is time for a new process. Returns the reason, for the log.

=cut

sub run {
    my ( $class, %given ) = @_;
    my $changes = $given{changes} || DEFAULT_CHANGES;
    my $end     = time + MOST_SECONDS;
    my $signal;
    local $SIG{$_} = sub { $signal = $_[0] } for qw(TERM INT HUP);
    my $plugin = RT::Extension::SecureExport::Plugin->instance;
    until ($signal) {
        return 'done for now' if $RT::Extension::SecureExport::Desk::CHANGES >= $changes || time >= $end;
        my $again = _pump($plugin);
        _pause( $again, \$signal ) if $again;
    }
    return "told by SIG$signal";
}

=head2 once

Works until nothing is due.

=cut

sub once {
    my ( $class, %given ) = @_;
    my $signal;
    local $SIG{$_} = sub { $signal = $_[0] } for qw(TERM INT HUP);
    my $plugin = RT::Extension::SecureExport::Plugin->instance;
    my $changes = $given{changes} || DEFAULT_CHANGES;
    until ( $signal || $RT::Extension::SecureExport::Desk::CHANGES >= $changes ) {
        last if _pump($plugin);
    }
    _leave_word();
    return;
}

# For rt-secure-export-setup --check, which recognizes running workers by their locks.
sub _leave_word {
    my $file = RT::Extension::SecureExport::Settings->data_dir . '/last-once';
    open my $out, '>', $file or return;
    close $out;
    utime undef, undef, $file;
    return;
}

sub _pump {
    my ($plugin) = @_;
    my $again = $plugin->pump( ITEMS_AT_ONCE, BUDGET_MS ) // PAUSE_AFTER_FAILURE_MS;
    # As RT's web server does after each request.
    $RT::Handle->ForceRollback if $RT::Handle && $RT::Handle->TransactionDepth;
    require RT::Action::SendEmail;
    RT::Action::SendEmail->CleanSlate;
    File::Temp::cleanup();
    return $again;
}

# A signal ends select(); one that came just before it costs the length of the pause.
sub _pause {
    my ( $ms, $signal ) = @_;
    $ms = LONGEST_PAUSE_MS if $ms > LONGEST_PAUSE_MS;
    select undef, undef, undef, $ms / 1000 unless $$signal;
    return;
}

1;
