# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport;

use 5.014;
use strict;
use warnings;

our $VERSION = '0.1.0';

use RT::Extension::SecureExport::Endpoint;

'RT::System'->AddRight( Admin => AdminSecureExport => 'Manage alerts from Azure Monitor' );    # loc

# What Set() may be given, for RT's own checks and its configuration page.
my %OPTIONS = (
    SecureExportDataDir       => 'SCALAR',
    SecureExportLibraryDir    => 'SCALAR',
    SecureExportUser          => 'SCALAR',
    SecureExportGroup         => 'SCALAR',
    SecureExportDesk          => 'SCALAR',
    SecureExportQueue         => 'SCALAR',
    SecureExportCatalogs      => 'ARRAY',
    SecureExportNoAssets      => 'SCALAR',
    SecureExportKeyField      => 'SCALAR',
    SecureExportResourceField => 'SCALAR',
    SecureExportResolveStatus => 'SCALAR',
    SecureExportReopenStatus  => 'SCALAR',
    SecureExportPriorities    => 'HASH',
);
$RT::Config::META{$_} ||= { Type => $OPTIONS{$_} } for keys %OPTIONS;

# A plugin that is named in a file of RT_SITE_CONFIG_DIR is registered twice: one wrapping is enough.
my $wrapped = 0;

sub PSGIWrap {
    my ( $class, $app ) = @_;
    return $app if $wrapped++;
    return RT::Extension::SecureExport::Endpoint->wrap($app);
}

1;

__END__

=encoding utf8

=head1 NAME

RT::Extension::SecureExport - Azure Monitor alerts become tickets, and are resolved with them

=head1 RT VERSION

Works with RT 5.0, on PostgreSQL, MariaDB or MySQL, and SQLite.

=head1 DESCRIPTION

Azure Monitor's Secure Webhook posts alerts to C<azure-monitor/alerts> below RT's web path. The extension checks the
Entra ID token, keeps the alert on disk, and answers. A worker then opens a ticket, links it to the asset that stands for
the Azure resource, and resolves it when Azure says I<Resolved>.

What Azure sent, and which ticket and asset belong to it, is kept in a database of the extension's own, in SQLite, in one
directory that all of RT's processes share. RT holds the key of each alert in a custom field of its ticket; a second try
looks for it before it creates a ticket.

=head1 INSTALLATION

Needs L<FFI::Platypus> (Debian: C<libffi-platypus-perl>). No compiler is needed, and no C<make>.

=over

=item 1. Copy the folder

    cp -r RT-Extension-SecureExport /usr/local/share/request-tracker5/plugins/

=item 2. Name the plugin in F<RT_SiteConfig.pm>, or in a file of F<RT_SiteConfig.d>

    Plugin('RT::Extension::SecureExport');

=item 3. Prepare RT

    /usr/local/share/request-tracker5/plugins/RT-Extension-SecureExport/sbin/rt-secure-export-setup

creates the user and the group that the extension acts as, two custom fields, an index, the data directory, and grants
the rights below. It may be run again at any time, and should be after an upgrade and after the queue or the catalogs were
changed in the configuration. C<--help> lists its options; C<--check> changes nothing.

=item 4. Clear Mason's cache and restart the web server

    rm -rf /var/cache/request-tracker5/mason_data/obj

=item 5. Start the worker

F<etc/systemd/rt-secure-export-worker@.service> is a unit for it; without systemd, call
C<sbin/rt-secure-export-worker --once> from cron every minute, as the web server's user.

=item 6. Add a connection under Admin > Tools > Azure alerts

=back

=head2 The web server

The endpoint works wherever RT's PSGI application does: rt-server with Starlet or Starman, FastCGI, Apache with
mod_fcgid. Apache keeps the Authorization header to itself unless told:

    <LocationMatch "/azure-monitor/">
        CGIPassAuth On
    </LocationMatch>

rt-server's default, Starlet, replaces a process every 100 requests, which costs about a second each time: give it
C<--max-reqs-per-child 10000>, or use Starman.

Azure only posts to https, from the internet: let the reverse proxy pass C</azure-monitor/> and nothing else from there.

=head1 CONFIGURATION

In F<RT_SiteConfig.pm>; the defaults are in F<etc/SecureExport_Config.pm>, which says what each option means. Queue,
catalogs and statuses can also be chosen under Admin > Tools > Azure alerts > Queue and catalogs, which then goes before the
files. All that concerns Azure is set on the screens beside it.

=head1 RIGHTS

AdminSecureExport, a global right, opens Admin > Tools > Azure alerts. It goes with ShowConfigTab, which RT asks for below
Admin.

The group C<Secure Export> is granted, by C<rt-secure-export-setup>: on the queue SeeQueue, CreateTicket, ShowTicket and
ModifyTicket; on the custom field for the key SeeCustomField and SetInitialCustomField; on the catalogs ShowCatalog and
ShowAsset; on the custom field for the resource SeeCustomField. Its one member, the user C<secure-export>, has no password
and no mail address, so that nobody can log in as it and no mail goes to it.

=head1 MAIL

Tickets are opened without requestor: mail goes to the watchers of the queue alone. RT's own C<On Create ...> scrips
render their mail even when nobody is to get it, which is most of the time that a ticket takes: queues that take many
alerts should not have them.

=head1 SEE ALSO

F<README>, L<RT::Extension::SecureExport::Desk>, C<rt-secure-export-worker --help>, C<rt-secure-export-setup --help>

=head1 LICENSE

Version 2 of the GNU General Public License. The library F<secure_export.so>, which it loads, is under the Apache License
2.0 and knows nothing of RT.

=cut
