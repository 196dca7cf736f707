#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the documents show of the program's output is what it prints: every block that starts with "$ bellwether" is run.
# REFRESH=1 puts in what is printed now (`make readme`).
use strict;
use warnings;
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';
my $source  = $ENV{SOURCE} // '.';

sub slurp {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$handle>;
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
