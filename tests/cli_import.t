#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# `import`: a file is not taken twice without a word, every bad line is named at once, and nothing is rounded in silence.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP qw(decode_json);
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';
my $folder  = tempdir(CLEANUP => 1);

use constant { OK => 0, DATAERR => 65, REFUSALS_LISTED => 100, YEARS => 120 };

delete $ENV{$_} for qw(BELLWETHER_STORE BELLWETHER_WORKSPACE BELLWETHER_PERSON);
$ENV{BELLWETHER_STORE}  = "$folder/record.db";
$ENV{BELLWETHER_PERSON} = 'ada';

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

our $header = 'brief,partner,skill,at,advice,stake,outcome';

sub file_of {
    my ($name, @rows) = @_;
    open my $handle, '>:raw', "$folder/$name.csv" or die $!;
    print $handle map { "$_\n" } $header, @rows;
    close $handle or die $!;
    return "$folder/$name.csv";
}

sub advice_in {
    my ($workspace) = @_;
    my ($status, $out) = run('export', '--workspace', $workspace);
    return ($out =~ tr/\n//) - 1;
}

sub refused {
    my ($what, $lines, $advice, @arguments) = @_;
    my ($status, $out, $err) = run('import', @arguments);
    is($status, DATAERR, "$what is refused");
    is($out, '', 'with nothing on standard output');
    is_deeply([$err =~ /\.csv:(\d+):/g], $lines, 'and every bad line is named');
    like($err, $advice, 'with what to do');
    return $err;
}

# ---- The same file twice ---------------------------------------------------------------------------------------------

my @first = ('Which web?,Pine,web,2024-03-01T10:00:00Z,Static,1.0,1', 'Which office?,Oak,rooms,2024-01-02,Mill,100.10,1',
    'Which office?,Oak,rooms,2024-01-02,Mill,100.10,0', 'Which web?,Oak,,2024-02-01,,,0');
my $first = file_of('first', @first);
my @into = ('--workspace', 'studio', '--into');
my ($status, $out, $err) = run('import', '--workspace', 'studio', $first);
is($status, OK, 'rows that are the same within a file are taken') or diag($err);
is(advice_in('studio'), 4, 'each of them');

$err = refused('the file once more', [2, 3, 4, 5], qr/Take out the lines .* or import with --again/, @into, $first);
like($err, qr/:2: This advice is in the record already, as entry \d+$/m, 'with the entry that it is');
like($err, qr/4 lines can't be taken/, 'and how many');
is(advice_in('studio'), 4, 'and nothing was taken');

my $grown = file_of('grown', @first[0, 1], 'Which office?,Oak,rooms,2024-01-02,Quay,100.10,1');
refused('a file that has grown', [2, 3], qr/--again/, @into, $grown);
refused('one line of it', [2], qr/1 line can't be taken/, @into, file_of('one', $first[0]));

my @near = ('Which web,Pine,web,2024-03-01T10:00:00Z,Static,1,1', 'Which web?,Fir,web,2024-03-01T10:00:00Z,Static,1,1',
    'Which web?,Pine,rooms,2024-03-01T10:00:00Z,Static,1,1', 'Which web?,Pine,web,2024-03-01T10:00:01Z,Static,1,1',
    'Which web?,Pine,web,2024-03-01T10:00:00Z,static,1,1');
($status, $out, $err) = run('import', @into, file_of('near', @near));
is($status, OK, 'another question, partner, skill, time or option is another advice') or diag($err);
is(advice_in('studio'), 9, 'and is taken');
($status, $out, $err) = run('import', @into, '--again', $first);
is($status, OK, 'with --again the file is taken once more') or diag($err);
is(advice_in('studio'), 13, 'all of it');

# What was advised here and exported is known as well.
my @live = (['add-skill', '--name', 'law', '--stance', 'partner'], ['add-partner', '--name', 'Elm'],
    ['start-engagement'], ['ask', '--question', 'Sue?', '--know-by', '2099-06-01', '--worked-if', 'we won'],
    ['note-advice', '--option', 'Settle', '--know-by', '2099-06-01'], ['note-advice', '--option', 'Wait', '--know-by', '2099-06-01']);
my %made;
for my $action (@live) {
    my ($verb, @fields) = @$action;
    push @fields, '--partner', $made{'add-partner'}, '--skill', $made{'add-skill'} if $verb eq 'start-engagement';
    push @fields, '--engagements', $made{'start-engagement'} if $verb eq 'ask';
    push @fields, '--partner', $made{'add-partner'} if $verb eq 'note-advice';
    push @fields, '--brief', $made{ask} if "@fields" =~ /Settle/;
    ($status, $out, $err) = run($verb, '--workspace', 'studio', @fields);
    is($status, OK, $verb) or diag($err);
    ($made{$verb}) = split /\n/, $out;
}
($status, $out) = run('export', '--workspace', 'studio');
my ($head, @rows) = split /\n/, $out;
my @of_elm = grep { /Elm/ } @rows;
is(scalar @of_elm, 2, 'two pieces of advice were given here');
$header = $head;
refused('what was given here', [2, 3], qr/--again/, @into, file_of('of-elm', @of_elm));
$header = 'brief,partner,skill,at,advice,stake,outcome';

# What came out of a file is over: it is shut to nobody who owes views, and no view is sealed on it any more.
run('change-workspace', '--workspace', 'studio', '--own-views', 'yes');
run('add-person', '--workspace', 'studio', '--person', 'flo', '--name-of-person', 'Flo', '--role', 'member', '--may-decide', 'yes');
my $before_views = scalar grep { !/Elm/ } @rows;
($status, $out, $err) = run('export', '--workspace', 'studio', '--as', 'flo');
is(scalar(grep { !/Elm/ } split /\n/, $out) - 1, $before_views, 'nothing of it is left out for another decider');
my ($imported) = (run('journal', '--workspace', 'studio'))[1] =~ /import_advice[^\n]*\[(a\d+)\]/;
($status, $out, $err) = run('seal-own-view', '--workspace', 'studio', '--as', 'flo', '--on', $imported, '--option', 'Other');
is($status, 65, 'and no view on it is sealed afterwards');
like($err, qr/own-view: This was decided already/, 'for it comes too late');
run('change-workspace', '--workspace', 'studio', '--own-views', 'no');

# ---- Every bad line --------------------------------------------------------------------------------------------------

my @bad = ('Q,P,s,2999-01-01,A,1,1', 'Q,P,s,yesterday,A,1,1', 'Q,P,s,2020-01-01,A,1.005,1', 'Q,P,s,2019-01-01,A,1.00,1',
    'Q,P,s,2018-01-01,' . 'x' x 201 . ',1,1');
$err = refused('what can not be read and what the rules refuse', [3, 2, 4, 6], qr/Mend these lines/, @into,
    file_of('bad', @bad));
like($err, qr/:4: stake: This must be an amount with at most 2 decimals/, 'a stake is not rounded');
like($err, qr/4 lines can't be taken/, 'one count for all');

$header = "workspace,$header";
$err = refused('a file of two workspaces', [2, 4], qr/2 lines can't be taken/, file_of('both',
    'one,Q,P,s,2020-01-01,A,1.001,1', 'one,Q,P,s,2020-01-01,A,1,1', 'two,Q,P,s,2999-01-01,A,1,1'));
$header =~ s/^workspace,//;
refused('the same, in yen', [2], qr/at most 0 decimals/, '--workspace', 'yen', '--currency', 'JPY',
    file_of('yen', 'Q,P,s,2020-01-01,A,100.5,1', 'Q,P,s,2020-01-02,A,100.0,1'));
# At the last one a double has its last cents: the largest sum in minor units is 2^53 - 1.
my @large = ('5000000000.01', '8887399919.38', '4602616153614.15', '35184372088831.99', '45035996273704.95', '70368744177663.99',
    '90071992547409.91');
($status, $out, $err) = run('import', '--workspace', 'exact', file_of('exact', map { "Q,P,s,2020-01-01,A,$_,1" }
    '1.0', '1.00', '0.07', '1.10', '4.35', '1.100', '8.29', '1e3', @large));
is($status, OK, 'an amount that is exact is taken however it is written') or diag($err);
my ($kept) = (run('export', '--workspace', 'exact'))[1];
is(scalar(grep { $kept =~ /,\Q$_\E,/ } @large), scalar @large, 'and kept, to the last cent') or diag($kept);
refused('a third decimal', [2 .. 5], qr/at most 2 decimals/, '--workspace', 'odd', file_of('odd',
    map { "Q,P,s,2020-01-01,A,$_,1" } '1.001', '8887399919.385', '4602616153614.155', '20000000000000.005'));
refused('a cent more than the largest', [2], qr/9007199254740991|90071992547409/, '--workspace', 'odd',
    file_of('most', 'Q,P,s,2020-01-01,A,90071992547409.94,1'));

my @many = map { sprintf 'Q,P,s,%d-01-01,A,1,1', 2300 + YEARS - $_ } 1 .. YEARS;
$err = refused('a file with many', [2 + YEARS - REFUSALS_LISTED .. 1 + YEARS],
    qr/and @{[YEARS - REFUSALS_LISTED]} more lines like these: 2 to @{[1 + YEARS - REFUSALS_LISTED]}\n.*@{[YEARS]} lines can't be taken/, @into,
    file_of('many', @many));

# ---- Into which workspace --------------------------------------------------------------------------------------------

{
    local $ENV{BELLWETHER_WORKSPACE} = 'hall';
    ($status, $out) = run('import', file_of('hall', 'Q,P,s,2020-01-01,A,1,1'));
    is($out, "hall\t1\n", 'a file without the column goes where all commands go');
    ($status, $out) = run('import', '--into', file_of('hall', 'Q2,P,s,2020-01-02,A,1,1'));
    is($out, "hall\t1\n", '... and what is added, too');
}

# ---- A whole year, out and in again ----------------------------------------------------------------------------------

{
    my $year = ($ENV{SOURCE} // '.') . '/examples/demonstration/studio.jsonl';
    my @later = ('--clock', '2026-01-12T08:00');
    ($status, $out, $err) = run('play', $year, '--workspace', 'studio-nine');
    is($status, OK, 'a year of a studio') or diag($err);
    my %lists;
    for my $format ('csv', 'jsonl') {
        my ($lines) = (run('export', '--workspace', 'studio-nine', '--format', $format, @later))[1];
        open my $handle, '>:raw', "$folder/year.$format" or die $!;
        print $handle $lines;
        close $handle or die $!;
        ($status, $out, $err) = run('import', '--workspace', "year-$format", @later, "$folder/year.$format");
        is($status, OK, "its $format is taken back") or diag($err);
        my ($again) = (run('export', '--workspace', "year-$format", '--format', $format, @later))[1];
        is($again =~ s/\byear-$format\b/studio-nine/gr, $lines, 'and comes out the same');
        my ($today) = (run('today', '--workspace', "year-$format", @later, '--json'))[1];
        ($lists{$format}) = $today =~ /"to_decide":\s*(\[.*?\])/s;
        unlike($today, qr/Insure the invoices/, 'what was done under a mandate does not wait for a decision');
        my %asked;
        for my $workspace ('studio-nine', "year-$format") {
            my ($then) = (run('today', '--workspace', $workspace, '--clock', '2026-07-12T08:00', '--json'))[1];
            $asked{$workspace} = [sort map { $_->{option} } @{ decode_json($then)->{to_report} }];
        }
        cmp_ok(scalar @{ $asked{'studio-nine'} }, '>=', 5, 'some outcomes are asked for half a year later');
        is_deeply($asked{"year-$format"}, $asked{'studio-nine'}, 'and the same ones where the file was taken back');
    }
    like($lists{csv}, qr/Hold back a tenth/, 'what waits still does');
    like(read_file("$folder/year.csv"), qr/Insure the invoices.*,yes,2026-02-27/m, 'for the file says what was done without asking');
}

# ---- An answer that came late ----------------------------------------------------------------------------------------

{
    local $header = "$header,decision,know_by";
    ($status, $out, $err) = run('import', '--workspace', 'late', file_of('late', 'Q?,P,s,2020-03-01,A,1,,follow,2020-02-01'));
    is($status, OK, 'an advice that was given after the day of knowing is taken') or diag($err);
    like((run('export', '--workspace', 'late'))[1], qr/,2020-02-01T23:59:59\.999Z$/m, 'with that day');
}

# ---- Two of one name -------------------------------------------------------------------------------------------------

{
    my @there = ('--workspace', 'berts');
    run('open-workspace', @there, qw(--name Berts --your-name Ada --currency EUR --zone UTC));
    my ($skill) = split /\n/, (run('add-skill', @there, qw(--name web --stance partner)))[1];
    my @names;
    for my $turn (1, 2) {
        my ($partner) = split /\n/, (run('add-partner', @there, '--name', 'Bert'))[1];
        my ($engagement) = split /\n/, (run('start-engagement', @there, '--partner', $partner, '--skill', $skill))[1];
        run('note-advice', @there, '--partner', $partner, '--option', "Turn $turn", qw(--know-by 2099-06-01));
        run('end-engagement', @there, '--engagement', $engagement) if $turn == 1;
        run('change-partner', @there, '--partner', $partner, qw(--retired yes)) if $turn == 1;
        push @names, $turn == 1 ? "Bert ($partner)" : 'Bert';
    }
    my ($lines) = (run('export', @there))[1];
    my @found = map { (split /,/, $_)[2] } grep { /Turn/ } split /\n/, $lines;
    is_deeply(\@found, \@names, 'a partner who is gone is told apart from the one who has the name now');
}

# ---- No rows ---------------------------------------------------------------------------------------------------------

($status, $out, $err) = run('import', @into, file_of('none'));
is($status, OK, 'a file without rows is no mistake');
is($out, '', 'nothing was taken');
like($err, qr/none\.csv has no rows; nothing was imported/, 'and it is said');

done_testing();
