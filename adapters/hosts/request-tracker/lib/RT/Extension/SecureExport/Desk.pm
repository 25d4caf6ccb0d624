# Long: the desk that RT is to the plugin: each of its calls, in the order of itsm_abi.h.
#
# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk;

use strict;
use warnings;

use JSON ();

use RT::Extension::SecureExport::Plugin;
use RT::Extension::SecureExport::Desk::Assets;
use RT::Extension::SecureExport::Desk::Check;
use RT::Extension::SecureExport::Desk::Tickets;
use RT::Extension::SecureExport::Reason;
use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Desk - RT as the desk: one operation, one transaction

=head1 DESCRIPTION

Implements F<adapters/desks/host/operations.md>. Every operation acts as the user that C<rt-secure-export-setup> creates,
with that user's rights; what RT says to a change is read back from the database, since RT tells of a refused field only in
a translated message.

=cut

# Operations that change something run in a transaction. Reading needs none, and on SQLite it would block everybody else.
my %OPERATIONS = (
    'incident.find'    => { code => \&RT::Extension::SecureExport::Desk::Tickets::find },
    'incident.get'     => { code => \&RT::Extension::SecureExport::Desk::Tickets::get },
    'incident.open'    => {
        code   => \&RT::Extension::SecureExport::Desk::Tickets::open_ticket,
        lock   => \&RT::Extension::SecureExport::Desk::Tickets::lock_before,
        writes => 1,
    },
    'incident.note'    => { code => \&RT::Extension::SecureExport::Desk::Tickets::note,        writes => 1 },
    'incident.resolve' => { code => \&RT::Extension::SecureExport::Desk::Tickets::resolve,     writes => 1 },
    'incident.reopen'  => { code => \&RT::Extension::SecureExport::Desk::Tickets::reopen,      writes => 1 },
    'incident.raise'   => { code => \&RT::Extension::SecureExport::Desk::Tickets::raise,       writes => 1 },
    'incident.bind'    => { code => \&RT::Extension::SecureExport::Desk::Tickets::bind_asset,  writes => 1 },
    'ci.find'          => { code => \&RT::Extension::SecureExport::Desk::Assets::find, asks_assets => 1 },
    'desk.check'       => { code => \&RT::Extension::SecureExport::Desk::Check::lines, of_anybody => 1 },
);

my $JSON = JSON->new->utf8->canonical;

# The number of changing operations in this process: RT's scrips leak some memory with each.
our $CHANGES = 0;

=head2 call OPERATION, JSON

Carries out one operation for the plugin. Returns the code and the result, as bytes of JSON. Never dies.

=cut

sub call {
    my ( $class, $name, $json ) = @_;
    local $SIG{__DIE__} = 'DEFAULT';    # Mason would convert our errors to objects of its own
    local $@;
    my ( $code, $result ) = eval { $class->_call( $name, $json ) };
    if ( my $error = $@ ) {
        ( $code, $result ) = ref $error eq 'HASH'
            ? ( $error->{code}, { say => $error->{say} } )
            : ( RT::Extension::SecureExport::Plugin::FAILED, { say => "RT failed in $name: " . _one_line($error) } );
        RT->Logger->error("Secure Export: $name failed: $error") unless ref $error eq 'HASH';
    }
    return ( $code, $JSON->encode($result) );
}

sub _call {
    my ( $class, $name, $json ) = @_;
    my $operation = $OPERATIONS{$name} or $class->invalid("this desk knows no operation $name");
    my $request = eval { $JSON->decode($json) };
    $class->invalid("the request of $name is no JSON object") unless ref $request eq 'HASH';
    my $self = eval { $class->_begin($operation) };
    $class->_sound_or_later($@) unless $self;
    return ( RT::Extension::SecureExport::Plugin::DONE, $self->_read( $operation, $request ) ) unless $operation->{writes};

    my $unlock = $operation->{lock} ? $operation->{lock}->( $self, $request ) : undef;
    my $result = eval { $self->_write( $operation, $request ) };
    my $error  = $@;
    $unlock->() if $unlock;
    die $error unless $result;
    $CHANGES++;
    return ( RT::Extension::SecureExport::Plugin::DONE, $result );
}

