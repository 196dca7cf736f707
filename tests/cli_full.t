#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# A full disk, on a small one made for it: what only reads says that too, where, and what to do; and nothing is lost.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';

use constant { OK => 0, IOERR => 74, KIB => 1024, ROOM_MIB => 2, PARTNERS_MOST => 2000 };

# In a namespace of its own, so that nobody else sees what is mounted there.
if (!$ENV{IN_OWN_NAMESPACE}) {
    my $as_root = $> == 0 ? '' : '--user --map-root-user';
    my $mounts = system("unshare $as_root --mount sh -c 'mount -t tmpfs -o size=1m tmpfs /mnt' >/dev/null 2>&1") == 0;
    plan skip_all => 'no small disk can be mounted here' if !$mounts;
    $ENV{IN_OWN_NAMESPACE} = 1;
    exec 'unshare', split(' ', $as_root), '--mount', $^X, $0 or die "unshare: $!";
}

my $folder = tempdir();
system("mount -t tmpfs -o size=@{[ROOM_MIB]}m tmpfs '$folder'") == 0 or die 'it could be mounted before';
@ENV{qw(BELLWETHER_STORE BELLWETHER_PERSON BELLWETHER_WORKSPACE)} = ("$folder/record.db", 'ada', 'studio');

sub run {
    my ($arguments) = @_;
    my $said = `'$program' $arguments 2>&1 </dev/null`;
    return ($? >> 8, $said);
}

# Fills it to the last byte.
sub fill {
    open my $file, '>:raw', "$folder/fill" or die $!;
    1 while syswrite $file, "\0" x KIB;
    close $file;
    return;
}

sub did {
    my ($arguments) = @_;
    my ($status, $said) = run($arguments);
    is($status, OK, $arguments) or diag($said);
    return $said;
}

did('open-workspace --name Studio --your-name Ada --currency EUR --zone UTC');
did('add-partner --name Elm');
fill();
for my $arguments ('partners', 'today', 'export', 'add-partner --name Fir', 'receipt --entry 1') {
    my ($status, $said) = run($arguments);
    is($status, IOERR, "$arguments on a full disk");
    like($said, qr/the disk of \Q$folder\E\/record\.db has no room left, and even reading takes a little/, '... says where');
    like($said, qr/Make room on the disk and try again; nothing that was acknowledged is lost/, '... and what to do');
}
unlink "$folder/fill";
like(did('partners'), qr/Elm/, 'with room again it is read');

my $kept = 0;
my ($status, $said) = (OK, '');
while ($status == OK && $kept < PARTNERS_MOST) {
    ($status, $said) = run("add-partner --name " . 'x' x 100 . $kept);
    $kept++ if $status == OK;
    fill() if $kept == 3;
}
is($status, IOERR, "after $kept writes the disk is full");
like($said, qr/no room left/, '... it says');
unlink "$folder/fill";
is(scalar(() = did('export --format journal') =~ /"kind":"add_partner"/g), $kept + 1, 'all that was acknowledged is there');

chdir '/';
system("umount '$folder'");
rmdir $folder;
done_testing();
