#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# Keeping a record from the shell: a brief from asking to outcome, files in and out to the same figures, copies, and
# what is refused with which exit status.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Test::More;

my $program  = ($ENV{BUILD} // 'build') . '/bellwether';
my $examples = ($ENV{SOURCE} // '.') . '/examples';
my $folder   = tempdir(CLEANUP => 1);

use constant { OK => 0, USAGE => 64, DATAERR => 65, NOINPUT => 66, NOPERM => 77 };

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

# Runs it as the person, expects success, and returns the first line.
sub did {
    my ($person, $verb, @fields) = @_;
    my ($status, $out, $err) = run($verb, '--as', $person, @fields);
    is($status, OK, "$person: $verb") or diag($err);
    return (split /\n/, $out)[0];
}

sub refused {
    my ($person, $expected, $pattern, $verb, @fields) = @_;
    my ($status, $out, $err) = run($verb, '--as', $person, @fields);
    is($status, $expected, "$person: $verb is refused with $expected");
    is($out, '', 'nothing on standard output');
    like($err, $pattern, 'and says why');
}

sub document {
    my ($person, $verb, @fields) = @_;
    my ($status, $out, $err) = run($verb, '--as', $person, '--json', @fields);
    is($status, OK, "$person: $verb --json") or diag($err);
    return decode_json($out);
}

# ---- A brief, from asking to outcome ---------------------------------------------------------------------------------

refused('ada', USAGE, qr/which workspace/, 'today');
$ENV{BELLWETHER_WORKSPACE} = 'studio';
refused('ada', NOINPUT, qr/There is no record at/, 'today');
ok(!-e "$folder/record.db", 'a view makes no database');

did('ada', 'open-workspace', '--name', 'Studio Nine', '--your-name', 'Ada', '--currency', 'EUR', '--zone',
    'Europe/Berlin', '--hour-worth', '90', '--check-minutes', '30');

# Money has the decimals of the currency that is being chosen.
for my $case (['KWD', '12.500', qr/Hour worth: 12\.500 KWD/], ['JPY', '3000', qr/Hour worth: 3,000 JPY/], ['EUR', '12.50', qr/Hour worth: 12\.50 EUR/]) {
    my ($currency, $worth, $says) = @$case;
    did('ada', 'open-workspace', '--workspace', lc $currency, '--name', 'Money', '--your-name', 'Ada', '--currency', $currency,
        '--zone', 'UTC', '--hour-worth', $worth);
    like((run('settings', '--as', 'ada', '--workspace', lc $currency))[1], $says, "an hour's worth in $currency");
}
refused('ada', DATAERR, qr/hour.worth: /, 'open-workspace', '--workspace', 'yen', '--name', 'Money', '--your-name', 'Ada',
    '--currency', 'JPY', '--zone', 'UTC', '--hour-worth', '12.5');
my $skill = did('ada', 'add-skill', '--name', 'premises', '--stance', 'partner');
my $partner = did('ada', 'add-partner', '--name', 'Hollow Oak');
my $engagement = did('ada', 'start-engagement', '--partner', $partner, '--skill', $skill);
did('ada', 'add-person', '--person', 'ben', '--name-of-person', 'Ben', '--role', 'partner', '--partner', $partner);
my $brief = did('ada', 'ask', '--question', 'Which office?', '--engagements', $engagement, '--know-by', '2099-06-01',
    '--worked-if', 'everybody fits', '--criteria', 'light', '--criteria', 'price', '--stake', '12000');
did('ada', 'seal-own-view', '--on', $brief, '--option', 'Rent a barn');
my $advice = did('ben', 'advise', '--brief', $brief, '--option', 'The old mill', '--sure', 'fairly');
is(document('ada', 'brief', '--brief', $brief)->{brief}{criteria}[1], 'price', 'a list comes from a repeated option');
refused('ada', DATAERR, qr/advice: You have not opened/, 'decide', '--advice', $advice, '--decision', 'follow');
did('ada', 'open-advice', '--advice', $advice);
refused('ada', DATAERR, qr/shown: The decision does not say/, 'decide', '--advice', $advice, '--decision', 'follow');
my $shown = document('ada', 'advice', '--advice', $advice)->{shown};
did('ada', 'decide', '--advice', $advice, '--decision', 'override', '--reason', 'Too far out', '--option', 'Stay',
    '--shown', $shown);
refused('ben', NOPERM, qr/role/, 'decide', '--advice', $advice, '--decision', 'follow');
my $portal = document('ben', 'advice', '--advice', $advice);
is($portal->{advice}{reason}, 'Too far out', 'the partner reads the reason');
ok(!exists $portal->{advice}{stake_minor}, 'and not the stake');
refused('eve', NOINPUT, qr/no workspace/, 'today');
refused('ben', NOPERM, qr/"today" is for the business's own people\. A partner asks for the portal, /, 'today');
my $newer = document('ada', 'advice', '--advice', $advice)->{shown};
my @again = ('decide', '--advice', $advice, '--decision', 'adapt', '--reason', 'Too far out', '--shown', $newer);
refused('ada', DATAERR, qr/decided on already\. To correct the decision on record, say so: .*\(--corrects yes\)/, @again);
did('ada', @again, '--corrects', 'yes');
my $latest = document('ada', 'advice', '--advice', $advice)->{shown};
did('ada', 'report-outcome', '--advice', $advice, '--worked', '50 %');
refused('ada', DATAERR, qr/corrects: It is known how this turned out: the decision stands as it is/,
    @again[0 .. $#again - 1], $latest, '--corrects', 'yes');
ok(!exists document('ada', 'advice', '--advice', $advice)->{shown}, 'and nothing is shown for a decision any more');
like((run('decide', '--help'))[1], qr/--corrects yes\|no +That this corrects the decision on record/, 'as the help has it');
did('ada', 'report-outcome', '--advice', $advice, '--worked', '0 %', '--road', 'own-view'); # typed as options are
refused('ada', DATAERR, qr/road: /, 'report-outcome', '--advice', $advice, '--worked', '0 %', '--road', 'another');

# Somebody's name, by the entry that the search tells.
did('ada', 'add-person', '--person', 'gus', '--name-of-person', 'Gustav', '--role', 'observer');
my ($named) = (run('search', '--as', 'ada', '--words', 'gustav'))[1] =~ /^(\d+)  .*add_person/m;
refused('ada', NOINPUT, qr/field: There are no words in such a field, or no longer; an entry of this kind may have some in: name_of_person\./,
    'erase-text', '--entry', $named, '--field', 'name');
like((run('erase-text', '--help'))[1], qr/--field NAME .*name_of_person/s, 'the help says how a field is named');
did('ada', 'erase-text', '--entry', $named, '--field', 'name-of-person');
refused('ada', NOINPUT, qr/There are no words in such a field, or no longer; /, 'erase-text', '--entry', $named, '--field', 'name-of-person');
refused('ada', DATAERR, qr/stake: This must be an amount/, 'set-stake', '--advice', $advice, '--stake', 'much');
refused('ada', USAGE, qr/no option --stak/, 'set-stake', '--advice', $advice, '--stak', '1');

# ---- Files in and out ------------------------------------------------------------------------------------------------

sub trust_of {
    my ($path) = @_;
    my ($status, $out, $err) = run('trust', $path);
    is($status, OK, "trust $path") or diag($err);
    return join '', map { s/^[^\t]*\t//r } split /(?<=\n)/, $out; # without the workspace's name
}

delete $ENV{BELLWETHER_WORKSPACE};
for my $name ('polls-excerpt', 'studio') {
    my ($status, $out, $err) = run('import', '--as', 'ada', "$examples/$name.csv");
    is($status, OK, "import $name") or diag($err);
    my ($workspace) = split /\t/, $out;
    ($status, $out, $err) = run('export', '--as', 'ada', '--workspace', $workspace);
    is($status, OK, "export $workspace") or diag($err);
    open my $file, '>:raw', "$folder/$name.csv" or die $!;
    print $file $out;
    close $file;
    is(trust_of("$folder/$name.csv"), trust_of("$examples/$name.csv"), "$name: the same figures as from the file");
    my ($lines) = (run('export', '--as', 'ada', '--workspace', $workspace, '--format', 'jsonl'))[1];
    open $file, '>:raw', "$folder/$name.jsonl" or die $!;
    print $file $lines;
    close $file;
    is((run('import', '--as', 'ada', '--workspace', "$workspace-again", "$folder/$name.jsonl"))[0], OK, 'import JSON Lines');
    is((run('export', '--as', 'ada', '--workspace', "$workspace-again"))[1] =~ s/^\Q$workspace\E-again,/$workspace,/gmr, $out,
        'which makes the same record');
    is(trust_of("$folder/$name.jsonl"), trust_of("$examples/$name.csv"), 'and trust reads them, too');
    ($status) = run('rebuild', '--as', 'ada', '--workspace', $workspace);
    is($status, OK, 'rebuild');
    my ($again) = (run('export', '--as', 'ada', '--workspace', $workspace))[1];
    is($again, $out, 'a rebuild changes nothing');
    my ($partner) = $out && (run('partners', '--as', 'ada', '--workspace', $workspace))[1] =~ /\[(p\d+)\]$/m;
    for my $own_views ($name eq 'polls-excerpt' ? ('no', 'yes') : ()) { # counted in two ways
        run('change-workspace', '--as', 'ada', '--workspace', $workspace, '--own-views', $own_views);
        my ($shown) = (run('partner', '--as', 'ada', '--workspace', $workspace, '--partner', $partner))[1];
        like($shown, qr/fees paid/, 'a partner on whom nobody decided');
        unlike($shown, qr/heard: you followed/, 'is not said to be unheard');
    }
    my ($first) = (run('partners', '--as', 'ada', '--workspace', $workspace, '--count', 2))[1];
    like($first, qr/^More: --after (\d+)$/m, 'a page of partners says how to go on');
    my ($after) = $first =~ /^More: --after (\d+)$/m;
    my ($second) = (run('partners', '--as', 'ada', '--workspace', $workspace, '--after', $after // 0))[1];
    is_deeply([grep { index($first, $_) >= 0 } $second =~ /\[(p\d+)\]$/mg], [], 'and goes on with others');
    my ($beyond) = (run('partners', '--as', 'ada', '--workspace', $workspace, '--after', 1_000_000_000))[1];
    is($beyond, "There are no more partners.\n", 'beyond the last it says so');
    refused('ada', DATAERR, qr/exists|constraint|UNIQUE/i, 'import', "$examples/$name.csv");
}

# A text that was read in the wrong encoding once, as real files have it, is taken as it stands.
{
    open my $file, '>:raw', "$folder/euro.csv" or die $!;
    print $file "brief,partner,at,advice,outcome\n\"The Euro (\xC3\xA2\xC2\x82\xC2\xAC)\",Nettle,2024-02-01,go,1\n";
    close $file;
    is((run('import', '--as', 'ada', '--workspace', 'euro', "$folder/euro.csv"))[0], OK, 'import what was read wrongly once');
    like((run('export', '--as', 'ada', '--workspace', 'euro'))[1], qr/The Euro \(\xC3\xA2\xC2\x82\xC2\xAC\)/, 'byte for byte');
}

# Whose word an outcome rests on goes into the record with it, out of it, and into what it earns.
my $rows = join '', map { sprintf "q%d,Nettle,2024-02-%02dT10:00:00.000Z,go,100.00,follow,1,none\n", $_, $_ } 1 .. 12;
for my $told (['told', $rows, 12, qr/12 of 12 worked \(12 by the partner's word alone\)/, 0],
              ['shown', $rows =~ s/,none$/,/gmr, 0, qr/12 of 12 worked;/, 1]) {
    my ($workspace, $text, $count, $words, $earns) = @$told;
    open my $file, '>', "$folder/$workspace.csv" or die $!;
    print $file "brief,partner,at,advice,stake,decision,outcome,client_outcome\n$text";
    close $file;
    is((run('import', '--as', 'ada', '--workspace', $workspace, "$folder/$workspace.csv"))[0], OK, "import $workspace");
    my $exported = (run('export', '--as', 'ada', '--workspace', $workspace))[1];
    is(scalar(() = $exported =~ /,none,,,$/mg), $count, 'the export says who told');
    like((run('partner', '--as', 'ada', '--workspace', $workspace, '--partner',
        (run('partners', '--as', 'ada', '--workspace', $workspace))[1] =~ /\[(p\d+)\]$/m))[1], $words, 'so does the page');
    my ($line) = grep { /Nettle/ } split /\n/, (run('trust', "$folder/$workspace.csv"))[1];
    my @fields = split /\t/, $line;
    is($fields[-1], $count, 'and trust, of the file');
    is($fields[39] > 0 ? 1 : 0, $earns, 'whose limit it does not earn where the partner alone told');
}

refused('ada', DATAERR, qr/This name is taken/, 'open-workspace', '--workspace', 'studio', '--name', 'Another',
    '--your-name', 'Ada', '--currency', 'EUR', '--zone', 'Europe/Berlin');

open my $bad, '>', "$folder/bad.csv" or die $!;
print $bad "brief,partner,at,outcome,outcome_at\nb,p,2998-01-01T00:00:00Z,1,2998-01-02T00:00:00Z\n"
    . "b,p,2024-01-01T00:00:00Z,1,2024-01-02T00:00:00Z\nc,p,2999-01-01T00:00:00Z,1,2999-01-02T00:00:00Z\n";
close $bad;
my ($status, $out, $err) = run('import', '--as', 'ada', '--workspace', 'bad', "$folder/bad.csv");
is($status, DATAERR, 'a file with bad lines is refused');
like($err, qr/bad\.csv:2:.*\n.*bad\.csv:4:/, 'every bad line is named');
refused('ada', NOINPUT, qr/no workspace/, 'today', '--workspace', 'bad');

# ---- The same request again ------------------------------------------------------------------------------------------

{
    local $ENV{BELLWETHER_WORKSPACE} = 'studio';
    # What was acknowledged is answered the same, whatever time it is by now and wherever the business has moved.
    my @granting = ('grant-mandate', '--engagement', $engagement, qw(--level act_within --limit 5 --expires-at 2099-06-01),
        '--request-key', 'once');
    my $granted = did('ada', @granting, '--clock', '2098-01-01');
    is(did('ada', @granting, '--clock', '2099-12-31'), $granted, 'also once what was granted has run out');
    refused('ada', DATAERR, qr/past/, @granting[0 .. $#granting - 1], 'another', '--clock', '2099-12-31');
    my @ordering = ('add-task', '--engagement', $engagement, '--title', 'Keys', '--due-at', '2099-03-01', '--request-key', 'task');
    my $ordered = did('ada', @ordering);
    did('ada', 'change-workspace', '--zone', 'America/New_York');
    is(did('ada', @ordering), $ordered, 'also where a day has become another moment');
    refused('ada', DATAERR, qr/another request/, 'add-task', '--engagement', $engagement, '--title', 'Key', '--request-key', 'task');
    did('ada', 'change-workspace', '--zone', 'Europe/Berlin');
}

# ---- Amounts in documents ----------------------------------------------------------------------------------------------

{
    local $ENV{BELLWETHER_WORKSPACE} = 'studio';
    for my $amount ('1200', '12.5', '"1200"') {
        open my $handle, '>', "$folder/fee.json" or die $!;
        print $handle qq({"engagement": "$engagement", "amount": $amount});
        close $handle;
        my @paying = ('record-fee', '--document', "$folder/fee.json");
        if ($amount =~ /"/) {
            did('ada', @paying);
            is(document('ada', 'engagement', '--engagement', $engagement)->{fees}[0]{amount_minor}, 120_000, 'a text is an amount as one says it');
        } else {
            refused('ada', DATAERR, qr/amount: As a bare number .*Write it as a text/, @paying);
        }
    }
}

# ---- Copies ----------------------------------------------------------------------------------------------------------

is((run('backup', "$folder/copy"))[0], OK, 'backup');
is((run('backup', "$folder/copy"))[0], DATAERR, 'never over another one');
is((stat "$folder/copy/record.db")[2] & 0077, 0, 'nobody else can read it');
{
    local $ENV{BELLWETHER_STORE} = "$folder/restored.db";
    ($status, $out, $err) = run('restore', "$folder/copy");
    is($status, OK, 'restore') or diag($err);
    like($out, qr/^studio\tepoch \d{10,}$/m, 'begins a new epoch in every workspace');
    is(document('ada', 'advice', '--workspace', 'studio', '--advice', $advice)->{advice}{reason}, 'Too far out',
        'and holds what the record held');
}

# A log of another database would be taken for this one's.
for my $ending (qw(wal shm journal)) {
    my $left = "$folder/left.db-$ending";
    open my $handle, '>', $left or die $!;
    close $handle;
    ($status, $out, $err) = run('restore', "$folder/copy", '--store', "$folder/left.db");
    is($status, DATAERR, "no restore beside a -$ending");
    like($err, qr/left\.db-$ending is there, of another database/, '... which is named');
    ok(-e $left && !-e "$folder/left.db" && !-e "$folder/left.db-keys", '... and left alone');
    unlink $left;
}

# What is entered after one restore is not what is entered after another, and neither was rewritten.
my @restored = map { "$folder/again-$_.db" } 1 .. 2;
for my $store (@restored) {
    local $ENV{BELLWETHER_STORE} = $store;
    my $day = $store eq $restored[0] ? '2030-01-01' : '2030-01-02';
    is((run('restore', "$folder/copy", '--clock', $day))[0], OK, 'one backup is restored twice');
    run('add-skill', '--workspace', 'studio', '--as', 'ada', '--name', "Of $store $_", '--stance', 'rent') for 1 .. 3;
}
my ($last) = (run('journal', '--workspace', 'studio', '--as', 'ada', '--count', '1', '--store', $restored[0]))[1] =~ /^(\d+)/;
my %written = (
    'kept.json'   => [qw(receipt --entry), $last, '--store', $restored[0]],
    'key'         => ['key', '--store', $restored[1]],
    'other.jsonl' => [qw(export --format journal --store), $restored[1]]
);
for my $name (keys %written) {
    open my $handle, '>', "$folder/$name" or die $!;
    print $handle (run(@{$written{$name}}, '--workspace', 'studio', '--as', 'ada'))[1];
    close $handle;
}
($status, $out, $err) = run('verify', '--key', "$folder/key", '--since', "$folder/kept.json", "$folder/other.jsonl");
unlike("$out$err", qr/rewritten/, 'the one does not prove that the other was rewritten');
like("$out$err", qr/restored from a backup/, '... but that a backup was restored') or diag($status);

# Killed at any moment, a restore leaves no installation without its epoch; and the next one goes through.
my $killed = "$folder/killed.db";
for my $turn (1 .. 20) {
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDOUT, '>', '/dev/null';
        exec $program, 'restore', "$folder/copy", '--store', $killed or die $!;
    }
    select undef, undef, undef, 0.002 * $turn;
    kill 'KILL', $pid;
    waitpid $pid, 0;
    next if !-e $killed;
    ($status, $out) = run('journal', '--workspace', 'studio', '--as', 'ada', '--store', $killed, '--count', '1');
    like($out, qr/begin_epoch/, "killed after the end, turn $turn");
    unlink $killed, "$killed-keys", "$killed-wal", "$killed-shm";
}
is((run('restore', "$folder/copy", '--store', $killed))[0], OK, 'and then the restore goes through');

# ---- Help ------------------------------------------------------------------------------------------------------------

($status, $out) = run('--help');
my @verbs = $out =~ /^  ([a-z_]+)  /mg;
cmp_ok(scalar @verbs, '>', 60, 'the help lists every action and view');
for my $verb (@verbs) {
    ($status, $out, $err) = run($verb, '--help');
    is($status, OK, "$verb --help");
    like($out, qr/^Usage: bellwether \Q$verb\E /, 'shows how');
}

done_testing();
