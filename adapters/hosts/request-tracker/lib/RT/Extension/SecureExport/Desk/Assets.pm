# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk::Assets;

use strict;
use warnings;

=head1 NAME

RT::Extension::SecureExport::Desk::Assets - assets as configuration items

=head1 DESCRIPTION

An asset counts when it lies in one of the configured catalogs, its status is not an inactive one of its lifecycle
(recycled, stolen, deleted), and our user may see it.

=cut

# The plugin reads three: it needs to know none, one or several.
use constant MOST_ASSETS => 3;

=head2 find DESK, REQUEST

C<ci.find>.

=cut

sub find {
    my ( $desk, $request ) = @_;
    my $by    = $request->{by} // '';
    my $value = $desk->text( $request, 'value' );
    my @found;
    for my $id ( $by eq 'resource_id' ? _by_resource( $desk, $value ) : $by eq 'name' ? _by_name( $desk, $value )
        : $desk->invalid("assets cannot be looked for by '$by'") )
    {
        my $asset = usable( $desk, $id ) or next;
        push @found, _described( $desk, $asset );
        last if @found == MOST_ASSETS;
    }
    return { cis => \@found };
}

=head2 usable DESK, ID

The asset, or undef when it does not count.

=cut

sub usable {
    my ( $desk, $id ) = @_;
    my $asset = RT::Asset->new( $desk->user );
    $asset->Load($id);
    return undef unless $asset->id && $asset->CurrentUserCanSee;
    return undef unless _catalogs($desk)->{ $asset->__Value('Catalog') };
    return undef if $asset->LifecycleObj->IsInactive( $asset->__Value('Status') );
    return $asset;
}

# The configured catalogs by their number; once in an operation.
sub _catalogs {
    my ($desk) = @_;
    return $desk->{catalogs} if $desk->{catalogs};
    my %catalogs;
    for my $name ( $desk->settings->catalogs ) {
        my $catalog = RT::Catalog->new( RT->SystemUser );
        $catalog->Load($name);
        $catalogs{ $catalog->id } = $catalog if $catalog->id && !$catalog->Disabled;
    }
    return $desk->{catalogs} = \%catalogs;
}

sub _by_resource {
    my ( $desk, $value ) = @_;
    my $field = $desk->resource_field or return;
    # People paste resource ids from the portal: any case, with or without the slash at the end.
    $value =~ s{/+\z}{};
    my @found = $desk->holders( $field, 'RT::Asset', 1, $value, "$value/" );
    # Longer values stand in another column.
    push @found, _by_long_resource( $field, $value ) if length $value >= 250;
    return @found;
}

sub _by_long_resource {
    my ( $field, $value ) = @_;
    return @{
        $RT::Handle->dbh->selectcol_arrayref(
            'SELECT ObjectId FROM ObjectCustomFieldValues WHERE CustomField = ' . int( $field->id )
                . " AND ObjectType = 'RT::Asset' AND Disabled = 0 AND LOWER(LargeContent) IN (LOWER(?), LOWER(?))"
                . ' ORDER BY ObjectId LIMIT 50',
            undef, $value, "$value/"
        )
    };
}

# Asks the table itself: on SQLite, RT's own search compares names with case.
sub _by_name {
    my ( $desk, $value ) = @_;
    my @catalogs = keys %{ _catalogs($desk) } or return;
    return if length $value > 255;
    return @{
        $RT::Handle->dbh->selectcol_arrayref(
            'SELECT id FROM Assets WHERE LOWER(Name) = LOWER(?) AND Catalog IN ('
                . join( ', ', map {int} sort { $a <=> $b } @catalogs )
                . ') ORDER BY id LIMIT 50',
            undef, $value
        )
    };
}

sub _described {
    my ( $desk, $asset ) = @_;
    my $catalog = _catalogs($desk)->{ $asset->__Value('Catalog') };
    my $field = $desk->resource_field;
    my $resource = $field ? $asset->FirstCustomFieldValue( $field->id ) : undef;
    my %described = (
        id          => '' . $asset->id,
        name        => _line( $asset->Name, 255 ) || 'asset ' . $asset->id,
        class       => _line( $catalog->Name, 255 ),
        resource_id => _line( $resource, 2048 ),
    );
    return \%described;
}

# Without control characters, and within so many bytes.
sub _line {
    my ( $text, $most ) = @_;
    $text //= '';
    $text =~ s/[\p{Cc}\x{2028}\x{2029}]+/ /g;
    chop $text while length Encode::encode( 'UTF-8', $text ) > $most;
    return $text;
}

1;
