#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# The file of secrets: where it is lost, nothing is entered and all can be read, until it is back or somebody says that it
# is lost for good; and what a new key means for receipts that were given out.
use strict;
use warnings;
use File::Copy qw(copy move);
use File::Temp qw(tempdir);
use JSON::PP;
use Test::More;

my $program = ($ENV{BUILD} // 'build') . '/bellwether';
my $folder  = tempdir(CLEANUP => 1);
my $record  = "$folder/record.db";
my $keys    = "$record-keys";

use constant { OK => 0, USAGE => 64, DATAERR => 65, IOERR => 74, KILL => 9, TRIES => 12 };

delete $ENV{$_} for qw(BELLWETHER_STORE BELLWETHER_WORKSPACE BELLWETHER_PERSON);
@ENV{qw(BELLWETHER_STORE BELLWETHER_PERSON BELLWETHER_WORKSPACE)} = ($record, 'ada', 'studio');

sub read_file {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$handle> // '';
}

sub write_file {
    my ($path, $text) = @_;
    open my $handle, '>:raw', $path or die "$path: $!";
    print $handle $text;
    close $handle or die "$path: $!";
    return $path;
}

sub run {
    my @arguments = @_;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<', -e "$folder/in" ? "$folder/in" : '/dev/null';
        open STDOUT, '>', "$folder/out";
        open STDERR, '>', "$folder/err";
        exec $program, @arguments or die "$program: $!";
    }
    waitpid $pid, 0;
    return ($? >> 8, read_file("$folder/out"), read_file("$folder/err"));
}

sub did {
    my ($what, @arguments) = @_;
    my ($status, $out, $err) = run(@arguments);
    is($status, OK, $what) or diag($err);
    return $out;
}

sub refused {
    my ($what, $expected, $pattern, @arguments) = @_;
    my ($status, $out, $err) = run(@arguments);
    is($status, $expected, "$what is refused with $expected");
    like($err, $pattern, '... and says why');
    is(scalar(() = $err =~ /^bellwether/mg), 1, '... in one error');
    return $err;
}

sub public_keys {
    return map { $_->{public_key} } @{ decode_json(did('key', 'key', '--json'))->{keys} };
}

sub entries {
    my $out = did('the journal', 'journal', '--json', '--count', 1);
    return decode_json($out)->{entries}[0]{entry};
}

# ---- Made for a record that has nothing, and only for that -----------------------------------------------------------

did('open', 'open-workspace', '--name', 'Studio', '--your-name', 'Ada', '--currency', 'EUR', '--zone', 'UTC');
my ($skill) = split /\n/, did('a skill', 'add-skill', '--name', 'law', '--stance', 'partner');
my ($partner) = split /\n/, did('a partner', 'add-partner', '--name', 'Elm');
did('an engagement', 'start-engagement', '--partner', $partner, '--skill', $skill);
unlink $keys;
refused('a write to a record that nobody signed yet', IOERR, qr/file of secrets \Q$keys\E is missing/, 'add-partner', '--name',
    'X');
ok(!-e $keys, 'and no new file is made');
refused('to go on without saying that it is lost', USAGE, qr/--lost/, 'new-key');
ok(!-e $keys, '... makes none either');
is(did('new-key where nothing was signed', 'new-key', '--lost'), '', 'no epoch is begun where no key is to be followed');
my ($advice) = split /\n/, did('and writing is open again', 'note-advice', '--partner', $partner, '--option', 'Go', '--know-by', '2099-01-01');

# ---- Lost, and put back ----------------------------------------------------------------------------------------------

my $receipt = write_file("$folder/receipt.json", did('a receipt', 'receipt', '--entry', 3));
my ($old_key) = public_keys();
write_file("$folder/in", "a long enough password\n");
did('an account', 'account', 'add', 'ada@example.org', '--person', 'ada', '--password-stdin');
unlink "$folder/in";
did('a backup', 'backup', "$folder/copy");
did('after the backup', 'add-partner', '--name', 'Fir');
my $entries = entries();
move($keys, "$folder/hidden");

my $file = write_file("$folder/past.csv", "brief,partner,at,outcome\nb,p,2024-01-01,1\n");
my $lost = qr/\Q$keys\E is missing.*nothing is entered\. Put this one file back from a backup, and leave the database as it is/;
refused('a write', IOERR, $lost, 'add-partner', '--name', 'X');
refused('an import', IOERR, $lost, 'import', '--into', '--workspace', 'studio', $file);
refused('an import of a new workspace', IOERR, $lost, 'import', '--workspace', 'new', $file);
refused('the opening of another workspace', IOERR, $lost, 'open-workspace', '--workspace', 'other', '--name', 'O',
    '--your-name', 'Ada', '--currency', 'EUR', '--zone', 'UTC');