# RT hides errors of the database behind "not there" or "could not create". If the database accepts no more statements, it
# was the cause, which may be temporary, and not RT's rules or a missing ticket.
sub _read {
    my ( $self, $operation, $request ) = @_;
    my $result = eval { $operation->{code}->( $self, $request ) };
    my $error  = $@;
    $self->_sound_or_later( $error || 'it went away' );
    return $result;
}

sub _write {
    my ( $self, $operation, $request ) = @_;
    my $result = eval {
        $RT::Handle->BeginTransaction;
        $operation->{code}->( $self, $request );
    };
    return $result if $result && eval { $RT::Handle->Commit; 1 };
    my $error = $@;
    my $sound = _sound();
    eval { $RT::Handle->ForceRollback };
    die $error if $sound;
    $self->_away($error);
}

sub _sound { return eval { $RT::Handle->dbh->selectrow_array('SELECT 1') } }

# Dies with ERROR, or with a temporary failure if the database caused it. Returns when there is no error.
sub _sound_or_later {
    my ( $class, $error ) = @_;
    $class->_away($error) unless _sound();
    die $error if ref $error || $error ne 'it went away';
    return;
}

sub _away {
    my ( $class, $error ) = @_;
    die $error if ref $error eq 'HASH' && $error->{code} == RT::Extension::SecureExport::Plugin::LATER;
    $class->later( "RT's database did not take it: " . ( ref $error eq 'HASH' ? $error->{say} : _one_line($error) ) );
}

# Maximum age in seconds of cached assets and rights during look-ups of assets, of which one alert may cause several in a
# row. Settings are always read: what an administrator chose on the page counts for the next alert.
use constant OLDEST_MEMORY => 1;

my ( $last, $forgot ) = ( undef, 0 );

# Other processes may have changed RT since the last call, so clear RT's caches.
sub _forget {
    RT::Principal->InvalidateACLCache;
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
    %RT::Ticket::MERGE_CACHE = ( effective => {}, merged => {} );
    RT::ObjectCustomFieldValues::ClearOCFVCache();
    ( $last, $forgot ) = ( undef, time );
    return;
}

sub _begin {
    my ( $class, $operation ) = @_;
    # ping() is one round trip; ConnectToDatabase makes several each time.
    my $alive = $RT::Handle && eval { $RT::Handle->dbh && $RT::Handle->dbh->ping };
    $alive or eval { RT->ConnectToDatabase; 1 } or $class->later( "RT's database cannot be reached: " . _one_line($@) );
    $RT::Handle->ForceRollback if $RT::Handle->TransactionDepth;
    my $settings = eval { RT::Extension::SecureExport::Settings->load }
        or $class->later( "RT's database cannot be read: " . _one_line($@) );
    return $last
        if $last
        && $operation->{asks_assets}
        && abs( time - $forgot ) <= OLDEST_MEMORY
        && $settings->same_as( $last->settings );
    _forget();
    my $user = RT::CurrentUser->new;
    $user->LoadByName( $settings->user );
    $class->refuse( 'RT has no user ' . $settings->user . ': run rt-secure-export-setup, then retry' ) unless $user->id;
    $class->refuse( 'user ' . $settings->user . ' is disabled in RT: enable it, or run rt-secure-export-setup, then retry' )
        if $user->UserObj->Disabled && !$operation->{of_anybody};
    return $last = bless { settings => $settings, user => $user }, $class;
}

=head2 bad_lines

The failures that C<desk.check> finds now, inside the current transaction: for checking a choice before it is saved.

=cut

sub bad_lines {
    my ($class) = @_;
    _forget();
    my $settings = RT::Extension::SecureExport::Settings->load;
    my $user     = RT::CurrentUser->new;
    $user->LoadByName( $settings->user );
    return { what => 'RT has no user ' . $settings->user, remedy => 'Run rt-secure-export-setup.' } unless $user->id;
    my $self = bless { settings => $settings, user => $user }, $class;
    return grep { !$_->{good} } @{ RT::Extension::SecureExport::Desk::Check::lines($self)->{lines} };
}

sub settings { $_[0]{settings} }
sub user     { $_[0]{user} }

=head2 on_mysql

Whether RT's database is MySQL or MariaDB.

=cut

sub on_mysql { return RT->Config->Get('DatabaseType') eq 'mysql' }

=head2 invalid, refuse, later SAY

End the operation.

