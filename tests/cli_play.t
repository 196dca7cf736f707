#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# `play`: what a file may say, what is refused and what stays then; and the demonstrations, from end to end.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Test::More;

my $program  = ($ENV{BUILD} // 'build') . '/bellwether';
my $examples = ($ENV{SOURCE} // '.') . '/examples/demonstration';
my $folder   = tempdir(CLEANUP => 1);
delete @ENV{qw(BELLWETHER_STORE BELLWETHER_WORKSPACE BELLWETHER_PERSON)};

use constant { OK => 0, USAGE => 64, DATAERR => 65, NOINPUT => 66, NOPERM => 77, LINE_MAX => 2**20, FILE_MAX => 2**26 };
use constant NOW => '2026-01-12T08:00';

sub read_file {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!";
    local $/;
    my $text = <$handle>;
    return defined $text ? $text : '';
}

sub write_file {
    my ($path, $text) = @_;
    open my $handle, '>:raw', $path or die "$path: $!";
    print $handle $text;
    close $handle or die "$path: $!";
    return $path;
}

sub run {
    my ($arguments) = @_;
    my $status = system("'$program' $arguments >'$folder/out' 2>'$folder/err' </dev/null") >> 8;
    return ($status, read_file("$folder/out"), read_file("$folder/err"));
}

sub json_of {
    my ($arguments) = @_;
    my ($status, $out, $err) = run("$arguments --json");
    is($status, OK, "bellwether $arguments") or diag($err);
    return $status == OK ? decode_json($out) : {};
}

my $stores = 0;

sub new_store {
    return "$folder/record" . ++$stores . '.db';
}

# Plays lines into a store; the usual ones are put in front where a fresh store is asked for (undef).
my $beginning = <<'END';
# A studio, two partners.
{"clock": "2025-01-06T09:00", "do": "open_workspace", "with": {"name": "S", "your_name": "Ada", "currency": "EUR", "zone": "UTC"}}

{"clock": "2025-01-06T09:01", "do": "add_skill", "with": {"name": "Web", "stance": "partner"}, "call": "web"}
{"clock": "2025-01-06T09:02", "do": "add_partner", "with": {"name": "Tin"}, "call": "tin"}
{"clock": "2025-01-06T09:03", "do": "add-partner", "with": {"name": "Pan"}, "call": "pan"}
{"clock": "2025-01-06T09:04", "do": "start_engagement", "with": {"partner": "$tin", "skill": "$web"}, "call": "e1"}
{"clock": "2025-01-06T09:05", "do": "start_engagement", "with": {"partner": "$pan", "skill": "$web", "own_views": "on"}, "call": "e2"}
{"clock": "2025-01-06T09:06", "do": "add_person", "with": {"person": "tom", "name_of_person": "Tom", "role": "partner", "partner": "$tin"}}
END
my $first = ($beginning =~ tr/\n//) + 1;

sub play {
    my ($lines, $store) = @_;
    my $path = write_file("$folder/play.jsonl", (defined $store ? '' : $beginning) . $lines);
    my $into = $store // new_store();
    return (run("play '$path' --store '$into' --workspace s --as ada"), $into);
}

sub refused {
    my ($lines, $pattern, $name, $expected) = @_;
    my ($status, $out, $err, $store) = play($lines);
    is($status, $expected // DATAERR, "$name: its exit status");
    is($out, '', 'nothing on standard output');
    like($err, $pattern, 'one clear error');
    is($err =~ tr/\n//, 1, 'and no more');
    return $store;
}

sub said {
    my ($number, $text) = @_;
    return qr/\Abellwether play: \Q$folder\E\/play\.jsonl:$number$text/;
}

# ---- What a file may say ---------------------------------------------------------------------------------------------

{
    my ($status, $out, $err, $store) = play(<<'END');
{"clock": "2025-01-07T09:00", "do": "ask", "with": {"question": "$9 or $10?", "details": "$$tin is text", "engagements": ["$e1", "$e2"], "know_by": "2025-03-01", "worked_if": "It did"}, "call": "price"}
  # for people, too
{"clock": "2025-01-07T10:00", "as": "tom", "do": "advise", "with": {"brief": "$price", "option": "Nine"}, "call": "nine"}
{"clock": "2025-01-07T10:30", "do": "seal_own_view", "with": {"on": "$price", "option": "Nine"}}
{"clock": "2025-01-07T11:00", "do": "decide", "look": true, "with": {"advice": "$nine", "decision": "follow"}}
{"clock": "2025-01-07T12:00", "do": "invite", "with": {"name_of_person": "Eve", "role": "member"}, "call": "eve-comes"}
{"clock": "2025-01-07T12:01", "as": "eve", "do": "join", "with": {"secret": "$eve-comes.secret"}}
{"workspace": "other", "clock": "2025-01-07T13:00", "do": "open_workspace", "with": {"name": "O", "your_name": "Ada", "currency": "EUR", "zone": "UTC"}}
END
    is($status, OK, 'a file is done') or diag($err);
    is($out, "$folder/play.jsonl: 14 lines done\n", 'and its lines are counted');
    is($err, '', 'in silence');
    my $id = json_of("play '$folder/play.jsonl' --store '" . new_store() . "' --workspace s --as ada")->{names};
    my $with = "--store '$store' --workspace s --as ada --clock 2025-02-01";
    my $brief = json_of("brief --brief $id->{price} $with");
    is($brief->{brief}{question}, '$9 or $10?', 'a sum is no name');
    is($brief->{brief}{details}, '$tin is text', 'and $$ is $');
    is(@{ $brief->{asked} }, 2, 'names in lists stand for ids');
    my $advice = json_of("advice --advice $id->{nine} $with");
    is($advice->{advice}{decision}, 'follow', 'look takes along what was shown');
    ok(exists $advice->{decisions}[0]{shown_advice}, 'which is in the record');
    like($advice->{advice}{decided_at}, qr/^2025-01-07T11:00/, 'at the time of the line');
    my $people = json_of("people $with");
    is_deeply([sort map { $_->{id} // $_->{person} // $_->{person_id} } @{ $people->{people} }], [qw(ada eve tom)], 'a link worked');
    is(json_of("today --store '$store' --workspace other --as ada")->{name}, 'O', 'a line may name its workspace');

    my $path = write_file("$folder/names.jsonl", $beginning);
    my $done = json_of("play '$path' --store '" . new_store() . "' --workspace s --as ada");
    is($done->{lines}, 7, 'lines in JSON');
    is_deeply([sort keys %{ $done->{names} }], [qw(e1 e2 pan tin web)], 'and all that was named');
    like($done->{names}{tin}, qr/^p\d+$/, 'with its id');
    is(system("'$program' play - --store '" . new_store() . "' --workspace s --as ada <'$path' >'$folder/out'") >> 8, OK, 'standard input');
    is((run("play '" . write_file("$folder/empty.jsonl", "# nothing\n\n") . "' --store '" . new_store() . "'"))[1],
        "$folder/empty.jsonl: 0 lines done\n", 'a file that does nothing');
}

# ---- What is wrong in the form of a line: nothing is done ------------------------------------------------------------

{
    my $done = '"clock": "2025-01-07", "do": "add_partner", "with": {"name": "X"}';
    my @wrong = (
        ['{"do": ', qr/this is no JSON \(character \d+: /, 'half a line'],
        ['["do"]', qr/a JSON object was expected/, 'a list'],
        ['{"do": "add_partner", "do": "ask"}', qr/no JSON .*duplicate/, 'a member twice'],
        ["{$done, \"when\": 1}", qr/no member "when"/, 'a member that is none'],
        ['{"with": {}}', qr/"do" is missing/, 'nothing to do'],
        ['{"do": 7}', qr/"do" must be text/, 'a number to do'],
        ['{"do": "fly"}', qr/no action "fly"/, 'no such action'],
        ['{"do": "today"}', qr/no action "today"/, 'a question is no action'],
        ["{$done, \"look\": true}", qr/"look" goes only with decide/, 'look elsewhere'],
        ["{$done, \"look\": 1}", qr/"look" must be true or false/, 'look at what'],
        ['{"clock": "soon", "do": "add_partner"}', qr/"clock": expected a date .*found "soon"/, 'no time'],
        ['{"do": "add_partner", "with": []}', qr/"with" must be an object/, 'a list with it'],
        ['{"do": "add_contact", "with": {"partner": "$nobody"}}', qr/nothing before this line is called "nobody"/, 'an unknown name'],
        ['{"do": "ask", "with": {"engagements": ["$e1", "$e3"]}}', qr/called "e3"/, 'an unknown name in a list'],
        ["{$done, \"call\": \"tin\"}", qr/"tin" is what line 5 made/, 'a name twice'],
        ["{$done, \"call\": \"Tin\"}", qr/"call" must be a small letter/, 'a name that is none'],
        ["{$done, \"call\": \"" . 'x' x 65 . '"}', qr/"call" must be .* 64 in all/, 'a name past its bound'],
        ['{"do": "set_direction", "with": {"words": "up"}, "call": "up"}', qr/makes nothing that could be called "up"/, 'nothing made'],
        ["{$done}" . ' ' x (LINE_MAX + 1 - length "{$done}"), qr/longer than 1 MiB/, 'a line past its bound'],
    );
    for my $one (@wrong) {
        my ($line, $pattern, $name) = @$one;
        my $store = refused("$line\n", said($first, qr/: .*$pattern.*\. Nothing was done\.\n\z/), $name);
        ok(!-e $store, 'and no record was made');
    }
    my $at_bound = "{$done}" . ' ' x (LINE_MAX - length "{$done}");
    is((play("$at_bound\n"))[0], OK, 'a line at its bound');
    is((play("{$done, \"call\": \"" . 'x' x 64 . "\"}\n"))[0], OK, 'a name at its bound');

    my $path = write_file("$folder/who.jsonl", "{$done}\n");
    my @nobody = run("play '$path' --store '" . new_store() . "' --workspace s");
    is($nobody[0], DATAERR, 'nobody does it');
    like($nobody[2], qr/who\.jsonl:1: "as" is missing, and there is no --as\./, 'which is said');
    like((run("play '$path' --store '" . new_store() . "' --as ada"))[2], qr/"workspace" is missing/, 'nor where');

    is((run("play '$folder/none.jsonl'"))[0], NOINPUT, 'no such file');
    like((run("play '$folder'"))[2], qr/can't be read: Is a directory/, 'a folder');
    is((run('play'))[0], USAGE, 'no file');
    my $huge = write_file("$folder/huge.jsonl", "# much\n");
    truncate $huge, FILE_MAX + 1 or die "$huge: $!";
    my @huge = run("play '$huge'");
    is($huge[0], DATAERR, 'a file past its bound');
    like($huge[2], qr/\Abellwether play: \Q$huge\E: is longer than 64 MiB\n\z/, 'is refused');
    write_file($huge, ('#' x 1023 . "\n") x (FILE_MAX / 1024));
    is((run("play '$huge' --store '" . new_store() . "'"))[0], OK, 'one at its bound is not');
    unlink $huge;
}

# ---- What is refused while it is done: what came before stays --------------------------------------------------------

{
    my $advised = '{"clock": "2025-01-07", "as": "tom", "do": "advise", "with": {"option": "Nine", "know_by": "2025-02-01", "worked_if": "Yes"}, "call": "nine"}';
    my $store = refused(<<"END", said($first + 1, qr/ \(decide\): .*What the 8 lines before it did stays\.\n\z/), 'a decision without a look');
$advised
{"clock": "2025-01-08", "do": "decide", "with": {"advice": "\$nine", "decision": "follow"}}
{"clock": "2025-01-09", "do": "add_partner", "with": {"name": "Third"}}
END
    my $partners = json_of("partners --store '$store' --workspace s --as ada --clock 2025-02-01");
    is_deeply([map { $_->{name} } @{ $partners->{partners} }], [qw(Tin Pan)], 'what came after was not done');
    is($partners->{partners}[0]{advice}, 1, 'what came before was');

    refused(<<"END", said($first + 1, qr/ \(decide\): /), 'a decision of somebody else', NOPERM);
$advised
{"clock": "2025-01-08", "as": "tom", "do": "decide", "look": true, "with": {"advice": "\$nine", "decision": "follow"}}
END
    refused('{"clock": "2025-01-07", "do": "add_goal", "with": {"name": "G", "measure": "m", "baseline": "1", "target": "2", "due_at": "soon"}}' . "\n",
        said($first, qr/ \(add_goal\): due_at: This must be a date /), 'a field is named as it is in the line');
    refused('{"clock": "2025-01-07", "do": "add_contact", "with": {"partner": "$tin.secret", "name": "T"}}' . "\n",
        said($first, qr/ \(add_contact\): What "\$tin\.secret" stands for was not made\./), 'a secret that there is not');
    refused('{"clock": "2025-01-07", "do": "note_advice", "with": {"partner": "$pan", "option": "Ten", "know_by": "2025-02-01"}, "call": "ten"}' . "\n"
            . '{"clock": "2025-01-07", "do": "add_person", "with": {"person": "ben", "name_of_person": "Ben", "role": "member", "may_decide": true}}' . "\n"
            . '{"clock": "2025-01-08", "as": "ben", "do": "decide", "look": true, "with": {"advice": "$ten", "decision": "follow"}}' . "\n",
        said($first + 2, qr/ \(decide\): .*own/i), 'who owes a view does not look');
    my ($status, $out, $err) = play('{"do": "add_partner", "with": {"name": "X"}}' . "\n", new_store());
    isnt($status, OK, 'a workspace that is not there');
    like($err, qr/:1 \(add_partner\): .*Nothing was done\.\n\z/, 'leaves nothing done');
}

# ---- The demonstrations ----------------------------------------------------------------------------------------------

# A digest of each of the projections and of the journal, and whether every entry has the hash that is kept of it.
my $digest = <<'END';
import hashlib, json, sqlite3, sys
made_anew = {"fits", "standings", "forecasts"}
store = sqlite3.connect(sys.argv[1])
names = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
tables = {name: sorted(map(repr, store.execute(f'SELECT * FROM "{name}"'))) for name in names if name not in made_anew}
leaves = list(store.execute("SELECT leaf, leaf_hash FROM entries"))
print(json.dumps({"rows": {name: len(rows) for name, rows in tables.items()},
                  "tables": {name: hashlib.sha256("\n".join(rows).encode()).hexdigest() for name, rows in tables.items()},
                  "hashes": all(hashlib.sha256(b"\0" + leaf).digest() == kept for leaf, kept in leaves)}))
END
write_file("$folder/digest.py", $digest);

sub digest_of {
    my ($store) = @_;
    return decode_json(`python3 '$folder/digest.py' '$store'`);
}

my @first = (new_store(), new_store());
for my $store (@first) {
    my ($status, $out, $err) = run("play '$examples/studio.jsonl' --store '$store' --workspace studio-nine");
    is($status, OK, 'the year of the studio plays') or diag($err);
    is((run("play '$examples/first-week.jsonl' --store '$store' --workspace tilde-roe"))[0], OK, 'and the first week');
}
my ($store) = @first;
my $ada   = "--workspace studio-nine --as ada --clock " . NOW;
my $tilde = '--workspace tilde-roe --as tilde --clock 2026-01-12T08:00';
my $ids   = {};

{
    my $today = json_of("today --store '$store' $ada");
    my @kinds = grep { ref $today->{$_} eq 'ARRAY' } sort keys %$today;
    for my $kind (qw(to_decide to_report to_check to_review tasks_due mandates_ending contracts_renewing reviews_wanted goals_off_course
            to_talk_with)) {
        ok((grep { $_ eq $kind } @kinds), "today knows $kind");
    }
    my %seldom = map { $_ => 1 } qw(contracts_renewed unanswered); # of a business that is well kept there is none
    cmp_ok(scalar @{ $today->{$_} }, '>=', 1, "and has something there: $_") for grep { !$seldom{$_} } @kinds;
    is($today->{to_talk_with}[0]{partner}, 'Tin Lantern', 'the web agency has gone quiet');
    is_deeply([map { $_->{name} } @{ $today->{goals_off_course} }], ['Work that comes to us'], 'one goal is off course, and only one');
    ok((grep { $_->{is_shut} } @{ $today->{to_decide} }), 'an advice is shut until the own view is sealed');

    my $partners = json_of("partners --store '$store' $ada")->{partners};
    $ids = { map { $_->{name} => $_->{id} } @$partners };
    my %standing = map { $_->{name} => $_->{standings}[0]{document} } @$partners;
    my ($advice, $outcomes) = (0, 0);
    for my $document (values %standing) {
        $advice += $document->{advice};
        $outcomes += $document->{outcomes};
    }
    cmp_ok($advice, '>=', 60, 'sixty pieces of advice');
    cmp_ok($outcomes, '>=', 45, 'and forty-five outcomes');
    my ($mandate) = map { @{ $_->{mandates} } } grep { $_->{name} eq 'Mill & Sum' } @$partners;
    like($standing{'Mill & Sum'}{limit}{reason}, qr/^earned/, 'the accountant earned a limit');
    cmp_ok($standing{'Mill & Sum'}{limit}{limit_minor}, '>', $mandate->{limit_minor}, 'above the one that was granted');
    my $reef = $standing{'Reef Lettings'};
    cmp_ok($reef->{followed}, '<', $reef->{warranted}{low}, 'the letting agent is heard less than the record says');
    cmp_ok($standing{'Rook & Finch'}{chance}{estimate}, '<', $_->{chance}{estimate}, 'the recruiter is the last to be right')
        for @standing{ 'Mill & Sum', 'Reef Lettings', 'Tin Lantern' };
    is($standing{'Thorne Legal'}{limit}{reason}, 'too_few', 'and of the lawyer little is known');
}

{
    my $skills = json_of("skills --store '$store' $ada")->{skills};
    is_deeply([map { $_->{name} } grep { @{ $_->{partner_because} // [] } } @$skills], ['Contracts and rights'],
        'one skill that is bought by the hour deserves a partner');

    # What is said of a skill is what is said of those who hold it: no two pages disagree.
    my $of_partners = json_of("partners --store '$store' $ada");
    my %said;
    for my $standing (map { @{ $_->{standings} } } @{ $of_partners->{partners} }) {
        $said{ $standing->{skill} }{$_} += $standing->{document}{$_} for qw(outcomes worked);
    }
    is_deeply({ map { $_->{name} => { outcomes => $_->{outcomes}, worked => $_->{worked} } } grep { $_->{outcomes} } @$skills },
        { map { $_ => $said{$_} } grep { $said{$_}{outcomes} } keys %said }, 'skills and partners count the same outcomes');
    my ($mill) = grep { $_->{name} eq 'Mill & Sum' } @{ $of_partners->{partners} };
    my $petra = json_of("portal --store '$store' --as petra --clock " . NOW)->{businesses}[0];
    ok(!grep({ exists $_->{document}{limit}{check_cost_minor} } @{ $petra->{standings} }),
        'a partner is not told what an hour of the business is worth');
    delete $_->{document}{limit}{check_cost_minor} for @{ $mill->{standings} };
    is_deeply([map { $_->{document} } @{ $petra->{standings} }], [map { $_->{document} } @{ $mill->{standings} }],
        'and sees the same figures as the business otherwise');

    my $reasons = $of_partners->{reasons};
    is(scalar @$reasons, 5, 'the latest reasons for going another way');
    ok(!(grep { !length($_->{reason} // '') || $_->{decision} !~ /^(?:override|adapt)$/ } @$reasons), 'each with its words');
    is_deeply([map { $_->{decided_at} } @$reasons], [reverse sort map { $_->{decided_at} } @$reasons], 'the newest first');

    my $lead = json_of("partner --store '$store' --partner $ids->{'Reef Lettings'} $ada");
    my ($ferry) = grep { ($_->{option} // '') eq 'The old ferry office on Quay Street' } @{ $lead->{advice} };
    my $page = json_of("advice --store '$store' --advice $ferry->{id} $ada");
    is($page->{advice}{decision}, 'override', "the agent's first choice was refused");
    ok((grep { $_->{kind} eq 'reply_to_override' } @{ $page->{messages} }), 'and the agent replied');
    my %side = map { $_->{side} => $_->{worked} } grep { $_->{road} eq 'taken' } @{ $page->{outcomes} };
    cmp_ok(abs($side{client} - $side{partner}), '>=', 3000, 'both sides see its outcome, far apart');
    ok((grep { $_->{road} eq 'advice' } @{ $page->{outcomes} }), 'and what the ferry office would have been is known');

    my $week = json_of("partners --store '$store' $tilde")->{partners};
    my @documents = map { $_->{standings}[0]{document} } @$week;
    is(scalar @documents, 3, 'the first week has three partners');
    my $outcomes = 0;
    $outcomes += $_->{outcomes} for @documents;
    is($outcomes, 2, 'and two outcomes');
    ok($_->{chance}{low} < $_->{chance}{estimate} && $_->{chance}{estimate} < $_->{chance}{high}, 'and something to say of each')
        for @documents;
    cmp_ok(scalar @{ json_of("today --store '$store' $tilde")->{to_decide} }, '>=', 1, 'and something to decide');
}

{
    for my $question ("today $ada", "partners $ada", (map { "partner --partner $_ $ada" } sort values %$ids), "today $tilde", "partners $tilde") {
        my @answers = map { (run("$question --store '$_'"))[1] } @first;
        is($answers[0], $answers[1], "the same every time: $question");
        cmp_ok(length $answers[0], '>', 100, 'and something to read');
    }
    my ($shut, undef, $why) = run("export --format journal --store '$store' --workspace studio-nine --as wanda --clock " . NOW);
    is($shut, DATAERR, 'no copy of the journal while one side alone has answered a review');
    like($why, qr/Give your side's answers first/, 'which says what to do');
    my $review = json_of("today --store '$store' $ada")->{to_review}[0]{id};
    is((run("give-review --store '$store' $ada --review $review --answers 3 --facts 3 --speed 3 --worth 3"))[0], OK, 'it is given');
    my ($status, $journal) = run("export --format journal --store '$store' --workspace studio-nine --as wanda --clock " . NOW);
    is((run("verify '" . write_file("$folder/journal.jsonl", $journal) . "'"))[0], OK, 'the journal verifies');
    (my $changed = $journal) =~ s/I lay awake/I slept well/ or die 'the words to change are not there';
    is((run("verify '" . write_file("$folder/changed.jsonl", $changed) . "'"))[0], DATAERR, 'and not with a word changed');
    my $shown = `'$examples/show' '$program' '$folder/shown'`;
    is($?, 0, 'what `make run` shows is shown');
    my ($settings, @next) = map { s/ +# .*//r } (split /\n/, $shown =~ s/.*== Try next\n//sr);
    cmp_ok(scalar @next, '>=', 5, 'and what to try next');
    is(system("cd '$examples/../..' && $settings && $_ >'$folder/out' 2>'$folder/err'"), 0, $_) or diag(read_file("$folder/err"))
        for @next;

    my $before = digest_of($store);
    cmp_ok($before->{rows}{entries}, '>', 400, 'the journal has an entry for each action');
    ok($before->{hashes}, 'and every entry has the hash that is kept of it');
    for my $who ('studio-nine --as ada', 'tilde-roe --as tilde') {
        is((run("rebuild --store '$store' --workspace $who"))[0], OK, "the tables are made anew: $who");
    }
    is_deeply(digest_of($store), $before, 'and come out as they were');
}

done_testing();
