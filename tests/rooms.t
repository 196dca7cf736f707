#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# Which room may use which: every #include of ours under src/ is held against the arrows of docs/architecture.md.
use strict;
use warnings;
use File::Find;
use Test::More;

my $source = $ENV{SOURCE} // '.';

# A room that uses nothing of ours has an empty list; one that is not named here may not exist.
my %may_use = (
    trust   => [],
    journal => [],
    record  => [],
    store   => [qw(journal record)],
    actions => [qw(record trust journal store)],
    views   => [qw(record trust journal store)],
    identity => [qw(record journal store)],
    words    => [qw(record)],
    http    => [qw(record actions views identity pages)],
    cli     => [qw(actions views identity http pages words)],
    pages   => [qw(record actions views words)],
    reports => [qw(actions views)],
    post    => [qw(actions views)],
);

# The arrow that an include asks for, as [from, to]; undef where it stays in its room or leaves the project.
sub arrow_of {
    my ($file, $include) = @_;
    my ($from) = $file =~ m{^src/([^/]+)/} or return undef;
    my $path = $include;
    $path =~ s{^(\./|\.\./(src/)?)+}{};
    my ($to) = $path =~ m{^([^/]+)/};
    return undef if !defined $to || $to eq 'bellwether' || $to eq $from;
    return [$from, $to];
}

sub is_allowed {
    my ($arrow) = @_;
    my ($from, $to) = @$arrow;
    return grep { $_ eq $to } @{ $may_use{$from} // [] };
}

# The check can tell a wrong arrow from a right one.
is(arrow_of('src/trust/model.c', 'numeric.h'), undef, 'an include within the room is no arrow');
is(arrow_of('src/trust/model.c', 'bellwether/bellwether.h'), undef, 'the public header is open to every room');
ok(is_allowed(arrow_of('src/store/sqlite.c', 'journal/entry.h')), 'store may use journal');
ok(!is_allowed(arrow_of('src/trust/model.c', '../store/scope.h')), 'trust may not use store');
ok(!is_allowed(arrow_of('src/http/server.c', 'store/scope.h')), 'http may not reach past the views into the store');

my @files;
find({ no_chdir => 1, wanted => sub { push @files, $_ if /\.[ch]$/ } }, "$source/src");
my (@wrong, %seen);
for my $path (sort @files) {
    (my $file = $path) =~ s{^\Q$source\E/}{};
    my ($room) = $file =~ m{^src/([^/]+)/};
    $seen{ $room // '(none)' }++;
    open my $handle, '<', $path or die "$path: $!";
    while (my $line = <$handle>) {
        next unless $line =~ /^\s*#\s*include\s*"([^"]+)"/;
        my $arrow = arrow_of($file, $1) or next;
        push @wrong, "$file:$.: $arrow->[0] uses $arrow->[1]" unless is_allowed($arrow);
    }
}
ok(@files > 0, 'there are source files');
is_deeply([grep { !exists $may_use{$_} } sort keys %seen], [], 'every folder under src/ is a known room');
is_deeply(\@wrong, [], 'every include follows an arrow');
diag($_) for @wrong;
done_testing();
