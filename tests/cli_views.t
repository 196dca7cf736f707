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
our $clock = '2026-01-05T09:00:00Z';

sub ask {
    my (@words) = @_;
    open my $pipe, '-|:utf8', $program, @words, '--clock', $clock or die "$program: $!";
    local $/;
    my $said = <$pipe> // '';
    close $pipe or fail("bellwether @words");
    $said =~ s/\s+\z//;
    return $said;
}

sub write_to {
    my ($name, $text) = @_;
    open my $file, '>', "$folder/$name" or die $!;
    print $file $text;
    close $file;
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
ask(qw(seal-own-view --on), $brief, '--option', 'Share a hall');
my $advice = ask(qw(advise --as ben --brief), $brief, '--option', 'The old mill', qw(--sure fairly));

says(['today'], qr/To decide - Hollow Oak: The old mill \(Which office\?\) \[$advice\]/, 'what waits, with its id');
ask(qw(ask --engagements), $engagement, '--question', 'And where to park?', qw(--know-by 2026-06-01 --worked-if), 'it is near',
    qw(--decide-by 2026-01-06));
says(['today'], qr/To decide - /, 'what is to be decided is told before its day');
{
    local $clock = '2026-01-09';
    says(['today'], qr/Nobody has answered - And where to park\?, to decide by 6 January 2026 \(3 days late\) \[b\d+\]/,
    'a question on which nobody advised, once its day has passed');
}
unlike(ask('today'), qr/Nobody has answered/, 'and not before');
says([qw(partner --partner), $partner],
    qr/premises: no outcome known yet .*none yet \(it takes 5 known outcomes/, 'no statistic without its meaning');
ask(qw(open-advice --advice), $advice);
says([qw(advice --advice), $advice], qr/At stake: 12,000 EUR .*\d in 10, between \d and \d.*--shown \S+/,
    'an advice as it is decided on');
says([qw(advice --advice), $advice], qr/earlier advice of others on this question: none/, 'what others said before');
says([qw(brief --brief), $brief], qr/Which office\? \[$brief\].*Advice - Hollow Oak: The old mill \(fairly sure\)/, 'a brief');
says([qw(engagement --engagement), $engagement], qr/\[$goal\]/, 'the goal that it serves');
says([qw(engagement --engagement), $engagement], qr/Fee: 450\.50 EUR every month Since: 5 January 2026/, 'terms');
says(['direction'], qr/from 3,000 to 2,000 by 31 December 2026; no reading yet, so nothing can be said \[$goal\]/, 'a new goal');
says([qw(portal --as ben)], qr/Studio \[studio\].*The old mill \(fairly sure\): waits for a decision \[$advice\]/, 'a portal');
says(['settings'], qr/Hour worth: 90 EUR Check minutes: 30.*Opened at: 5 January 2026$/, 'settings, in money and days as people write them');
says(['people'], qr/ben +Ben +partner .* 5 January 2026 /, 'people');
says([qw(search --words mill)], qr/advise \[$advice\].*option: The old mill/, 'search');
says([qw(search --words mil)], qr/Only whole words are found/, 'nothing found');
says([qw(journal --count 1)], qr{open_advice by Ada \[$advice\] - Advice: $advice More: --before \d+}, 'the journal');

ask(qw(record-reading --goal), $goal, '--value', $_->[0], '--read-at', $_->[1])
    for ['2950', '2026-01-02T09:00:00Z'], ['2900', '2026-01-04T09:00:00Z'];
says(['direction'], qr/\[$goal\] last measured: 2,900 on 4 January 2026, 2,950 on 2 January 2026/, 'its last readings');

# ---- What was decided, and what came of it ---------------------------------------------------------------------------

sub shown { # the snapshot that an advice's view gives out
    my ($about) = @_;
    return (ask(qw(advice --advice), $about) =~ /--shown (\S+)/)[0];
}

ask(qw(add-contact --partner), $partner, '--name', 'Olive Oak', qw(--mail olive@oak.example --phone), '+49 30 1234');
says([qw(advice --advice), $advice], qr/What it risks to go against it - their record here: no outcome known yet/,
    'the risks have a heading of their own');
ask(qw(decide --decision override --acknowledged yes --advice), $advice, '--reason', 'Too far', '--option', 'Stay put',
    '--shown', shown($advice));
my $objection = ask(qw(reply-to-override --as ben --advice), $advice, '--words', 'It is ten minutes');
my $answer = ask(qw(reply --answers), $objection, '--words', 'By car only');
my ($overridden) = ask(qw(advice --advice), $advice) =~ /overridden;.*?\[entry\s(\d+)\]/s;
says([qw(advice --advice), $advice], qr/What was decided - 5 January 2026, Ada: overridden; instead: Stay put; because: Too far; the risks were shown and accepted\. What was known then: the advice works in \d in 10, between \d and \d; the own view in \d+ in 10, between \d+ and \d+ \[entry \d+\]/,
    'what was done instead, why, and what was known then');
says([qw(advice --advice), $advice], qr/Ben, the partner's: It is ten minutes \(reply to the decision, 5 January 2026\) \[$objection\] - Ada: By car only \(answer to $objection, 5 January 2026\) \[$answer\]/,
    'a reply to the decision, and the answer to it');
says([qw(portal --as ben)], qr/Answers to you - By car only \(to $objection on $advice, 5 January 2026\) \[$answer\]/,
    'and the partner is told of it');

$clock = '2026-01-07T09:00:00Z';
ask(qw(decide --decision adapt --corrects yes --advice), $advice, '--reason', 'Half of it', '--option', 'The mill, half',
    '--shown', shown($advice));
says([qw(advice --advice), $advice], qr/overridden; instead: Stay put; .*corrected on 7 January 2026 by entry (\d+)\..* - 7 January 2026, Ada: followed in part; instead: The mill, half; because: Half of it; corrects entry $overridden, before: overridden.* \[entry \1\]/,
    'a correction stands beside what it corrects');
like(`$program decide --decision defer --corrects yes --advice $advice --shown \Q@{[shown($advice)]}\E --clock $clock 2>&1`,
    qr/This advice was decided on: it can't be put off any more\. To correct the decision on record, follow, adapt or override\./,
    'what was decided is put off no more');
ask(qw(report-outcome --as ben --worked), '50 %', '--advice', $advice, qw(--money 120));
says([qw(advice --advice), $advice], qr/How it turned out - what was done, the partner says: .* Only the partner has told so far\./,
    'and whose word it is alone');
ask(qw(report-outcome --worked), '100 %', '--advice', $advice, qw(--story), 'All have a desk');
says([qw(advice --advice), $advice], qr/The two of you tell it differently; your next review is to speak of it\./, 'or that they differ');
says([qw(engagement --engagement), $engagement], qr/To talk about: .* - The old mill: the business says 100 %, the partner 50 % \[$advice\]/,
    'which is listed for the review');
ask(qw(report-outcome --as ben --road advice --worked), '0 %', '--advice', $advice);
ask(qw(report-outcome --road own_view --worked), '0 %', '--advice', $advice);
says([qw(advice --advice), $advice], qr/How it turned out - what was done, the business says: it worked; known on 7 January 2026; All have a desk \[entry \d+\] - what was done, the partner says: it worked to 50 %; known on 7 January 2026; 120 EUR \[entry \d+\] - the advice, had it been followed, the partner says: it did not work; known on 7 January 2026 \[entry \d+\] - the own view, had it been taken, the business says: it did not work;/,
    'every road, and who told of it');
unlike(ask(qw(advice --as ben --advice), $advice), qr/own view/, 'but the own view is told to no partner');
says([qw(advice --as ben --advice), $advice], qr/Given: 5 January 2026 \[entry \d+\].*The proof of an entry: bellwether receipt --entry (\d+)/,
    'the entries by which a receipt is asked for');

like(`$program note-advice --know-by 2026-03-01 --partner $partner --option 'Buy a van' --clock $clock 2>&1 >/dev/null`,
    qr{the last line is a secret for the partner.*/confirm/WORKSPACE/SECRET.*confirm-advice --secret}, 'what the secret is for');

says([qw(partner --partner), $partner], qr/heard: you followed 0\.5 of 1 piece of advice of theirs -/, 'one is no plural');
says([qw(advice --advice), $advice], qr/- you followed 0\.5 of 1 piece of advice of theirs; following was the better choice: /,
    'nor where it is decided on');
unlike(ask(qw(partner --partner), $partner), qr/sure” is worth/, 'of a road not taken nothing by their word alone');
ask(qw(report-outcome --road advice --worked), '0 %', '--advice', $advice);
says([qw(partner --partner), $partner], qr/What their “sure” is worth - Fairly sure: 0 of 1 came true \(\d in 10, between \d and \d+\)/,
    'what their confidence was worth');
says([qw(portal --as ben)], qr/What your “sure” is worth - Fairly sure: 0 of 1 came true \(/, 'and they are told so, too');

# Noted by the business, and gone against without naming anything else.
my ($noted) = split /\n/, ask(qw(note-advice --know-by 2026-03-01 --partner), $partner, '--option', 'Sell the van');
says([qw(advice --advice), $noted], qr/Where it comes from: written down by the business; the partner has not confirmed it yet/,
    'noted advice says so');
like(`$program decide --decision defer --advice $noted --option Other --shown \Q@{[shown($noted)]}\E --clock $clock 2>&1`,
    qr/A decision that is put off has no other option yet/, 'why an option is refused');
ask(qw(decide --decision override --acknowledged yes --advice), $noted, '--reason', 'We need it', '--shown', shown($noted));
ask(qw(report-outcome --worked), '100 %', '--advice', $noted);
says([qw(partner --partner), $partner], qr/- Sell the van: overridden, because: We need it; what was done instead worked; written down by the business, not confirmed yet \[$noted\]/,
    'an override that names no other option');
unlike(ask(qw(advice --advice), $noted), qr/instead: *;|: ;/, 'nothing empty stands for it');

# ---- Engagements, people, freedom ------------------------------------------------------------------------------------

says([qw(partner --partner), $partner], qr/Whom to reach - Olive Oak, olive\@oak\.example, \+49 30 1234 \[c\d+\]/, 'whom to reach');
says([qw(partner --partner), $partner], qr/Engagements - premises; 450\.50 EUR every month; since 5 January 2026 \[$engagement\]/,
    "the engagement's id, for what is to be done next");
says([qw(portal --as ben)], qr/What you do for them - premises; .* \[$engagement\] Your mandate - none: you advise, the business decides/,
    'the partner sees it, too, and that nothing is granted');
my $mandate = ask(qw(grant-mandate --level act_within --limit 500 --expires-at 2026-12-31 --engagement), $engagement);
says([qw(portal --as ben)], qr/Your mandate - $engagement: you decide alone up to 500 EUR, .*until 31 December 2026 \[$mandate\]/,
    'mandate and limit in force');
ask(qw(record-fee --amount 100 --paid-at 2026-01-06 --note survey --engagement), $engagement);
says([qw(engagement --engagement), $engagement], qr/Fees paid - 6 January 2026, 100 EUR: survey/, 'single fees');
my $review = ask(qw(open-review --due-at 2026-01-10 --engagement), $engagement);
my @marks = (qw(give-review --answers 4 --facts 3 --speed 2 --worth 5 --review), $review, '--words');
ask(@marks, 'Clear and kind', '--as', 'ben');
unlike(ask(qw(engagement --engagement), $engagement), qr/Clear and kind/, "the other side's answers stay shut before one's own");
ask(@marks, 'Good work');
for my $reader ('ada', 'ben') {
    says([qw(engagement --engagement), $engagement, '--as', $reader], qr/due 10 January 2026, open \[$review\] - the business says: answers 4, facts 3, speed 2, worth 5 of 5; Good work - the partner says: .*; Clear and kind/,
        "and are both there afterwards, for $reader");
}

# ---- What both sides agreed on -----------------------------------------------------------------------------------------

ask(qw(change-engagement --gain-share), '5 %', '--gain-goal', $goal, qw(--notice-days 30 --review-months 3 --engagement), $engagement);
my $done = ask('add-task', '--title', 'Old sign', '--engagement', $engagement);
ask(qw(finish-task --task), $done);
ask('add-task', '--title', 'New sign', qw(--due-at 2026-02-03 --engagement), $engagement);
write_to('plan.txt', 'a plan');
my $file = ask('attach', '--to', $engagement, '--file', "$folder/plan.txt", '--name', 'The plan');
my $smaller = ask(qw(change-mandate --budget 900 --period-days 30 --check-one-in 1 --mandate), $mandate, '--words', 'Not all at once');
my $acted = ask(qw(act --as ben --stake 100 --cost 250 --know-by 2026-05-01 --option Chairs --worked-if), 'we sit well');
ask(qw(close-review --review), $review, '--words', 'We meet monthly');
for my $reader ('ada', 'ben') {
    my @reading = (qw(engagement --engagement), $engagement, '--as', $reader);
    says(\@reading, qr/Share of the gain: 5 % \(of the goal Rent \[$goal\]\).*Notice: 30 days Reviews: every 3 months/, "all terms, for $reader");
    says(\@reading, qr/900 EUR in 30 days at most \(650 EUR left until 6 February 2026\),.*\(in force\) \[$smaller\] said with it: Not all at once/,
        '... what is left of a budget, and what was said');
    says(\@reading, qr/\(changed on 7 January 2026: $smaller took its place\) \[$mandate\]/, '... what a mandate became');
    says(\@reading, qr/New sign; due 3 February 2026 .* Old sign; done on 7 January 2026/, '... what became of tasks');
    says(\@reading, qr/closed 7 January 2026 \[$review\] agreed: We meet monthly/, '... what a review came to');
    says(\@reading, qr/Files - The plan \[$file\]/, '... and its files');
}
my $put_to = ask('ask', '--question', 'Which chairs?', '--engagements', $engagement, qw(--know-by 2026-05-01 --worked-if), 'all sit');
my $plan = ask('attach', '--to', $put_to, '--file', "$folder/plan.txt", '--name', 'The hall');
says([qw(brief --brief), $put_to, '--as', $_], qr/Files - The hall \[$plan\]/, "the files of a brief, for $_") for 'ada', 'ben';
ask(qw(change-engagement --gain-share), '7.5 %', '--gain-goal', $goal, '--engagement', $engagement);
says([qw(engagement --engagement), $engagement], qr/Share of the gain: 7\.5 % \(/, 'what was agreed, to the last decimal');
says([qw(portal --as ben)], qr/\(650 EUR left until 6 February 2026\)/, 'what is left is on the portal, too');
says([qw(advice --advice), $acted], qr/Spent of the budget: 250 EUR Check: drawn for a check, and not looked at yet/, 'what a decision spent');
ask(qw(check-act --verdict sound --advice), $acted);
says([qw(advice --as ben --advice), $acted], qr/Check: it was sound/, 'and what its check came to');
ask(qw(revoke-mandate --mandate), $smaller, '--words', 'We do it ourselves again');
says([qw(engagement --as ben --engagement), $engagement],
    qr/\(taken back on 7 January 2026\) \[$smaller\] said with it: Not all at once said when it was taken back: We do it ourselves again/,
    'why it was taken back');
sub refused_as {
    my ($who, $mandate) = @_;
    return scalar `$program change-mandate --mandate $mandate --limit 1 --as $who --clock $clock 2>&1`;
}
like(refused_as('ada', $mandate), qr/was taken back\. Grant a new one\./, 'an owner is told what an owner can do');
like(refused_as('ben', $mandate), qr/was taken back\. Give your advice instead\./, 'and a partner what they can');
my $renewed = ask(qw(grant-mandate --level act_within --limit 5 --budget 5 --period-days 7 --expires-at 2026-03-31 --engagement), $engagement);
for my $who ('ada', 'ben') {
    like(refused_as($who, $mandate), qr/was taken back; the one that holds now is $renewed\. Name that one instead\./, 'or which one holds');
}
my $priced = ask('ask', '--question', 'Which van?', '--engagements', $engagement, '--worked-if', 'it runs', qw(--know-by 2026-06-01),
    qw(--budget 8000 --stake 500 --goal), $goal);
says([qw(brief --brief), $priced], qr/Budget: 8,000 EUR At stake: 500 EUR Serves the goal: Rent \[$goal\]/, 'the bounds of a question');
unlike(ask(qw(brief --as ben --brief), $priced), qr/At stake/, 'a partner is not told the stake');

# ---- Days where the business is --------------------------------------------------------------------------------------

{
    my @there = (qw(--workspace york));
    my $before = $clock;
    $clock = '2026-05-01T15:00:00Z';
    ask(qw(open-workspace --name York --your-name Ada --currency USD --zone America/New_York), @there);
    my $skill = ask(qw(add-skill --name web --stance partner), @there);
    my $partner = ask(qw(add-partner --name Elm), @there);
    my $engagement = ask('start-engagement', '--partner', $partner, '--skill', $skill,
        qw(--begins-at 2026-04-01 --renews-at 2027-01-01), @there);
    ask(qw(add-task --title Logo --due-at 2026-05-10 --engagement), $engagement, @there);
    says([qw(engagement --engagement), $engagement, @there], qr/Of 1 task or piece of advice, 0 % served a goal\./, 'one is no plural');
    ask(qw(grant-mandate --level advise --expires-at 2026-07-31 --engagement), $engagement, @there);
    my $goal = ask(qw(add-goal --name Rent --measure dollars --baseline 3 --target 2 --due-at 2026-12-31), @there);
    says(['direction', @there], qr/by 31 December 2026 \[$goal\]|by 31 December 2026;/, 'a date is shown as it was given');
    says([qw(engagement --engagement), $engagement, @there],
        qr/Since: 1 April 2026 Renews: 1 January 2027.*until 31 July 2026/, 'its beginning and its end, too');
    $clock = '2026-05-10T03:00:00Z'; # the evening before, in New York
    unlike(ask('today', @there), qr/Logo/, 'what is due tomorrow is not due');
    $clock = '2026-05-10T13:00:00Z';
    says(['today', @there], qr/Tasks due - Elm: Logo, due 10 May 2026/, 'it is on its day');
    unlike(ask('today', @there), qr/and more/, 'and there is no more');
    ask(qw(add-task --title Shirts --due-at 2026-05-10 --engagement), $engagement, @there) for 1 .. 20;
    says(['today', @there], qr/Shirts, due 10 May 2026 \(today\) \[t\d+\] and more/, 'a list that was cut says so');
    like(ask('add-task', '--help'), qr/A DATE without a time of day \(2026-12-31\) is that day where the business is/,
        'the help says which moment a date is');
    for my $command (qw(today add-task refit serve import export account)) {
        like(scalar `$program $command --help`, qr/take it to be this time\s+\(UTC, unless it says its zone\)/, "$command says in which zone --clock is read");
    }
    like(scalar `$program play --help`, qr/of lines without a clock\s+\(UTC, unless it says its zone\)/, 'play, too');
    unlike(ask('finish-task', '--help'), qr/without a time of day/, 'where one is asked for');
    $clock = $before;
}

# ---- Goals -----------------------------------------------------------------------------------------------------------

{
    my @there = (qw(--workspace hill));
    my $before = $clock;
    $clock = '2026-01-05T09:00:00Z';
    ask(qw(open-workspace --name Hill --your-name Ada --currency EUR --zone UTC), @there);
    my $goal = ask(qw(add-goal --name Sales --measure euros --baseline 987654 --target 1234567 --due-at 2026-03-31), @there);
    $clock = '2026-02-05T09:00:00Z';
    ask(qw(record-reading --goal), $goal, '--value', $_->[0], '--read-at', $_->[1], @there)
        for ['249999', '2026-02-01T09:00:00Z'], ['12345.678', '2026-02-02T09:00:00Z'], ['10.25', '2026-02-03T09:00:00Z'];
    says(['direction', @there], qr/from 987,654 to 1,234,567 by .* last measured: 10\.25 on .*, 12,345\.678 on .*, 249,999 on /,
        'what was written down is shown as it was entered');
    my $skill = ask(qw(add-skill --name shop --stance partner), @there);
    my $partner = ask(qw(add-partner --name Birch), @there);
    my $engagement = ask('start-engagement', '--partner', $partner, '--skill', $skill, '--goals', $goal, @there);
    ask(qw(record-reading --value -1999.9 --goal), $goal, @there);
    says(['today', @there], qr/from 987,654 to 1,234,567 by /, 'in today, too');
    says([@$_, @there], qr/from 987,654 to 1,234,567 by .* last measured: -1,999\.9 on /, "in $_->[0], too")
        for [qw(partner --partner), $partner], [qw(engagement --engagement), $engagement];
    my ($entry) = ask(qw(journal --thing), $goal, @there) =~ /(\d+) .*record_reading/;
    my $read = "$folder/reading";
    system("$program receipt --entry $entry @there --clock $clock > $read");
    like(scalar `$program verify $read`, qr/Value: -1,999\.9$/m, 'and by whoever verifies it');

    # What serves it names it, to whoever may read the direction.
    ask(qw(add-person --person zoe --name-of-person Zoe --role partner --partner), $partner, @there);
    ask('change-engagement', '--gain-share', '5 %', '--gain-goal', $goal, '--engagement', $engagement, @there);
    ask(qw(add-task --title Signs --goal), $goal, '--engagement', $engagement, @there);
    my $question = ask(qw(ask --question Where? --worked-if sold --know-by 2026-06-01 --goal), $goal, '--engagements', $engagement, @there);
    my $answer = ask(qw(advise --as zoe --option Here --brief), $question, @there);
    my @named = ([[qw(brief --brief), $question], qr/Serves the goal: (.*?) Asked/], [[qw(advice --advice), $answer], qr/Serves the goal: (.*?) Given/],
        [[qw(engagement --engagement), $engagement], qr/Share of the gain: 5 % \(of the goal (.*?)\)/],
        [[qw(engagement --engagement), $engagement], qr/Signs; no date was set \[t\d+\] serves the goal: (.*?)( Of |$)/]);
    for my $shared ('yes', 'no') {
        ask(qw(set-direction --words Up --shared), $shared, @there);
        for my $reader ('ada', 'zoe') {
            my $expected = $reader eq 'ada' || $shared eq 'yes' ? "Sales [$goal]" : $goal;
            for my $one (@named) {
                (my $said = ask(@{$one->[0]}, '--as', $reader, @there)) =~ s/\s+/ /g;
                is(($said =~ $one->[1])[0], $expected, "$one->[0][0] names the goal to $reader, the direction shared: $shared");
            }
            my $all = join '', map { ask(@{$_->[0]}, '--json', '--as', $reader, @there) } @named;
            is($all =~ /Sales/ ? 1 : 0, $expected =~ /Sales/ ? 1 : 0, '... and no document has it else');
        }
    }
    ask(qw(set-direction --words Up --shared yes), @there);

    # After its day, and closed.
    my $late = ask(qw(add-goal --name Stock --measure crates --baseline 90 --target 40 --due-at 2026-02-07), @there);
    unlike(ask('direction', @there), qr/that day is past/, 'its day is not past');
    $clock = '2026-02-08T09:00:00Z';
    says(['direction', @there], qr/to 40 by 7 February 2026; that day is past, and it was never measured \[$late\]/, 'its day is past');
    ask(qw(record-reading --value 55 --goal), $late, @there);
    ask('change-engagement', '--engagement', $engagement, '--goals', $late, @there);
    says([@$_, @there], qr/by 7 February 2026; that day is past; last measured at 55, short of the target \[$late\]/, "$_->[0] says where it stands")
        for ['direction'], [qw(partner --partner), $partner], [qw(engagement --engagement), $engagement];
    ask(qw(close-goal --outcome dropped --goal), $late, @there);
    says(['direction', @there], qr/by 7 February 2026; it was dropped \[$late\]/, 'what became of it');
    like(scalar `$program record-reading --value 50 --goal $late @there --clock $clock 2>&1`, qr/This goal was reached or dropped/,
        'what was dropped is measured no more');
    ask(qw(close-goal --outcome reached --goal), $goal, @there);
    ask(qw(record-reading --value 1300000 --goal), $goal, @there);
    says(['direction', @there], qr/by 31 March 2026; it was reached \[$goal\] last measured: 1,300,000 on/, 'what was reached goes on being measured');
    $clock = '2026-02-05T09:00:00Z';

    # All that was written down was denied.
    my $cedar = ask(qw(add-partner --name Cedar), @there);
    ask('start-engagement', '--partner', $cedar, '--skill', $skill, @there);
    ask(qw(add-person --person joe --name-of-person Joe --role partner --partner), $cedar, @there);
    my ($denied, $secret) = split /\n/, ask(qw(note-advice --option Flags --know-by 2026-05-01 --partner), $cedar, @there);
    says([qw(partner --partner), $cedar, @there], qr/shop: no outcome known yet/, 'what was noted counts until it is denied');
    ask(qw(confirm-advice --agrees no --as joe --secret), $secret, @there);
    says([qw(partner --partner), $cedar, @there],
        qr/none of their advice counts: it was withdrawn, or they say that they never gave it - fees/, 'what was denied gives no standing');

    # Nobody said how long a check takes.
    ask(qw(grant-mandate --level act_within --limit 500 --check-one-in 0 --expires-at 2026-12-31 --engagement), $engagement, @there);
    ask(qw(act --as zoe --stake 100 --option Shelves --know-by 2026-05-01 --worked-if), 'it fits', @there);
    says([qw(partner --partner), $partner, @there], qr/decided alone: 1 (?!.*hours)/, 'no hours are told where none are known');
    says([qw(engagement --engagement), $engagement, @there], qr/Of 3 tasks and pieces of advice, /, 'three are');
    ask(qw(change-workspace --check-minutes 30), @there);
    says([qw(partner --partner), $partner, @there], qr/decided alone: 1, which handed back 0\.5 hours/, 'they are where they are');
    $clock = $before;
}

# ---- Older than the evidence -----------------------------------------------------------------------------------------

# More than is worked out while somebody waits.
open my $table, '>:utf8', "$folder/large.csv" or die $!;
print $table "workspace,brief,partner,skill,at,advice,confidence,stake,outcome\n";
print $table "large,b$_,Elm,web,2025-01-01T09:00:00Z,option $_,0.8,100,", $_ % 2, "\n" for 1 .. 2100;
close $table;
system($program, 'import', "$folder/large.csv") == 0 or die 'import';
my @there = (qw(--workspace large));
my ($elm) = ask('partners', @there) =~ /\[(p\d+)\]/;
says(['partners', @there], qr/What the record says was not worked out yet/, 'nor does a list of partners stay silent');
says([qw(partner --partner), $elm, @there], qr/What the record says was not worked out yet \(`bellwether refit` does it\)\./, 'estimates that were not made');
system($program, 'refit', @there) == 0 or die 'refit';
unlike(ask(qw(partner --partner), $elm, @there), qr/not counted in yet/, 'those of today need not say so');
like(ask(qw(partner --partner), $elm, @there), qr/option 2100 \(80 % sure\): no decision is on record; it did not work/,
    'no decision on record is said in words');
my ($new) = split /\n/, ask(qw(note-advice --option More --know-by 2027-01-01 --partner), $elm, @there);
for my $view ([qw(partner --partner), $elm], ['partners'], ['today'], ['skills'], [qw(advice --advice), $new]) {
    says([@$view, @there], qr/What the record says is as of \d+ \w+ \d{4}; newer entries are not counted in yet \(`bellwether refit` counts them in\)/,
        "$view->[0] says of when its figures are");
}

# ---- What was given out holds ----------------------------------------------------------------------------------------

sub keep {
    my ($name, @words) = @_;
    open my $out, '>:utf8', "$folder/$name" or die $!;
    print $out ask(@words), "\n";
    close $out;
    return "$folder/$name";
}

# What verify says, its lines as one, and its exit status.
sub verified {
    my (@words) = @_;
    (my $said = `$program verify @words 2>&1`) =~ s/\s+/ /g;
    utf8::decode($said);
    return ($said, $? >> 8);
}

my $key = keep('key', 'key');
my $journal = keep('journal', qw(export --format journal));
my $receipt = keep('receipt', qw(receipt --as ben --entry), $overridden);
for my $file ($receipt, $journal) {
    my ($said, $status) = verified('--key', $key, $file);
    is($status, 0, 'it holds');
    like($said, qr/holds/, '... and verify says so');
}
like((verified($receipt))[0], qr/Entry $overridden \(decide by person:ada, .* What the entry says \(decide: Follow, adapt.*\) - Advice: $advice - Decision: override - Option: Stay put - Reason: Too far - Acknowledged: yes /,
    'what the entry of a receipt says, in words');
my $advised = keep('advised', qw(receipt --as ben --entry), $advice =~ /(\d+)/);
like((verified($advised))[0], qr/- Option: The old mill - Sure: fairly /, 'an advice, too');
my $granted = keep('granted', qw(receipt --entry), $mandate =~ /(\d+)/);
like((verified($granted))[0], qr/- Level: act_within - Expires at: 31 December 2026, 22:59 UTC - Limit: 50000 of the currency's smallest unit/,
    'numbers by what they are');
ask(qw(erase-text --field reason --entry), $overridden);
like((verified($granted))[0], qr/- Begins at: 7 January 2026, 09:00 UTC /, 'those that the action added, too');
my $erased = keep('erased', qw(receipt --entry), $overridden);
like((verified($erased))[0], qr/Option: Stay put - Reason: \(erased, or not for you to read\)/,
    'and of a text that was erased, that it is not there');
like(`$program verify --json $erased`, qr{"texts": \{\s+"/option": "Stay put"\s+\}}, 'the same as values');
{
    my ($said, $status) = verified('--since', $journal, $journal);
    is($status, 65, 'a journal is no head that was kept');
    like($said, qr/journal is a whole journal\. --since takes one signed head, or a receipt,.*tail -n 1 JOURNAL > head\.json/,
        'and verify says what it wants, and how to get it');
    ($said, $status) = verified('--since', $key, $journal);
    is($status, 65, 'nor is a key');
    like($said, qr/--since takes one signed head/, 'the same');
    system("tail -n 1 $journal > $folder/head.json");
    like((verified('--since', "$folder/head.json", $journal))[0], qr/begins with the same \d+ entries/, 'what it says is so');
}

# What was erased says so.
ask(qw(erase-text --field words --entry), $smaller =~ /(\d+)/);
says([qw(engagement --engagement), $engagement], qr/said with it: \(erased\)/, 'words that were erased');
says([qw(advice --advice), $advice], qr/overridden; instead: Stay put; because: \(erased\)/, 'a reason');
my ($marks) = ask(qw(journal --thing), $review) =~ /(\d+) .*give_review by Ada/;
ask(qw(erase-text --field words --entry), $marks);
says([qw(engagement --engagement), $engagement], qr/worth 5 of 5; \(erased\)/, 'the words of a review');
ask(qw(erase-text --field name-of-person --entry), ask(qw(search --words Ben)) =~ /^(\d+)  .*add_person/m);
says([qw(advice --advice), $advice], qr/\(erased\), the partner's: It is ten minutes/, 'a name');
done_testing();
