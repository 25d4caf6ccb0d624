#!/usr/bin/perl
# Looks at RT, and does in it what people do, through RT's own API as a user of its own: one JSON array [name, arguments]
# a line comes in, one JSON value a line goes out.  An operation that dies gives {"error": ...}.
use strict;
use warnings;

use lib '/usr/share/request-tracker5/lib';
use Encode ();
use JSON   ();
use MIME::Entity;
use RT;

RT->LoadConfig;
RT->Init;
my $json = JSON->new->utf8->canonical->allow_nonref;
my $me;
$| = 1;

while ( my $line = <STDIN> ) {
    my ( $name, @arguments ) = @{ $json->decode($line) };
    RT->ConnectToDatabase;
    RT::Principal->InvalidateACLCache;
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
    %RT::Ticket::MERGE_CACHE = ( effective => {}, merged => {} );
    RT::ObjectCustomFieldValues::ClearOCFVCache();
    my $code   = main->can("do_$name");
    my $result = eval { die "no operation $name\n" unless $code; $code->(@arguments) };
    print $json->encode( $@ ? { error => "$@" } : $result ), "\n";
}

sub good {
    my ( $ok, $message ) = @_;
    die( ( $message // 'no message' ) . "\n" ) unless $ok;
    return $ok;
}

# What the plugin would be told of an RT with this $WebURL.
sub do_public_endpoints {
    require RT::Extension::SecureExport::Plugin;
    return [ RT::Extension::SecureExport::Plugin->public_endpoints(@_) ];
}

# What the page "Queue and catalogs" has saved goes before the files.
sub do_forget_choice {
    delete RT->System->{attributes};
    my $attribute = RT->System->FirstAttribute('SecureExport') or return 1;
    my %stored = %{ $attribute->Content };
    my @choices = grep { exists $stored{$_} } qw(Queue Catalogs NoAssets ResolveStatus ReopenStatus) or return 1;
    delete @stored{@choices};
    return good( $attribute->SetContent( \%stored ) );
}

# A world for the tests: a queue, catalogs, people.
sub do_prepare {
    $me = RT::CurrentUser->new( RT->SystemUser );
    my $user = RT::User->new( RT->SystemUser );
    $user->Load('checker');
    unless ( $user->id ) {
        good( $user->Create( Name => 'checker', Privileged => 1 ) );
        good( $user->PrincipalObj->GrantRight( Right => 'SuperUser' ) );
    }
    $me = RT::CurrentUser->new;
    $me->LoadByName('checker');
    for my $queue (@_) {
        my $made = RT::Queue->new($me);
        $made->Load( $queue->{name} );
        good( $made->Create( Name => $queue->{name}, Lifecycle => $queue->{lifecycle} // 'default' ) ) unless $made->id;
    }
    for my $name ( 'Servers', 'Workplaces' ) {
        my $catalog = RT::Catalog->new($me);
        $catalog->Load($name);
        good( $catalog->Create( Name => $name ) ) unless $catalog->id;
    }
    return 1;
}

sub do_person {
    my ( $name, $password, @rights ) = @_;
    my $user = RT::User->new($me);
    # Names may hold what addresses may not.
    my $address = $name =~ /[^\w.-]/a ? '' : "$name\@example.com";
    good( $user->Create( Name => $name, Password => $password, Privileged => 1, EmailAddress => $address ) );
    good( $user->PrincipalObj->GrantRight( Right => $_ ) ) for @rights;
    return $user->id;
}

# What a person chose under "About me".
sub do_tastes {
    my ( $name, $language, $style ) = @_;
    my $user = RT::User->new($me);
    good( $user->Load($name) );
    good( $user->SetLang($language) ) if ( $user->Lang // '' ) ne $language;
    my $chosen = $user->Preferences( RT->System ) || {};
    good( $user->SetPreferences( RT->System, { %$chosen, WebDefaultStylesheet => $style } ) );
    return 1;
}

sub do_asset {
    my ( $name, $catalog, $resource, $status ) = @_;
    my $asset = RT::Asset->new($me);
    my $field = RT::CustomField->new($me);
    $field->LoadByName( Name => 'Azure resource ID', LookupType => 'RT::Catalog-RT::Asset' );
    my ( $id, $message ) = $asset->Create(
        Name => $name, Catalog => $catalog, Status => $status // 'in-use',
        defined $resource ? ( 'CustomField-' . $field->id => $resource ) : ()
    );
    good( $id, $message );
    return $id;
}

sub do_asset_status { my ( $id, $status ) = @_; return good( _asset($id)->SetStatus($status) ) }

sub _asset {
    my $asset = RT::Asset->new($me);
    $asset->Load( $_[0] );
    return $asset;
}

sub _ticket {
    my $ticket = RT::Ticket->new($me);
    $ticket->Load( $_[0] );
    die "no ticket $_[0]\n" unless $ticket->id;
    return $ticket;
}

sub _plain {
    my ($ticket) = @_;
    my @assets;
    my $links = $ticket->RefersTo;
    while ( my $link = $links->Next ) {
        push @assets, $1 + 0 if $link->Target =~ m{^asset://[^/]+/(\d+)$};
    }
    my ( @comments, @statuses );
    my $first = '';
    my $transactions = $ticket->Transactions;
    $transactions->OrderBy( FIELD => 'id' );
    while ( my $t = $transactions->Next ) {
        my $content = $t->ContentObj ? $t->ContentObj->Content : undef;
        push @comments, $content if $t->Type eq 'Comment';
        $first = $content // '' if $t->Type eq 'Create';
        push @statuses, $t->NewValue if $t->Type eq 'Status';
    }
    my $key = RT::CustomField->new($me);
    $key->LoadByName( Name => 'Azure alert key', LookupType => 'RT::Queue-RT::Ticket' );
    return {
        id => $ticket->id, subject => $ticket->Subject, status => $ticket->Status, priority => $ticket->Priority + 0,
        queue => $ticket->QueueObj->Name, creator => $ticket->CreatorObj->Name, assets => [ sort @assets ],
        comments => \@comments, statuses => \@statuses, content => $first,
        key => scalar $ticket->FirstCustomFieldValue( $key->id ), updated_by => $ticket->LastUpdatedByObj->Name,
        requestors => $ticket->RequestorAddresses,
    };
}

sub do_ticket { return _plain( _ticket( $_[0] ) ) }

# All that ever were in our queues, deleted and merged ones too.
sub do_tickets {
    my ($like) = @_;
    my $tickets = RT::Tickets->new($me);
    $tickets->{'allow_deleted_search'} = 1;
    $tickets->FromSQL( "Subject LIKE '" . $like =~ s/'/\\'/gr . "'" );
    $tickets->OrderBy( FIELD => 'id' );
    my @found;
    while ( my $ticket = $tickets->Next ) { push @found, _plain($ticket) }
    return \@found;
}

sub do_count_tickets { return RT->DatabaseHandle->dbh->selectrow_array('SELECT count(*) FROM Tickets') + 0 }

sub do_set_status { my ( $id, $status ) = @_; return good( _ticket($id)->SetStatus($status) ) }
sub do_set_priority { my ( $id, $priority ) = @_; return good( _ticket($id)->SetPriority($priority) ) }
sub do_user_enabled { my ( $name, $enabled ) = @_; my $u = RT::User->new($me); $u->Load($name);
    return good( $u->SetDisabled( $enabled ? 0 : 1 ) ) }
sub do_queue { my ( $name, $change, $value ) = @_; my $q = RT::Queue->new($me); $q->Load($name);
    return good( $change eq 'rename' ? $q->SetName($value) : $q->SetDisabled($value) ) }
sub do_group_enabled { my ( $name, $enabled ) = @_; my $g = RT::Group->new($me); $g->LoadUserDefinedGroup($name);
    return good( $g->SetDisabled( $enabled ? 0 : 1 ) ) }
sub _fields { my ($name) = @_; my $fields = RT::CustomFields->new($me); $fields->FindAllRows;
    $fields->Limit( FIELD => 'Name', VALUE => $name ); return @{ $fields->ItemsArrayRef } }
sub do_fields { my ($name) = @_; return [ map { { id => $_->id, disabled => $_->Disabled + 0 } } _fields($name) ] }
sub do_disable_field { my ($name) = @_; good( $_->SetDisabled(1) ) for _fields($name); return 1 }
sub do_drop_index { my ($name) = @_; RT->DatabaseHandle->dbh->do("DROP INDEX $name"); return 1 }
sub do_set_key { my ( $id, $key ) = @_; my $field = RT::CustomField->new($me);
    $field->LoadByName( Name => 'Azure alert key', LookupType => 'RT::Queue-RT::Ticket' );
    return good( _ticket($id)->AddCustomFieldValue( Field => $field->id, Value => $key ) ) }
sub do_merge { my ( $id, $into ) = @_; return good( _ticket($id)->MergeInto($into) ) }
sub do_depend { my ( $id, $on ) = @_; return good( _ticket($id)->AddLink( Type => 'DependsOn', Target => $on ) ) }
sub do_move { my ( $id, $queue ) = @_; return good( _ticket($id)->SetQueue($queue) ) }
sub do_refer { my ( $id, $asset ) = @_; return good( _ticket($id)->AddLink( Type => 'RefersTo', Target => "asset:$asset" ) ) }

sub do_open_ticket {
    my ( $queue, $subject ) = @_;
    my $ticket = RT::Ticket->new($me);
    my ( $id, undef, $message ) = $ticket->Create( Queue => $queue, Subject => $subject,
        MIMEObj => MIME::Entity->build( Type => 'text/plain', Data => ['by hand'] ) );
    good( $id, $message );
    return $id;
}

# Everything that the initialisation makes, counted.
sub do_counts {
    my %counts;
    my $dbh = RT->DatabaseHandle->dbh;
    $counts{$_} = $dbh->selectrow_array("SELECT count(*) FROM $_") + 0
        for qw(Users Groups GroupMembers CustomFields ObjectCustomFields ACL Queues Catalogs Attributes);
    return \%counts;
}

sub do_grant { my ( $user, $right ) = @_; my $u = RT::User->new($me); $u->Load($user);
    return good( $u->PrincipalObj->GrantRight( Right => $right ) ) }

sub _our_group { my $group = RT::Group->new($me); $group->LoadUserDefinedGroup('Secure Export'); return $group->PrincipalObj }

sub do_queue_right {
    my ( $what, $queue, $right ) = @_;
    my $q = RT::Queue->new($me);
    $q->Load($queue);
    return good( $what eq 'grant' ? _our_group()->GrantRight( Right => $right, Object => $q )
        : _our_group()->RevokeRight( Right => $right, Object => $q ) );
}

sub do_rights_of { my ($name) = @_;
    my $user = RT::User->new($me); $user->Load($name);
    my $dbh = RT->DatabaseHandle->dbh;
    return { password => $user->__Value('Password'), email => $user->EmailAddress, super => $user->HasRight( Right => 'SuperUser', Object => RT->System ) ? 1 : 0 };
}

# One operation of the desk itself, as the plugin calls it.
sub do_desk {
    my ( $operation, $request ) = @_;
    require RT::Extension::SecureExport::Desk;
    my ( $code, $answer ) = RT::Extension::SecureExport::Desk->call( $operation, $json->encode($request) );
    return { code => $code, answer => $json->decode($answer) };
}
