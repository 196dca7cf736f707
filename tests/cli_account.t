#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# Accounts looked after from the shell: what is printed, and what is refused with which exit status.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';
my $folder  = tempdir(CLEANUP => 1);

use constant { OK => 0, USAGE => 64, DATAERR => 65, NOINPUT => 66 };

delete $ENV{$_} for qw(BELLWETHER_STORE BELLWETHER_WORKSPACE BELLWETHER_PERSON);
$ENV{BELLWETHER_STORE} = "$folder/record.db";

sub read_file {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$handle> // '';
}

sub run {
    my @arguments = @_;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', "$folder/out";
        open STDERR, '>', "$folder/err";
        exec $program, @arguments or die "$program: $!";
    }
    waitpid $pid, 0;
    return ($? >> 8, read_file("$folder/out"), read_file("$folder/err"));
}

sub answer {
    my @arguments = @_;
    my ($status, $out, $err) = run('account', @arguments);
    is($status, OK, "account @arguments") or diag($err);
    return $out;
}

sub refused {
    my ($expected, $pattern, @arguments) = @_;
    my ($status, $out, $err) = run('account', @arguments);
    is($status, $expected, "account @arguments is refused with $expected");
    is($out, '', 'nothing on standard output');
    like($err, $pattern, 'and says why');
}

my $link = qr{/set-password/bwl_[A-Za-z0-9_-]{43}};

refused(NOINPUT, qr/record[.]db/, 'list');
run('open_workspace', '--as', 'ada', '--workspace', 'studio', '--name', 'Studio', '--your-name', 'Ada', '--currency',
    'EUR', '--zone', 'Europe/Berlin');
is(answer('list'), '', 'nobody yet');
like(answer('add', 'ada@example.org', '--person', 'ada'), qr/^$link\n$/, 'a path, and nothing else');
my $bob = decode_json(answer('add', 'Bob', '--json', '--clock', '2026-03-05T10:00:00Z'));
like($bob->{person}, qr/^u[0-9a-f]{24}$/, 'a newcomer has an id that says nothing');
like($bob->{path}, qr/^$link$/, 'and a link');
is($bob->{name}, 'Bob', 'under the name as it was typed');
is_deeply([map { (split /\t/)[0, 1] } split /\n/, answer('list')], ['ada@example.org', 'ada', 'Bob', $bob->{person}],
    'the list has both');
my $list = decode_json(answer('list', '--json'));
is($list->[1]{since}, '2026-03-05T10:00:00Z', 'and since when');
ok(!$list->[1]{has_password} && !$list->[1]{has_second_factor}, 'and that nothing was chosen yet');
like(answer('link', 'bob'), qr/^$link\n$/, 'another link, however the name is typed');
is(answer('sessions', 'bob'), '', 'signed in nowhere');
is(answer('sessions', 'bob', '--end'), '', 'and that can be ended');
is(answer('second-factor', 'bob', '--off'), '', 'a second factor that is not there can be taken away');
is(answer('remove', 'BOB'), '', 'removed without a word');
refused(NOINPUT, qr/Nobody signs in/, 'remove', 'bob');
refused(NOINPUT, qr/Nobody signs in/, 'link', 'bob');
refused(NOINPUT, qr/Nobody signs in/, 'sessions', 'bob');
refused(DATAERR, qr/signs in with this name already/, 'add', 'ADA@example.org');
refused(DATAERR, qr/has an account already/, 'add', 'eve', '--person', 'ada');
refused(DATAERR, qr/3 to 200 bytes/, 'add', 'ab');
refused(USAGE, qr/say add, link/, 'make', 'eve');
refused(USAGE, qr/whose account/, 'add');
refused(USAGE, qr/takes no name/, 'list', 'eve');
refused(USAGE, qr/--person goes with add/, 'link', 'ada@example.org', '--person', 'x');
refused(USAGE, qr/--end goes with sessions/, 'remove', 'ada@example.org', '--end');
refused(USAGE, qr/go together/, 'second-factor', 'ada@example.org');
refused(USAGE, qr/go together/, 'remove', 'ada@example.org', '--off');
refused(USAGE, qr/expected 1/, ());
like(answer('--help'), qr/second-factor NAME --off/, 'help');
unlike(read_file("$folder/record.db"), qr/example[.]org/i, 'no name is readable in the database');
done_testing();
