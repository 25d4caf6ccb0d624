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
use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Desk - RT as the desk: one operation, one transaction

=head1 DESCRIPTION

Implements F<adapters/desks/host/operations.md>. Every operation acts as the user that C<rt-secure-export-setup> creates,
with that user's rights; what RT says to a change is read back from the database, since RT tells of a refused field only in
a translated message.

=cut

# Those that change something run in a transaction; a question needs none, and on SQLite would lock out everybody else.
my %OPERATIONS = (
    'incident.find'    => { code => \&RT::Extension::SecureExport::Desk::Tickets::find },
    'incident.get'     => { code => \&RT::Extension::SecureExport::Desk::Tickets::get },
    'incident.open'    => { code => \&RT::Extension::SecureExport::Desk::Tickets::open_ticket, writes => 1 },
    'incident.note'    => { code => \&RT::Extension::SecureExport::Desk::Tickets::note,        writes => 1 },
    'incident.resolve' => { code => \&RT::Extension::SecureExport::Desk::Tickets::resolve,     writes => 1 },
    'incident.reopen'  => { code => \&RT::Extension::SecureExport::Desk::Tickets::reopen,      writes => 1 },
    'incident.bind'    => { code => \&RT::Extension::SecureExport::Desk::Tickets::bind_asset,  writes => 1 },
    'ci.find'          => { code => \&RT::Extension::SecureExport::Desk::Assets::find, asks_assets => 1 },
    'desk.check'       => { code => \&RT::Extension::SecureExport::Desk::Check::lines },
);

my $JSON = JSON->new->utf8->canonical;

# How many operations that changed something were done in this process: RT's scrips leak a little with each.
our $CHANGES = 0;

=head2 call OPERATION, JSON

One step for the plugin: gives the code and the result, as bytes of JSON. Never dies.

=cut

sub call {
    my ( $class, $name, $json ) = @_;
    local $SIG{__DIE__} = 'DEFAULT';    # Mason would make objects of its own of what we die with
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
    my $self = $class->_begin($operation);
    return ( RT::Extension::SecureExport::Plugin::DONE, $operation->{code}->( $self, $request ) )
        unless $operation->{writes};

    my $result;
    my $good = eval {
        $RT::Handle->BeginTransaction;
        $result = $operation->{code}->( $self, $request );
        1;
    };
    my $error = $@;
    $self->_roll_back( $error, $name ) unless $good;
    eval { $RT::Handle->Commit; 1 } or $self->_roll_back( $@, $name );
    $CHANGES++;
    return ( RT::Extension::SecureExport::Plugin::DONE, $result );
}

# What is remembered of assets, rights and settings may be this old (seconds) when only assets are asked for: several
# look-ups for one alert follow each other.
use constant OLDEST_MEMORY => 1;

my ( $last, $forgot ) = ( undef, 0 );

# Other processes changed RT since the last call, and RT remembers much.
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
    # ping() is one exchange; ConnectToDatabase asks for more each time.
    my $alive = $RT::Handle && eval { $RT::Handle->dbh && $RT::Handle->dbh->ping };
    $alive or eval { RT->ConnectToDatabase; 1 } or $class->later( "RT's database cannot be reached: " . _one_line($@) );
    $RT::Handle->ForceRollback if $RT::Handle->TransactionDepth;
    return $last if $last && $operation->{asks_assets} && abs( time - $forgot ) <= OLDEST_MEMORY;
    _forget();
    my $settings = eval { RT::Extension::SecureExport::Settings->load }
        or $class->later( "RT's database cannot be read: " . _one_line($@) );
    my $user = RT::CurrentUser->new;
    $user->LoadByName( $settings->user );
    $class->refuse( 'RT has no user ' . $settings->user . ': run rt-secure-export-setup' ) unless $user->id;
    return $last = bless { settings => $settings, user => $user }, $class;
}

