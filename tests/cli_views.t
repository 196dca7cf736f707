#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the views say to people at the command line: in plain words, with ids to act on, and what to do where there is
# nothing yet. The clock is given, so that every run is the same.
use strict;
use warnings;
use utf8;
use File::Temp qw(tempdir);
use Test::More;

my $program = "$ENV{BUILD}/bellwether";
my $folder = tempdir(CLEANUP => 1);
@ENV{qw(BELLWETHER_STORE BELLWETHER_WORKSPACE BELLWETHER_PERSON)} = ("$folder/record.db", 'studio', 'ada');
$ENV{LC_ALL} = 'C.UTF-8';
my $clock = '2026-01-05T09:00:00Z';

sub ask {
    my (@words) = @_;
    open my $pipe, '-|:utf8', $program, @words, '--clock', $clock or die "$program: $!";
    local $/;
    my $said = <$pipe> // '';
    close $pipe or fail("bellwether @words");
    $said =~ s/\s+\z//;
    return $said;
}

# The lines as one, so that wrapping does not matter.
sub says {
    my ($words, $expected, $what) = @_;
    (my $said = ask(@$words)) =~ s/\s+/ /g;
    like($said, $expected, $what);
}

ask(qw(open-workspace --name Studio --your-name Ada --currency EUR --zone Europe/Berlin --hour-worth 90),
    qw(--check-minutes 30));
says(['today'], qr/^Studio, 5 January 2026 Nothing waits for you\..*note-advice/, 'an empty day says what to do');
says(['partners'], qr/no partner yet.*add-partner/, 'no partners');
says(['direction'], qr/No direction is set.*set-direction.*add-goal/, 'no direction');
says(['skills'], qr/no skill yet.*add-skill/, 'no skills');
says(['portal'], qr/no partner of any business/, 'no portal');

my $skill = ask(qw(add-skill --name premises --stance partner));
my $partner = ask('add-partner', '--name', 'Hollow Oak');
my $engagement = ask('start-engagement', '--partner', $partner, '--skill', $skill, qw(--fee 450.50 --fee-months 1));
my $goal = ask('add-goal', '--name', 'Rent', '--measure', 'euros a month', qw(--baseline 3000 --target 2000),
    qw(--due-at 2026-12-31));
ask('change-engagement', '--engagement', $engagement, '--goals', $goal);
ask(qw(add-person --person ben --name-of-person Ben --role partner --partner), $partner);
my $brief = ask('ask', '--question', 'Which office?', '--engagements', $engagement,
    '--worked-if', 'everybody fits', qw(--know-by 2026-06-01 --stake 12000));
my $advice = ask(qw(advise --as ben --brief), $brief, '--option', 'The old mill', qw(--sure fairly));

says(['today'], qr/To decide - Hollow Oak: The old mill \[$advice\]/, 'what waits, with its id');
says([qw(partner --partner), $partner],
    qr/premises: no outcome known yet .*none yet \(it takes 5 known outcomes/, 'no statistic without its meaning');
ask(qw(open-advice --advice), $advice);
says([qw(advice --advice), $advice], qr/At stake: 12,000 EUR .*\d in 10, between \d and \d.*--shown \S+/,
    'an advice as it is decided on');
says([qw(brief --brief), $brief], qr/Which office\? \[$brief\].*Advice - Hollow Oak: The old mill \(fairly sure\)/, 'a brief');
says([qw(engagement --engagement), $engagement], qr/Fee: 450\.50 EUR every month Since: 5 January 2026/, 'terms');
says(['direction'], qr/from 3,000 to 2,000 by 31 December 2026; no reading yet, so nothing can be said \[$goal\]/, 'a new goal');
says([qw(portal --as ben)], qr/Studio \[studio\].*The old mill \(fairly sure\): waits for a decision \[$advice\]/, 'a portal');
says(['settings'], qr/Hour worth: 90 EUR Check minutes: 30.*Opened at: 5 January 2026$/, 'settings, in money and days as people write them');
says(['people'], qr/ben +Ben +partner .* 5 January 2026 /, 'people');
says([qw(search --words mill)], qr/advise \[$advice\].*option: The old mill/, 'search');
says([qw(search --words mil)], qr/Only whole words are found/, 'nothing found');
says([qw(journal --count 1)], qr{open_advice by Ada \[$advice\] More: --before \d+}, 'the journal');

# What was given out holds.
my ($entry) = $advice =~ /(\d+)/;
for my $file (['key', 'key'], ['receipt', qw(receipt --as ben --entry), $entry],
    ['journal', qw(export --format journal)]) {
    my ($name, @words) = @$file;
    open my $out, '>:utf8', "$folder/$name" or die $!;
    print $out ask(@words), "\n";
    close $out;
}
for my $name ('receipt', 'journal') {
    my $said = `$program verify --key $folder/key $folder/$name`;
    is($?, 0, "the $name holds");
    like($said, qr/holds/, '... and verify says so');
}
done_testing();
