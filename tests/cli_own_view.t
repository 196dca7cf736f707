#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# Who has sealed a view of their own is told what it promises beside the advice: the page, the brief, and `forecast` on the
# exported record say the same, and nobody else is told.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP qw(decode_json);
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';
my $folder  = tempdir(CLEANUP => 1);
my $hour    = 0;

use constant { DECIDED => 4, STAKE => 12000 };

$ENV{BELLWETHER_STORE}     = "$folder/record.db";
$ENV{BELLWETHER_WORKSPACE} = 'firm';

sub run {
    my ($person, @arguments) = @_;
    my $pid = open(my $out, '-|') // die "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<', '/dev/null';
        open STDERR, '>', "$folder/err";
        exec $program, $arguments[0], '--as', $person, '--clock', sprintf('2026-03-%02dT%02d:00', 1 + $hour / 24, $hour % 24),
            @arguments[1 .. $#arguments] or die "$program: $!";
    }
    local $/;
    my $said = <$out>;
    close $out or do { open my $err, '<', "$folder/err"; diag("@arguments: ", <$err>) };
    $hour++;
    return $said;
}

sub refit {
    system($program, 'refit', '--workspace', $ENV{BELLWETHER_WORKSPACE}) == 0 or fail('refit');
}

sub made {
    return (run(@_) =~ /^(\S+)/)[0];
}

sub advice {
    my ($person, $advice) = @_;
    return decode_json(run($person, 'advice', '--advice', $advice, '--json'));
}

sub ask {
    my ($number) = @_;
    my $brief = made('olga', 'ask', '--question', "Q$number?", '--engagements', 'e4', '--know-by', '2026-12-01', '--worked-if',
        'it is quiet', '--stake', STAKE);
    return ($brief, made('pia', 'advise', '--brief', $brief, '--option', 'North', '--sure', 'sure'));
}

run('olga', 'open-workspace', '--name', 'Firm', '--your-name', 'Olga', '--currency', 'EUR', '--zone', 'UTC', '--own-views', 'yes');
run('olga', 'add-skill', '--name', 'law', '--stance', 'partner');
run('olga', 'add-partner', '--name', 'Elm');
run('olga', 'start-engagement', '--partner', 'p3', '--skill', 's2', '--purpose', 'contracts');
run('olga', 'add-person', '--person', 'pia', '--name-of-person', 'Pia', '--role', 'partner', '--partner', 'p3');
run('olga', 'add-person', '--person', 'max', '--name-of-person', 'Max', '--role', 'member', '--may-decide', 'yes');
run('olga', 'add-person', '--person', 'obi', '--name-of-person', 'Obi', '--role', 'observer');
for my $number (1 .. DECIDED) {
    my ($brief, $advice) = ask($number);
    run('olga', 'seal-own-view', '--on', $brief, '--option', 'South', '--chance', '80%');
    run('olga', 'open-advice', '--advice', $advice);
    run('olga', 'decide', '--advice', $advice, '--decision', 'override', '--reason', 'No', '--shown', advice('olga', $advice)->{shown});
    run('olga', 'report-outcome', '--advice', $advice, '--worked', '100%');
    run('olga', 'report-outcome', '--advice', $advice, '--worked', '0%', '--road', 'advice');
}

my ($brief, $advice) = ask('The last');
run('max', 'seal-own-view', '--on', $brief, '--option', 'North');
run('max', 'open-advice', '--advice', $advice);
my $before = advice('obi', $advice)->{forecast};
run('olga', 'seal-own-view', '--on', $brief, '--option', 'South', '--chance', '80%'); # which makes the estimates of yesterday
run('olga', 'open-advice', '--advice', $advice);
my $page     = advice('olga', $advice);
my $forecast = $page->{forecast};
ok(exists $forecast->{own_view}, 'the chance of the own view is told');
ok(exists $forecast->{difference_minor}, 'and what it is worth to follow');
is($forecast->{own_view_agrees}, JSON::PP::false, 'it is another option');
like(run('olga', 'advice', '--advice', $advice), qr/that your own view works instead: \d/, 'in words too');
is(decode_json(run('olga', 'brief', '--brief', $brief, '--json'))->{advice}[0]{forecast}{advice}{estimate},
    $forecast->{advice}{estimate}, 'the brief says the same');
