#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# A file that an option names is kept before the action that puts it to a thing, and forgotten where that is refused.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $folder = tempdir(CLEANUP => 1);
my $program = ($ENV{BUILD} // 'build') . '/bellwether';
$ENV{BELLWETHER_STORE} = "$folder/record.db";
$ENV{BELLWETHER_WORKSPACE} = 'studio';
$ENV{BELLWETHER_PERSON} = 'ada';

sub run {
    my (@words) = @_;
    my $command = join ' ', map { "'$_'" } $program, @words;
    my $output = `$command 2>&1`;
    return ($? >> 8, $output);
}

sub write_file {
    my ($name, $bytes, $filling) = @_;
    open my $file, '>', "$folder/$name" or die "$name: $!\n";
    print $file $filling x ($bytes / length $filling);
    close $file or die "$name: $!\n";
    return "$folder/$name";
}

# How many of the database's files hold the text.
sub holding {
    my ($text) = @_;
    my $count = 0;
    for my $path (glob "$folder/record.db*") {
        open my $file, '<:raw', $path or die "$path: $!\n";
        local $/;
        $count++ if index(<$file>, $text) >= 0;
    }
    return $count;
}

run(qw(open_workspace --name Studio --your-name Ada --currency EUR --zone UTC));
run(qw(add_goal --name Grow --measure orders --baseline 1 --target 2 --due-at 2190-01-01));
my $other = write_file('other.pdf', 1000, 'the first floor ');
my $plan = write_file('plan.pdf', 300_000, 'the ground floor ');
my ($status, $output) = run('attach', '--to', 'g2', '--file', $plan);
is("$status $output", "0 f3\n", 'a file is put to a goal');
ok(holding('the ground floor') > 0, 'and kept');

# ---- Fetched again ---------------------------------------------------------------------------------------------------

my $fetched = "$folder/fetched.pdf";
is(system("'$program' fetch f3 > '$fetched'"), 0, 'it is fetched by its id');
is(system('cmp', '-s', $plan, $fetched), 0, 'to the byte');
($status, $output) = run('fetch', 'f99');
is("$status $output", "66 bellwether fetch: There is no file f99 here, or it was erased. Look up its id where it was put.\n",
    'one that is not there');
($status) = run('fetch', 'f3 OR 1');
is($status, 66, 'nonsense');
run(qw(add_partner --name Elm));
run(qw(add_person --person eli --name-of-person Eli --role partner --partner p4));
($status, $output) = run('fetch', 'f3', '--as', 'eli');
is($status, 66, 'a partner fetches nothing that was not put to something of theirs');
unlike($output, qr/ground floor/, 'not a word');
# What is put to a question to several is for each of them.
sub made { return (split /\n/, (run(@_))[1])[0] }
my $skill = made(qw(add_skill --name law --stance partner));
my @engaged = (made(qw(start_engagement --partner p4 --skill), $skill),
    made(qw(start_engagement --skill), $skill, '--partner', made(qw(add_partner --name Fir))));
my $brief = made('ask', '--question', 'Sue?', qw(--know-by 2190-06-01 --worked-if yes), map { ('--engagements', $_) } @engaged);
my $shared = made('attach', '--to', $brief, '--file', $other);
is(system("'$program' fetch $shared --as eli > '$fetched'"), 0, 'a partner who was asked with others fetches it');
is(system('cmp', '-s', $other, $fetched), 0, 'as it is');
run('erase_file', '--file', $shared);
($status) = run('fetch', 'f3', '--as', 'nobody');
isnt($status, 0, 'nor does a stranger');

($status, $output) = run('attach', '--to', 'g99', '--file', $other);
is($status, 66, 'there is no such goal');
is(holding('the first floor'), 0, 'and nothing of the file is left');

($status, $output) = run('attach', '--to', 'g99', '--file', $plan);
ok(holding('the ground floor') > 0, 'what is put to something stays, though it was refused elsewhere');

write_file('most.txt', 20 * 1024 * 1024, '0123456789abcdef');
($status) = run('attach', '--to', 'g2', '--file', "$folder/most.txt");
is($status, 0, 'a file of 20 MiB');
write_file('more.txt', 20 * 1024 * 1024 + 1, 'x');
($status, $output) = run('attach', '--to', 'g2', '--file', "$folder/more.txt");
is($status, 65, 'and one byte more is refused');
like($output, qr/^bellwether attach: file: A file has at most 20971520 bytes/, 'with the bound');
($status, $output) = run('attach', '--to', 'g2', '--file', "$folder/none.txt");
is($status, 66, 'a file that is not there');
($status) = run('attach', '--to', 'g2', '--file', $plan, '--file', $other);
is($status, 64, 'two files');

($status) = run(qw(erase_file --file f3));
is($status, 0, 'a file is erased');
($status) = run('fetch', 'f3');
is($status, 66, 'and fetched no more');
is(holding('the ground floor'), 0, 'and gone from every file of the database');
done_testing;