refused('a server', IOERR, $lost, 'serve', '--listen', '127.0.0.1:0');
refused('an account', IOERR, $lost, 'account', 'list');
refused('a backup without it', IOERR, $lost, 'backup', "$folder/half");
ok(!-e "$folder/half", '... of which nothing is left');
refused('a receipt that would have to be signed', IOERR, qr/no key to sign with/, 'receipt', '--entry', 3);
refused('a search', IOERR, qr/no key to search with/, 'search', '--words', 'Elm');
refused('a play', IOERR, $lost, 'play',
    write_file("$folder/play.jsonl", qq({"do": "add_partner", "with": {"name": "X"}}\n)));
ok(!-e $keys, 'no new file was made');
like(did('reading', 'partners'), qr/Elm/, 'what there is can be read');
like(did('today', 'today'), qr/Studio/, 'today as well');
my $shown = decode_json(did('an advice', 'advice', '--advice', $advice, '--json'));
is($shown->{advice}{option}, 'Go', 'an advice can be read');
ok(!exists $shown->{shown}, '... and brings nothing to decide with');
is((public_keys())[0], $old_key, 'and the key that signed');
like(did('an export', 'export'), qr/,Elm,/, 'an export');
is(entries(), $entries, 'nothing was entered meanwhile');

copy("$folder/copy/record.db-keys", $keys);
did('a write after the one file was put back', 'add-partner', '--name', 'Oak');
like(did('partners', 'partners'), qr/Fir/, 'what was entered after the backup is still there');
my $later = did('and is signed as before', 'receipt', '--entry', $entries);
is((public_keys())[-1], $old_key, 'with the same key');

# ---- Another's file --------------------------------------------------------------------------------------------------

my $foreign = qr/\Q$keys\E is not the one with which this record was signed, so nothing is entered\. Put/;
write_file($keys, "1 " . '7' x 64 . "\n");
refused('a write with a file that is not this record\'s', IOERR, $foreign, 'add-partner', '--name', 'X');
refused('a server with one', IOERR, $foreign, 'serve', '--listen', '127.0.0.1:0');
like(did('reading', 'partners'), qr/Oak/, 'what there is can be read');
copy("$folder/hidden", $keys);

# A rotation is a line that somebody adds, and stays one.
write_file($keys, read_file($keys) . '2 ' . '8' x 64 . "\n");
did('a receipt after a rotation', 'receipt', '--entry', 3);
write_file("$folder/rotated.json", did('...', 'receipt', '--entry', 3));
write_file("$folder/old.key", "$old_key\n");
did('the old key still leads to it', 'verify', '--key', "$folder/old.key", "$folder/rotated.json");
my $rotated_key = (public_keys())[-1];
isnt($rotated_key, $old_key, 'the key is another');
refused('a new key where none is lost', DATAERR, qr/nothing needs a new key/, 'new-key', '--lost');
did('a restore', 'restore', '--store', "$folder/restored.db", "$folder/copy");
did('what was restored verifies', 'receipt', '--store', "$folder/restored.db", '--entry', 3);

# ---- Lost for good ---------------------------------------------------------------------------------------------------

