#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# The commands of docs/record.md, run as they stand there by a plain shell.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use Test::More;

my $build  = abs_path($ENV{BUILD} // 'build');
my $source = $ENV{SOURCE} // '.';
my $folder = tempdir(CLEANUP => 1);

open my $guide, '<', "$source/docs/record.md" or die "docs/record.md: $!";
my $text = do { local $/; <$guide> };
my @scripts = $text =~ /^```sh\n(.*?)^```$/msg;
is(scalar @scripts, 1, 'the guide has one script');

my @missing;
for my $verb ($text =~ /`([a-z]+(?:-[a-z]+)*)(?: [^`]*)?`/g) {
    next if $verb !~ /^(?:ask|advise|act|[a-z]+-[a-z]+|backup|restore|rebuild|refit)$/;
    system("'$build/bellwether' $verb --help >/dev/null 2>&1") == 0 or push @missing, $verb;
}
is_deeply(\@missing, [], 'every command that it names is there');

open my $script, '>', "$folder/script" or die $!;
print $script $scripts[0];
close $script;
$ENV{PATH} = "$build:$ENV{PATH}";
my $output = `cd '$folder' && sh -eu script 2>&1`;
is($?, 0, 'the script runs') or diag($output);
like($output, qr/The letting agent: Take the second floor/, 'today shows the advice');
like($output, qr/0 of 1 worked/, 'the road not taken counts for the advice');
ok(-s "$folder/receipt.json" && -d "$folder/copy" && -s "$folder/advice.csv", 'and leaves what it says');

done_testing();