# Dies with what the operation is to answer.
sub _roll_back {
    my ( $self, $error, $name ) = @_;
    # RT swallows the database's errors and says "could not create": a transaction that takes no more statements tells
    # that it was the database, which may do better next time, and not RT's rules.
    my $sound = eval { $RT::Handle->dbh->selectrow_array('SELECT 1') };
    eval { $RT::Handle->ForceRollback };
    die $error if $sound;
    my $why = ref $error eq 'HASH' ? $error->{say} : _one_line($error);
    $self->later("RT's database did not take it: $why");
}

sub settings { $_[0]{settings} }
sub user     { $_[0]{user} }

=head2 invalid, refuse, later SAY

End the operation.

=cut

sub invalid { die { code => RT::Extension::SecureExport::Plugin::INVALID, say => _one_line( $_[1] ) } }
sub refuse  { die { code => RT::Extension::SecureExport::Plugin::REFUSED, say => _one_line( $_[1] ) } }
sub later   { die { code => RT::Extension::SecureExport::Plugin::LATER,   say => _one_line( $_[1] ) } }

sub _one_line {
    my ($text) = @_;
    $text = "$text";
    $text =~ s/\s+at \S+ line \d+\.?\s*\z//;
    $text =~ s/[\p{Cc}\x{2028}\x{2029}]+/ /g;
    $text =~ s/^ +| +$//g;
    # Bytes count; four is the most that a character has.
    return substr $text, 0, 250;
}

=head2 text REQUEST, NAME

A text member without characters that no database takes.

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

A number of RT's, which came as text; undef when it can be none.

=cut

sub number {
    my ( $self, $request, $name ) = @_;
    my $text = $request->{$name};
    $self->invalid("$name is no text") if !defined $text || ref $text;
    return undef unless $text =~ /^[1-9][0-9]{0,9}\z/ && $text < 2**31;    # what RT's columns hold
    return $text;
}

=head2 queue

The queue that tickets are opened in, which need not be visible to our user. Refuses when there is none.

=cut

sub queue {
    my ($self) = @_;
    return $self->{queue} if $self->{queue};
    my $queue = RT::Queue->new( RT->SystemUser );
    $queue->Load( $self->settings->queue );
    $self->refuse( 'RT has no queue ' . $self->settings->queue ) if !$queue->id || $queue->Disabled;
    return $self->{queue} = $queue;
}

=head2 key_field, resource_field

The custom fields; the first refuses when it is missing, the second gives undef.

=cut

sub key_field {
    my ($self) = @_;
    return $self->_field( $self->settings->key_field, 'RT::Queue-RT::Ticket' )
        || $self->refuse( 'RT has no custom field "' . $self->settings->key_field . '": run rt-secure-export-setup' );
}

sub resource_field {
    my ($self) = @_;
    return undef unless length( $self->settings->resource_field // '' );
    return $self->_field( $self->settings->resource_field, 'RT::Catalog-RT::Asset' );
}

sub _field {
    my ( $self, $name, $type ) = @_;
    return $self->{fields}{$type} if exists $self->{fields}{$type};
    my $fields = RT::CustomFields->new( RT->SystemUser );
    $fields->Limit( FIELD => 'Name',       VALUE => $name, CASESENSITIVE => 0 );
    $fields->Limit( FIELD => 'LookupType', VALUE => $type );
    $fields->OrderBy( FIELD => 'id' );
    return $self->{fields}{$type} = $fields->First;
}

=head2 holders FIELD, TYPE, FOLD, VALUES...

Numbers of the objects whose custom field holds one of the values, the oldest first. Asks the table itself: RT's own
search for a field's value reads all values of that field on PostgreSQL. With FOLD, case does not matter, as far as the
database knows it.

=cut

sub holders {
    my ( $self, $field, $type, $fold, @values ) = @_;
    my ( $column, $place ) = $fold ? ( 'LOWER(Content)', 'LOWER(?)' ) : ( 'Content', '?' );
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
