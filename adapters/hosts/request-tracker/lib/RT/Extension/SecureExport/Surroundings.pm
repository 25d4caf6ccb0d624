# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Surroundings;

use strict;
use warnings;

use Fcntl qw(:flock);

use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Surroundings - checks of the environment of RT

=head1 DESCRIPTION

The checks of C<rt-secure-export-setup> outside RT's database. Each returns its failures as C<< {what, remedy} >>, or an
empty list. Nothing is changed.

=cut

# A worker that ends itself is restarted after a second.
use constant MOST_WAIT_FOR_WORKER_S => 4;

# cron's shortest interval is a minute; a run itself takes a while.
use constant OLDEST_RUN_OF_CRON_S => 300;

use constant MOST_WAIT_FOR_ANSWER_S => 10;

my @not_checked;

=head2 not_checked

The checks that could not be made, one line each.

=cut

sub not_checked { return @not_checked }

=head2 foreign_files

Files in the data directory that RT's processes may not be able to write.

=cut

sub foreign_files {
    my $dir = RT::Extension::SecureExport::Settings->data_dir;
    my @foreign = grep { my @is = lstat; @is && $is[4] != $> } $dir, glob_all("$dir/*"), glob_all("$dir/*/*");
    return unless @foreign;
    my $name = getpwuid( ( lstat $foreign[0] )[4] ) // ( lstat $foreign[0] )[4];
    return { what => "$foreign[0] belongs to user $name, not to " . ( getpwuid($>) // $> ), remedy =>
            'Run rt-secure-export-setup as root: it gives the directory to the web server\'s user.' };
}

sub glob_all {
    my ($pattern) = @_;
    require File::Glob;
    return File::Glob::bsd_glob($pattern);
}

=head2 worker

Each worker holds a lock on a file of its own below F<workers>, as long as it lives.

=cut

sub worker {
    my $dir = RT::Extension::SecureExport::Settings->data_dir;
    my $end = time + MOST_WAIT_FOR_WORKER_S;
    while (1) {
        return if _one_is_alive("$dir/workers") || _cron_was_there("$dir/last-once");
        last if time >= $end;
        select undef, undef, undef, 0.2;
    }
    return { what => 'no worker runs: alerts are taken in, and no ticket is opened', remedy =>
            'Run systemctl enable --now rt-secure-export-worker@1, or call rt-secure-export-worker --once every minute '
            . 'from cron, as the web server\'s user.' };
}

sub _one_is_alive {
    my ($dir) = @_;
    opendir my $handle, $dir or return 0;
    for my $name ( grep { !/^\./ } readdir $handle ) {
        open my $file, '<', "$dir/$name" or next;
        return 1 unless flock $file, LOCK_EX | LOCK_NB;
    }
    return 0;
}

sub _cron_was_there {
    my @is = stat $_[0] or return 0;
    return time - $is[9] < OLDEST_RUN_OF_CRON_S;
}

=head2 authorization

Sends a request to RT's own URL to check whether the Authorization header arrives; if that is impossible, reads Apache's
configuration.

=cut

my $REMEDY = 'Apache: a2enconf rt-secure-export and reload it (the package ships the file), or add  CGIPassAuth On  to a '
    . '<LocationMatch "/azure-monitor/"> of that site. Another proxy: let it hand on the header.';

sub authorization {
    my $url = RT->Config->Get('WebURL') . 'azure-monitor/health?authorization';
    require LWP::UserAgent;
    my $agent = LWP::UserAgent->new( timeout => MOST_WAIT_FOR_ANSWER_S, max_redirect => 0,
        ssl_opts => { verify_hostname => 0, SSL_verify_mode => 0 } );    # the request contains no secret
    my $reply = $agent->get( $url, Authorization => 'Bearer does-it-arrive' );
    my $told  = $reply->header('Secure-Export-Authorization') // '';
    return if $told eq 'present';
    return { what => "the Authorization header does not arrive at RT by $url: every alert would be refused with 401",
        remedy => $REMEDY }
        if $told eq 'absent';
    my $apache = _apache_drops_it();
    return { what => $apache, remedy => $REMEDY } if $apache;
    push @not_checked,
        "whether the web server hands on the Authorization header: $url answered " . $reply->status_line
        . '. Is WebURL right, is the web server restarted since the installation?';
    return;
}

# The failure if Debian's Apache serves RT and no enabled configuration file passes the header on.
sub _apache_drops_it {
    my @enabled = map { glob_all("/etc/apache2/$_") } qw(apache2.conf conf-enabled/*.conf sites-enabled/*.conf);
    my ( $rt, $passes );
    for my $file (@enabled) {
        open my $in, '<', $file or next;
        while ( my $line = <$in> ) {
            next if $line =~ /^\s*#/;
            $rt     ||= $line =~ /request-tracker5/;
            $passes ||= $line =~ /CGIPassAuth\s+On|HTTP_AUTHORIZATION/i;
        }
    }
    return $rt && !$passes ? 'Apache serves RT and keeps the Authorization header to itself: every alert would be refused with 401' : undef;
}

1;
