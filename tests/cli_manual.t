#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# The manual page and bash's completion: a public checker finds nothing wrong with the page, and both know every command
# and every option that --help knows.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';
my $folder  = tempdir(CLEANUP => 1);
delete $ENV{$_} for grep { /^BELLWETHER_/ } keys %ENV;
$ENV{LC_ALL} = 'C.UTF-8';

sub output_of {
    my ($command) = @_;
    my $text = `$command`;
    is($?, 0, $command =~ s/\Q$program\E/bellwether/r);
    return $text;
}

my @verbs = output_of("'$program' --help") =~ /^  ([a-z][a-z_-]+) /mg;
cmp_ok(scalar @verbs, '>', 70, 'the commands are listed');

# ---- The page --------------------------------------------------------------------------------------------------------

my $page = "$folder/bellwether.1";
output_of("'$program' manual >'$page'");
my @complaints = grep { !/missing date/ } `mandoc -T lint -W warning '$page' 2>&1`; # no date: the same page from every build
is_deeply(\@complaints, [], 'mandoc has nothing to warn of');
my $shown = output_of("mandoc -T utf8 -O width=1000 '$page' | col -b");
like($shown, qr/^NAME\n\s+bellwether - the record of/m, 'it begins with its name');
unlike($shown, qr/\.PP/, 'a paragraph begins where a line does');
like($shown, qr/"\$mill" stands for the id/, 'what a line begins with and what looks like a command stays as it is');

# ---- Completion ------------------------------------------------------------------------------------------------------

my $script = "$folder/completion";
output_of("'$program' completion >'$script'");

# What bash offers after these words, of which the last one is begun.
sub offered {
    my (@words) = @_;
    my $list = join ' ', map { "'$_'" } @words;
    my $last = $#words;
    return split /\n/, `bash -c "source '$script'; COMP_WORDS=($list); COMP_CWORD=$last; _bellwether; printf '%s\\n' \\"\\\${COMPREPLY[\@]}\\""`;
}

is_deeply([offered('bellwether', 'note-')], ['note-advice'], 'a command is completed');
is_deeply([offered('bellwether', 'decide', '--decision', '')], [qw(follow adapt override defer)], 'and the values of a choice');
is_deeply([grep { $_ ne '' } offered('bellwether', 'trust', '')], [], 'a file is left to bash');

my (@not_in_page, @not_offered);
for my $verb (@verbs) {
    my $typed = $verb =~ s/_/-/gr;
    my ($section) = $shown =~ /^   \Q$typed\E [^\n]*\n(.*?)(?=^   \S|^\S)/ms;
    my %offered = map { $_ => 1 } offered('bellwether', $typed, '--');
    for my $option (`'$program' $verb --help` =~ /^  (--[a-z-]+)/mg) {
        push @not_in_page, "$verb $option" if ($section // '') !~ /^\s+\Q$option\E\b/m;
        push @not_offered, "$verb $option" if !$offered{$option};
    }
}
is_deeply(\@not_in_page, [], 'every option of every command is on the page');
is_deeply(\@not_offered, [], 'and is offered');

done_testing;