is(advice('max', $advice)->{forecast}{own_view_agrees}, JSON::PP::true, 'to another decider their own');
my $of_observer = advice('obi', $advice)->{forecast};
is_deeply($of_observer, $before, 'who sealed none is told nothing of it');
ok(!exists $of_observer->{own_view}, 'nor of anybody else\'s');
like(run('obi', 'advice', '--advice', $advice), qr/where advice like it is waved away: \d/, 'but what waved away advice would do');

# The same out of a file: forecast knows nothing of the record's tables.
my @lines = split /^/, run('olga', 'export');
my ($waiting) = grep { /The last/ } @lines;
my @fields = split /,/, $waiting, -1;
my %place;
@place{split /,/, $lines[0] =~ s/\n//r} = 0 .. $#fields;
is($fields[$place{own_view}], '', 'a view on what waits is in no export: there may be several');
@fields[@place{qw(own_view own_view_confidence)}] = ('South', '0.8');
$waiting = join ',', @fields;
for my $file (['record', grep { !/The last/ } @lines], ['new', $lines[0], $waiting]) {
    my ($name, @rows) = @$file;
    open my $handle, '>', "$folder/$name.csv" or die $!;
    print $handle @rows;
    close $handle or die $!;
}
my ($names, $values) = split /\n/, qx($program forecast --record $folder/record.csv $folder/new.csv);
my %told;
@told{split /,/, $names} = split /,/, $values;
my @pairs = (['advice', 'estimate', 'p_advice'], ['own_view', 'estimate', 'p_own_view']);
for my $pair (@pairs) {
    my ($road, $which, $column) = @$pair;
    ok(defined $told{$column}, "forecast tells $column") or diag($names);
    cmp_ok(abs($forecast->{$road}{$which} / 10000 - ($told{$column} // -1)), '<', 0.002, "and the page says the same of $road");
}
is($forecast->{take}, $told{take} // '', 'and which road it is');

# It is what the decider was shown.
run('olga', 'decide', '--advice', $advice, '--decision', 'override', '--reason', 'No', '--shown', advice('olga', $advice)->{shown});
is(advice('olga', $advice)->{decisions}[0]{shown_own_view}, $forecast->{own_view}{estimate}, 'the decision keeps what was shown');

# The view that a file has on what waits is of whoever entered it.
open my $handle, '>', "$folder/waiting.csv" or die $!;
print $handle "workspace,brief,partner,at,advice,own_view,own_view_confidence,outcome\nelse,Q?,Elm,2025-01-01,North,South,0.9,\n";
close $handle or die $!;
run('olga', 'import', "$folder/waiting.csv");
$ENV{BELLWETHER_WORKSPACE} = 'else';
my ($imported) = run('olga', 'today') =~ /\[(a\d+)\]/;
run('olga', 'add-person', '--person', 'max', '--name-of-person', 'Max', '--role', 'member', '--may-decide', 'yes');
ok(!exists advice('max', $imported)->{forecast}{own_view}, 'nobody is told of a view that they did not seal');
my $entered = advice('olga', $imported);
ok(exists $entered->{forecast}{own_view}, 'but who entered it is');
is($entered->{own_view}{option}, 'South', 'and of which view');
run('olga', 'decide', '--advice', $imported, '--decision', 'defer', '--until', '2026-12-01', '--shown', $entered->{shown});
like(run('olga', 'export'), qr/,North,,,South,0\.9000,defer,/, 'it stays when the decision is put off');
run('max', 'open-advice', '--advice', $imported);
run('max', 'decide', '--advice', $imported, '--decision', 'override', '--reason', 'No', '--shown', advice('max', $imported)->{shown});
like(run('olga', 'export'), qr/,North,,,South,0\.9000,override,,/, 'and when somebody decides who sealed none, and did not say so');
like(run('olga', 'advice', '--advice', $imported), qr/Max: overridden; because: No/, 'which is no word of theirs');

# What is said of an advice out of a file later takes the place of the file's words, in every place.
{
    open my $out, '>', "$folder/words.csv" or die $!;
    print $out "workspace,brief,partner,at,advice,own_view,own_view_confidence,decision,chosen,outcome\n",
        "words,A?,Elm,2025-01-01,North,West,0.9,override,South,\n", "words,A?,Elm,2025-01-02,East,,,,,\n",
        "words,B?,Elm,2025-01-03,North,West,0.9,,,\n";
    close $out or die $!;
    run('olga', 'import', "$folder/words.csv");
    local $ENV{BELLWETHER_WORKSPACE} = 'words';
    run('olga', 'change-workspace', '--own-views', 'yes');
    run('olga', 'add-person', '--person', 'max', '--name-of-person', 'Max', '--role', 'member', '--may-decide', 'yes');
    my %id = map { $_->{at} => $_->{id} } @{ decode_json(run('olga', 'partner', '--partner', 'p2', '--json'))->{advice} };
    my ($north, $east, $waits) = @id{sort keys %id};
    my $brief_b = advice('olga', $waits)->{advice}{brief_id};
    my $decide = sub {
        my ($person, $advice, @how) = @_;
        run($person, 'decide', '--advice', $advice, '--decision', 'override', '--reason', 'No', @how, '--shown',
            advice($person, $advice)->{shown});
    };
    $decide->('olga', $north, '--option', 'East', '--corrects', 'yes');
    like($decide->('olga', $east, '--option', 'South'), qr/^\d+$/, 'words of a decision that was corrected name nothing any more');
    my ($row) = grep { /A\?.*,North,/ } split /\n/, run('olga', 'export');
    like($row, qr/,override,East,/, 'and the export has what was done');
    run('max', 'seal-own-view', '--on', $brief_b, '--option', 'Quay', '--chance', '30%');
    run('max', 'open-advice', '--advice', $waits);
    $decide->('max', $waits);
    ($row) = grep { /B\?/ } split /\n/, run('olga', 'export');
    like($row, qr/,Quay,0\.3000,override,Quay,/, 'whoever decides by a view of their own has theirs on record');
    like(run('olga', 'advice', '--advice', $waits), qr/Max: overridden; instead: Quay/, 'in words too');
}

# Where the estimates are too many to be made while one waits, what they say is of the view that was sealed last, or of none.
use constant ROWS => 2100;
open $handle, '>', "$folder/many.csv" or die $!;
print $handle "workspace,brief,partner,at,advice,decision,outcome\n";
printf $handle "many,Q%d?,Elm,2025-01-%02d,North,follow,%d\n", $_, 1 + $_ % 28, $_ % 3 > 0 for 1 .. ROWS;
close $handle or die $!;
run('olga', 'import', "$folder/many.csv");
$ENV{BELLWETHER_WORKSPACE} = 'many';
my ($partner) = run('olga', 'partners') =~ /\[(p\d+)\]/;
my ($engagement) = run('olga', 'partner', '--partner', $partner) =~ /\[(e\d+)\]/;
run('olga', 'add-person', '--person', 'pia', '--name-of-person', 'Pia', '--role', 'partner', '--partner', $partner);
run('olga', 'change-workspace', '--own-views', 'yes');
my $question = made('olga', 'ask', '--question', 'Move?', '--engagements', $engagement, '--know-by', '2026-12-01', '--worked-if',
    'it is quiet', '--stake', STAKE);
run('olga', 'seal-own-view', '--on', $question, '--option', 'Stay', '--chance', '95%');
my $move = made('pia', 'advise', '--brief', $question, '--option', 'Move');
refit();
run('olga', 'seal-own-view', '--on', $question, '--option', 'Move', '--chance', '55%');
run('olga', 'open-advice', '--advice', $move);
my $old = advice('olga', $move);
ok(exists $old->{forecast}{advice}, 'the advice has its chance');
ok(!exists $old->{forecast}{own_view}, 'the view that was sealed since has none yet');
ok($old->{is_estimate_old}, 'and it is said that the estimates are old');
refit();
is(system("$program decide --as olga --clock 2026-12-20 --advice $move --decision override --reason mine --shown $old->{shown} 2>$folder/err") >> 8,
    65, 'what was shown before they looked at the view is stale');
is(advice('olga', $move)->{forecast}{own_view_agrees}, JSON::PP::true, 'when they are made anew it has');
done_testing();
