# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Settings;

use strict;
use warnings;

use JSON ();

=head1 NAME

RT::Extension::SecureExport::Settings - RT's side of the settings: files first, and what administrators chose over them

=head1 DESCRIPTION

What concerns Azure is a document in the extension's own database. Here is what concerns RT: queue, catalogs, statuses,
names. The page "Queue and catalogs" keeps its choices in an attribute of L<RT::System>, with its last changes: queues and
catalogs by their numbers, so that renaming one changes nothing. The setup keeps there which numbers the names in the files
had, for the same reason.

=cut

use constant ATTRIBUTE => 'SecureExport';

# Settings that the page can change; all others are set in files only.
my @CHOICES = qw(Queue Catalogs NoAssets ResolveStatus ReopenStatus);

# Older changes are in the log only.
use constant MOST_CHANGES => 50;

=head2 load

The settings in force, as an object; reads the database once.

=cut

sub load {
    my ($class) = @_;
    my %self = map { $_ => scalar RT->Config->Get("SecureExport$_") }
        qw(User Group Desk Queue NoAssets KeyField ResourceField ResolveStatus ReopenStatus);
    $self{Catalogs}   = [ RT->Config->Get('SecureExportCatalogs') ];
    $self{Priorities} = { RT->Config->Get('SecureExportPriorities') };
    my $chosen = _stored();
    for my $name (@CHOICES) {
        $self{$name} = $chosen->{$name} if defined $chosen->{$name};
    }
    $self{Known} = $chosen->{known} || {};
    return bless \%self, $class;
}

sub _stored {
    delete RT->System->{attributes};    # cached for the life of the process, which would hide changes by others
    my $attribute = RT->System->FirstAttribute(ATTRIBUTE);
    my $content = $attribute ? $attribute->Content : undef;
    return ref $content eq 'HASH' ? $content : {};
}

=head2 same_as OTHER

True when both have the same values.

=cut

sub same_as {
    my ( $self, $other ) = @_;
    my ( $mine, $theirs ) = map { JSON->new->canonical->encode( {%$_} ) } $self, $other;
    return $mine eq $theirs;
}

sub user           { $_[0]{User} }
sub group          { $_[0]{Group} }
sub desk           { $_[0]{Desk} }
sub queue          { $_[0]{Queue} }
sub catalogs       { @{ $_[0]{Catalogs} } }
sub no_assets      { $_[0]{NoAssets} ? 1 : 0 }
sub key_field      { $_[0]{KeyField} }
sub resource_field { $_[0]{ResourceField} }
sub resolve_status { $_[0]{ResolveStatus} }
sub reopen_status  { $_[0]{ReopenStatus} }

=head2 find_queue, find_catalogs

What the settings name, as RT's objects, seen by all; disabled ones too. Without C<id> where RT has none such. One that was
renamed since the last setup is found by its number.

=cut

sub find_queue { return $_[0]->_find( 'RT::Queue', $_[0]->queue ) }
sub find_catalogs { my ($self) = @_; return map { $self->_find( 'RT::Catalog', $_ ) } $self->catalogs }