run('import', '--workspace', "w$_", $file) for 1 .. TRIES;
run('receipt', '--workspace', "w$_", '--entry', 2) for 1 .. TRIES / 2;
unlink $keys;
my $begun = did('a new key', 'new-key', '--lost');
like($begun, qr/^studio\tepoch \d{10,}$/m, 'begins an epoch where something was signed');
is(scalar(() = $begun =~ /\n/g), 1 + TRIES / 2, '... and only there');
did('a write', 'add-partner', '--name', 'Yew');
like(did('a search', 'search', '--words', 'Elm'), qr/Elm/, 'what was searched before is found');
is(did('accounts', 'account', 'list'), '', 'accounts can not be opened any more, and are gone');
write_file("$folder/in", "a long enough password\n");
did('the same person can have one again', 'account', 'add', 'ada@example.org', '--person', 'ada', '--password-stdin');
unlink "$folder/in";
my $new_key = (public_keys())[-1];
write_file("$folder/new.key", "$new_key\n");
write_file("$folder/both.key", "$old_key\n$new_key\n");
did('a receipt that was given out', 'verify', '--key', "$folder/old.key", "$folder/receipt.json");
write_file("$folder/after.json", did('one of today', 'receipt', '--entry', 3));
unlike(read_file("$folder/after.json"), qr/"rotations":\[\{/, 'names no rotation that leads nowhere');
did('... holds under the new key', 'verify', '--key', "$folder/new.key", "$folder/after.json");
is((run('verify', '--key', "$folder/old.key", "$folder/after.json"))[0], DATAERR, '... and not under the old one');
my $journal = "$folder/journal.jsonl";
write_file($journal, did('the journal', 'export', '--format', 'journal'));
for my $given ([], ['--key', "$folder/old.key"], ['--since', "$folder/receipt.json"],
    ['--since', "$folder/receipt.json", '--key', "$folder/old.key"]) {
    my ($status, $out, $err) = run('verify', @$given, $journal);
    is($status, DATAERR, "verify @$given: nobody vouches for the new key");
    like($err, qr/a new epoch begins with the key [0-9a-f]{64}, to which the one before did not hand over/, '... it says');
    like($err, qr/ask the business itself/, '... with what to do');
}
my $verified = did('the journal, by who trusts both by name', 'verify', '--key', "$folder/both.key", '--since',
    "$folder/receipt.json", $journal);
like($verified =~ s/\s+/ /gr, qr/epoch \d{10,}.* none of them was rewritten since/, '... is what it was');
write_file($keys, read_file($keys) . '2 ' . '9' x 64 . "\n");
write_file("$folder/again.json", did('a rotation of the new key', 'receipt', '--entry', 3));
did('... leads from it', 'verify', '--key', "$folder/new.key", "$folder/again.json");
did('a rebuild', 'rebuild');
is((run('new-key', '--lost'))[0], DATAERR, 'it is not lost any more');

# ---- Killed half-way -------------------------------------------------------------------------------------------------

# Wherever it is killed, the record is as before, or closed until it is called again, or done: never open and half done.
my %seen;
for my $try (1 .. TRIES) {
    unlink $keys;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        exec $program, 'new-key', '--lost' or die "$program: $!";
    }
    select undef, undef, undef, 0.003 * $try;
    kill KILL, $pid;
    waitpid $pid, 0;
    my ($status, $out, $err) = run('add-partner', '--name', "After $try");
    my $state = $status == OK ? 'done' : $err =~ /is missing/ ? 'missing' : $err =~ /is not the one/ ? 'closed' : $err;
    $seen{$state}++;
    run('new-key', '--lost') if $state ne 'done';
    my @unsigned = grep { (run('receipt', '--workspace', $_, '--entry', 1))[0] != OK } 'studio', map { "w$_" } 1 .. TRIES;
    is_deeply(\@unsigned, [], "killed at try $try ($state): every journal can be signed afterwards");
}
is_deeply([grep { !/\A(?:done|missing|closed)\z/ } keys %seen], [], 'and nothing else was seen');

# ---- A journal that nobody asked a receipt of before it was restored ---------------------------------------------------

{
    local $ENV{BELLWETHER_STORE} = "$folder/unsigned.db";
    did('another business', 'open-workspace', '--name', 'Studio', '--your-name', 'Ada', '--currency', 'EUR', '--zone', 'UTC');
    did('a copy of it', 'backup', "$folder/unsigned");
    my $second = '2 ' . join('', map { sprintf '%02x', $_ * 7 % 256 } 1 .. 32) . "\n";
    my %ways = (
        'its key is changed' => sub { write_file("$_[0]-keys", read_file("$_[0]-keys") . $second) },
        'its key is lost' => sub { unlink "$_[0]-keys"; did('a new key', 'new-key', '--lost', '--store', $_[0]) },
        'its key is changed, and it is restored once more' => sub {
            write_file("$_[0]-keys", read_file("$_[0]-keys") . $second);
            did('a copy of the copy', 'backup', "$_[0].copy", '--store', $_[0]);
            unlink glob "$_[0]*db $_[0]-*";
            unlink $_[0];
            did('a restore of that', 'restore', "$_[0].copy", '--store', $_[0]);
        },
    );
    my $number = 0;
    for my $way (sort keys %ways) {
        my $store = "$folder/way" . ++$number . '.db';
        local $ENV{BELLWETHER_STORE} = $store;
        did('a restore', 'restore', "$folder/unsigned", '--store', $store);
        $ways{$way}->($store);
        did('an entry', 'add-skill', '--name', 'law', '--stance', 'rent');
        write_file("$folder/way.jsonl", did('its journal', 'export', '--format', 'journal'));
        write_file("$folder/way.key", did('its keys', 'key'));
        my ($status, $out, $err) = run('verify', '--key', "$folder/way.key", "$folder/way.jsonl");
        is($status, OK, "a journal that was signed by nobody is restored, $way, and holds") or diag($err);
    }
}

done_testing();
