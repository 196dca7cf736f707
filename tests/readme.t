#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the documents show of the program's output is what it prints: every block that starts with "$ bellwether" is run.
# REFRESH=1 puts in what is printed now (`make readme`).
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';
my $source  = $ENV{SOURCE} // '.';

sub slurp {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$handle>;
}

# The record that the documents look at: the demonstrations, as `make run` plays them.
my $folder = tempdir(CLEANUP => 1);
$ENV{BELLWETHER_STORE} = "$folder/record.db";
for my $one (['studio', 'studio-nine'], ['first-week', 'tilde-roe']) {
    system("cd '$source' && '$program' play examples/demonstration/$one->[0].jsonl --workspace $one->[1] >'$folder/out'") == 0
        or die "the demonstration $one->[0] does not play";
}

my $shown = 0;
for my $path ("$source/README.md", glob("$source/docs/*.md")) {
    (my $name = $path) =~ s{^\Q$source\E/}{};
    my $text = slurp($path);
    my $fresh = $text =~ s{(```console\n\$ bellwether ([^\n]*)\n)(.*?)(```\n)}{
        my ($head, $arguments, $old, $tail) = ($1, $2, $3, $4);
        my $new = `cd '$source' && '$program' $arguments`;
        $shown++;
        is($old, $new, "$name: bellwether $arguments") or diag('after a change that is meant: make readme')
            if !$ENV{REFRESH};
        $head . $new . $tail;
    }gesr;
    if ($ENV{REFRESH} && $fresh ne $text) {
        open my $handle, '>:raw', $path or die "$path: $!";
        print $handle $fresh;
        close $handle or die "$path: $!";
    }
}
ok($shown > 0, 'the documents show what the program prints');
done_testing();