=cut

sub invalid { die { code => RT::Extension::SecureExport::Plugin::INVALID, say => _one_line( $_[1] ) } }
sub refuse  { die { code => RT::Extension::SecureExport::Plugin::REFUSED, say => _one_line( $_[1] ) } }
sub later   { die { code => RT::Extension::SecureExport::Plugin::LATER,   say => _one_line( $_[1] ) } }

# Limits are in bytes; a character has up to four.
sub _one_line { return substr RT::Extension::SecureExport::Reason::plain( $_[0] ), 0, 250 }

=head2 text REQUEST, NAME

A text member, without characters that databases reject.

=cut

sub text {
    my ( $self, $request, $name ) = @_;
    my $text = $request->{$name};
    $self->invalid("$name is no text") if !defined $text || ref $text;
    $text =~ s/\r\n?/\n/g;
    $text =~ s/[^\P{Cc}\n\t]/ /g;
    return $text;
}

=head2 number REQUEST, NAME

An object's number in RT, sent as text; undef when it is not a valid number.

=cut

sub number {
    my ( $self, $request, $name ) = @_;
    my $text = $request->{$name};
    $self->invalid("$name is no text") if !defined $text || ref $text;
    return undef unless $text =~ /^[1-9][0-9]{0,9}\z/ && $text < 2**31;    # the range of RT's columns
    return $text;
}

=head2 queue

The queue for new tickets, even if our user may not see it. Refuses when there is none.

=cut

sub queue {
    my ($self) = @_;
    return $self->{queue} if $self->{queue};
    my $queue  = $self->settings->find_queue;
    my $choose = 'choose another under Admin > Tools > Azure alerts > Queue and catalogs';
    $self->refuse( 'RT has no queue ' . $self->settings->queue . ": create it, or $choose" ) unless $queue->id;
    $self->refuse( 'queue ' . $queue->Name . " is disabled in RT: enable it, or $choose" ) if $queue->Disabled;
    return $self->{queue} = $queue;
}

=head2 key_field, resource_field

The custom fields. If it is missing, the first refuses and the second returns undef.

=cut

sub key_field {
    my ($self) = @_;
    my $field = $self->_field( $self->settings->key_field, 'RT::Queue-RT::Ticket' );
    my $name  = 'custom field "' . $self->settings->key_field . '"';
    $self->refuse("RT has no $name: run rt-secure-export-setup, then retry") unless $field;
    $self->refuse("$name is disabled in RT: enable it, or run rt-secure-export-setup, then retry") if $field->Disabled;
    return $field;
}

sub resource_field {
    my ($self) = @_;
    return undef unless length( $self->settings->resource_field // '' );
    my $field = $self->_field( $self->settings->resource_field, 'RT::Catalog-RT::Asset' );
    return $field && !$field->Disabled ? $field : undef;
}

sub _field {
    my ( $self, $name, $type ) = @_;
    return $self->{fields}{$type} if exists $self->{fields}{$type};
    return $self->{fields}{$type} = $self->settings->find_field( $name, $type );
}

=head2 holders FIELD, TYPE, FOLD, VALUES...

Numbers of the objects whose custom field holds one of the values, the oldest first. Asks the table itself: RT's own
search for a field's value reads all values of that field on PostgreSQL. With FOLD, case does not matter, as far as the
database knows it.

=cut

sub holders {
    my ( $self, $field, $type, $fold, @values ) = @_;
    # MySQL ignores case anyway, and has no index for LOWER().
    my ( $column, $place ) = $fold && !on_mysql() ? ( 'LOWER(Content)', 'LOWER(?)' ) : ( 'Content', '?' );
    my $places = join ', ', ($place) x @values;
    # The number stands in the text, so that the partial index of the setup fits the statement; "+ 0", so that PostgreSQL
    # does not read all values in the order of another index, hoping for fifty.
    my $found = $RT::Handle->dbh->selectcol_arrayref(
        'SELECT ObjectId FROM ObjectCustomFieldValues WHERE CustomField = ' . int( $field->id )
            . " AND ObjectType = '$type' AND Disabled = 0 AND $column IN ($places) ORDER BY ObjectId + 0 LIMIT 50",
        undef, @values
    );
    my %seen;
    return grep { !$seen{$_}++ } @$found;
}

1;