sub _find {
    my ( $self, $class, $name ) = @_;
    my $object = $class->new( RT->SystemUser );
    $object->Load($name) if length( $name // '' );
    return $object if $object->id;
    my $known = $self->{Known}{$class}{ lc( $name // '' ) };
    $object->Load($known) if $known;
    return $object;
}

=head2 find_field NAME, TYPE

The custom field of that name and lookup type; a disabled one only when there is no other. undef when there is none.

=cut

sub find_field {
    my ( undef, $name, $type ) = @_;
    my $fields = RT::CustomFields->new( RT->SystemUser );
    $fields->FindAllRows;
    $fields->Limit( FIELD => 'Name',       VALUE => $name, CASESENSITIVE => 0 );
    $fields->Limit( FIELD => 'LookupType', VALUE => $type );
    $fields->OrderByCols( { FIELD => 'Disabled' }, { FIELD => 'id' } );
    return $fields->First;
}

=head2 remember_numbers

Stores the numbers of the queue and the catalogs of these settings.

=cut

sub remember_numbers {
    my ($self) = @_;
    my %known;
    for my $pair ( [ $self->queue, $self->find_queue ], map { [ $_, $self->_find( 'RT::Catalog', $_ ) ] } $self->catalogs ) {
        my ( $name, $object ) = @$pair;
        $known{ ref $object }{ lc $name } = $object->id if $object->id && $name !~ /^\d+\z/;
    }
    my $stored = _stored();
    my ( $old, $new ) = map { _flat($_) } $stored->{known} || {}, \%known;
    return if $old eq $new;
    $stored->{known} = \%known;
    _store($stored);
    $self->{Known} = \%known;
    return;
}

sub _flat {
    my ($known) = @_;
    return join "\n", map { my $kind = $_; map {"$kind $_ $known->{$kind}{$_}"} sort keys %{ $known->{$kind} } } sort keys %$known;
}

=head2 priority IMPACT, URGENCY

Both 1 to 3.

=cut

sub priority {
    my ( $self, $impact, $urgency ) = @_;
    return $self->{Priorities}{ $impact + $urgency - 1 } // 0;
}

=head2 choose WHO, CHOICES

Stores the choices and logs who changed what. Returns the changes as lines; none when nothing changed.

=cut

sub choose {
    my ( $class, $who, %chosen ) = @_;
    my $now    = $class->load;
    my $stored = _stored();
    my @changes;
    for my $name (@CHOICES) {
        next unless exists $chosen{$name};
        my ( $old, $new ) = map { join ', ', $now->_shown( $name, $_ ) } $now->{$name}, $chosen{$name};
        if ( $old eq $new ) {
            # It was set by name: the number stays valid when the object is renamed.
            $stored->{$name} = $chosen{$name} if defined $stored->{$name};
            next;
        }
        push @changes, "$name: '$old' became '$new'";
        $stored->{$name} = $chosen{$name};
    }
    return unless @changes;
    my $date = RT::Date->new( RT->SystemUser );
    $date->SetToNow;
    unshift @{ $stored->{changes} }, map { { at => $date->ISO, by => $who, what => $_ } } @changes;
    splice @{ $stored->{changes} }, MOST_CHANGES if @{ $stored->{changes} } > MOST_CHANGES;
    _store($stored);
    RT->Logger->info("Secure Export: $who changed $_") for @changes;
    return @changes;
}

# A value as shown in the history.
sub _shown {
    my ( $self, $name, $value ) = @_;
    my @values = ref $value ? @$value : $value // '';
    my $class  = { Queue => 'RT::Queue', Catalogs => 'RT::Catalog' }->{$name} or return @values;
    return map { my $object = $self->_find( $class, $_ ); $object->id ? $object->__Value('Name') : $_ } @values;
}

sub _store {
    my ($stored) = @_;
    my ( $ok, $message ) = RT->System->SetAttribute(
        Name        => ATTRIBUTE,
        Description => 'Choices of RT::Extension::SecureExport: queue and catalogs',
        Content     => $stored,
    );
    die "RT did not keep the choices: $message\n" unless $ok;
    return;
}

=head2 changes

The last changes made on the page, newest first: C<< {at, by, what} >>.

=cut

sub changes { @{ _stored()->{changes} || [] } }

=head2 data_dir, library_dir

Paths, absolute.

=cut

sub data_dir { RT->Config->Get('SecureExportDataDir') || "$RT::VarPath/secure-export" }

sub library_dir {
    my $set = RT->Config->Get('SecureExportLibraryDir');
    return $set if $set;
    ( my $dir = $INC{'RT/Extension/SecureExport/Settings.pm'} ) =~ s{/RT/Extension/SecureExport/Settings\.pm$}{};
    return "$dir/auto/RT/Extension/SecureExport";
}

1;
