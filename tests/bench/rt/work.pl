#!/usr/bin/perl
# Our work for an alert beside RT's own for the same ticket, in one process and in turns: RT alone opens (later: comments on
# and resolves) so many tickets, then the plugin's pump does, and so on.  Prints one JSON object.
#
#     work.pl BLOCKS SIZE open|resolve
use strict;
use warnings;

use lib '/usr/share/request-tracker5/lib';
use Encode ();
use JSON   ();
use MIME::Entity;
use RT;
use Time::HiRes ();

RT->LoadConfig;
RT->Init;
require RT::Extension::SecureExport::Plugin;
require RT::Extension::SecureExport::Desk;
my ( $blocks, $size, $what ) = @ARGV;
my $user = RT::CurrentUser->new;
$user->LoadByName('secure-export');
my $field = RT::CustomField->new( RT->SystemUser );
$field->LoadByName( Name => 'Azure alert key', LookupType => 'RT::Queue-RT::Ticket' );
my $assets = RT::Assets->new( RT->SystemUser );
$assets->UnLimit;
my $asset  = $assets->First->id;
my $plugin = RT::Extension::SecureExport::Plugin->instance;
my $serial = 0;
my $text   = join "\n", map {"Line $_ of a description as an alert has it: Percentage CPU (Average) GreaterThan 90"} 1 .. 16;

sub mime { MIME::Entity->build( Type => 'text/plain', Charset => 'UTF-8', Data => [ Encode::encode( 'UTF-8', $_[0] ) ] ) }

# What RT does after each request in its web server.
sub clean { RT::Principal->InvalidateACLCache; DBIx::SearchBuilder::Record::Cachable->FlushCache; RT::ObjectCustomFieldValues::ClearOCFVCache() }

sub rt_opens {
    clean();
    my $ticket = RT::Ticket->new($user);
    my ($id) = $ticket->Create( Queue => 'Azure', Subject => '[Sev1] CPU above 90 percent on web-01', Priority => 80,
        InitialPriority => 80, 'CustomField-' . $field->id => sprintf( 'alone-%d-%d', $$, $serial++ ),
        RefersTo => ["asset:$asset"], MIMEObj => mime($text) );
    die "no ticket\n" unless $id;
    return $id;
}

sub rt_resolves {
    my ($id) = @_;
    clean();
    my $ticket = RT::Ticket->new($user);
    $ticket->Load($id);
    $ticket->Comment( MIMEObj => mime('Azure Monitor: condition resolved 2026-03-01 10:25:00 UTC') );
    my ($ok) = $ticket->SetStatus('resolved');
    die "not resolved\n" unless $ok;
}

sub cost {
    my ($code) = @_;
    my ( $wall, $cpu ) = ( Time::HiRes::time(), ( times )[0] + ( times )[1] );
    $code->();
    return { wall => Time::HiRes::time() - $wall, cpu => ( times )[0] + ( times )[1] - $cpu };
}

my ( %rt, %ours );
my @opened = $what eq 'resolve' ? map { rt_opens() } 1 .. ( $blocks + 1 ) * $size : ();
for my $block ( 0 .. $blocks ) {
    my $alone = cost( sub { for ( 1 .. $size ) { $what eq 'open' ? rt_opens() : rt_resolves( shift @opened ) } } );
    my $with  = cost(
        sub {
            my $end = $RT::Extension::SecureExport::Desk::CHANGES + $size;
            while ( $RT::Extension::SecureExport::Desk::CHANGES < $end ) {
                my $before = $RT::Extension::SecureExport::Desk::CHANGES;
                $plugin->pump( 1, 1 );
                die "nothing left to do\n" if $RT::Extension::SecureExport::Desk::CHANGES == $before && $before && !$plugin->pump( 1, 1 );
            }
        }
    );
    next unless $block;    # the first warms up
    push @{ $rt{$_} },   $alone->{$_} / $size * 1000 for qw(wall cpu);
    push @{ $ours{$_} }, $with->{$_} / $size * 1000  for qw(wall cpu);
}

sub median { my @s = sort { $a <=> $b } @_; return $s[ @s / 2 ] }
print JSON->new->canonical->encode(
    { map { ( "rt_${_}_ms" => median( @{ $rt{$_} } ), "ours_${_}_ms" => median( @{ $ours{$_} } ) ) } qw(wall cpu) } ), "\n";
$plugin->shut;
