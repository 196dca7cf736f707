#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# The commands, as they are typed: what they print in each form, what they refuse, with which exit status.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Test::More;

my $program  = ($ENV{BUILD} // 'build') . '/bellwether';
my $examples = ($ENV{SOURCE} // '.') . '/examples';
my $folder   = tempdir(CLEANUP => 1);

use constant { OK => 0, USAGE => 64, DATAERR => 65, NOINPUT => 66, CANTCREAT => 73, IOERR => 74 };

sub slurp {
    my ($handle) = @_;
    local $/;
    my $text = <$handle>;
    return defined $text ? $text : '';
}

# Runs the program; returns its status, what it printed, and its errors.
sub run {
    my ($arguments, $input) = @_;
    write_file("$folder/in", $input // '');
    my $status = system("'$program' $arguments <'$folder/in' >'$folder/out' 2>'$folder/err'") >> 8;
    return ($status, read_file("$folder/out"), read_file("$folder/err"));
}

sub read_file {
    my ($path) = @_;
    open my $handle, '<:raw', $path or die "$path: $!";
    return slurp($handle);
}

sub write_file {
    my ($path, $text) = @_;
    open my $handle, '>:raw', $path or die "$path: $!";
    print $handle $text;
    close $handle or die "$path: $!";
    return $path;
}

sub refused {
    my ($arguments, $expected, $pattern, $name, $input) = @_;
    my ($status, $out, $err) = run($arguments, $input);
    is($status, $expected, "$name: exit status $expected");
    is($out, '', "$name: nothing on standard output");
    like($err, $pattern, "$name: says why");
}

sub json_of {
    my ($arguments, $input) = @_;
    my ($status, $out, $err) = run($arguments, $input);
    is($status, OK, "bellwether $arguments") or diag($err);
    return decode_json($out);
}

# Splits a line of CSV without newlines in its fields.
sub fields_of {
    my ($line, $separator) = @_;
    my @fields;
    while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^\Q$separator\E]*))(?:\Q$separator\E|$)/gc) {
        push @fields, defined $1 ? $1 =~ s/""/"/gr : $2;
        last if pos($line) == length $line;
    }
    return @fields;
}

# ---- Help and usage --------------------------------------------------------------------------------------------------

{
    my ($status, $out) = run('--version');
    is($status, OK, '--version');
    like($out, qr/^bellwether \d+\.\d+\.\d+\n$/, 'says the version');
    for my $verb ('', qw(trust forecast backtest)) {
        my ($help_status, $help) = run("$verb --help");
        is($help_status, OK, "$verb --help");
        like($help, qr/^Usage: bellwether /, 'shows the usage');
        cmp_ok((sort { $b <=> $a } map { length } split /\n/, $help)[0], '<=', 110, 'in lines that fit');
    }
    refused('', USAGE, qr/Usage/, 'no command');
    refused('fly', USAGE, qr/no command "fly"/, 'unknown command');
    for my $verb (qw(trust forecast backtest verify)) {
        refused($verb, USAGE, qr/\Abellwether $verb: expected 1 file, found 0\. Usage: bellwether $verb [^\n]+\n\z/,
            "$verb without a file");
        refused("$verb a 'b c'", USAGE, qr/\Abellwether $verb: found more than was expected: "b c" [^\n]+\n\z/,
            "$verb with two files");
    }
    refused('backtest --from 2024-05-01 --to 2024-04-30 x', USAGE, qr/--from is after --to/, 'a period that ends first');
    refused('trust --json --table x', USAGE, qr/two forms/, 'two forms at once');
    refused('trust --check-cost 1,500 x', USAGE, qr/without marks between its thousands, found "1,500"/, 'thousands?');
    refused('trust --check-cost 1,2,3 x', USAGE, qr/a number from 0 to 1e16/, 'a list');
    refused('trust --frob x', USAGE, qr/no option --frob/, 'unknown option');
    refused('trust --half-life', USAGE, qr/needs an argument/, 'missing argument');
    refused('trust --json=1 x', USAGE, qr/takes no argument/, 'argument to a flag');
    refused('trust --check-cost=-1 x', USAGE, qr/a number from 0 to 1e16, found "-1"/, 'negative cost');
    refused('trust --check-cost nan x', USAGE, qr/found "nan"/, 'cost that is no number');
    refused('trust --check-hours 1001 x', USAGE, qr/0 to 1000/, 'too many hours');
    refused('trust --priors flat x', USAGE, qr/standard or none/, 'unknown priors');
    refused('backtest --from yesterday x', USAGE, qr/a date such as/, 'a date that is none');
    refused("forecast '$examples/studio.csv'", USAGE, qr/--record/, 'no record');
    refused('forecast --record - -', USAGE, qr/only one/, 'standard input twice');
}

# ---- Files that can't be taken ---------------------------------------------------------------------------------------

{
    refused("trust '$folder/none.csv'", NOINPUT, qr/none\.csv: can't be opened: No such file/, 'no such file');
    refused("trust '$folder'", NOINPUT, qr/can't be read: Is a directory/, 'a folder');
    my $bad = write_file("$folder/bad.csv", "brief,partner,at,outcome\nq,p,soon,1\nq,p,2024-01-01,7\n");
    for my $command ("trust '$bad'", "backtest '$bad'", "forecast --record '$bad' '$examples/first-week.csv'") {
        refused($command, DATAERR, qr/\A\Q$bad\E:2:3 \(at\): [^\n]+\n\Q$bad\E:3:4 \(outcome\): [^\n]+\n\Q$bad\E: 2 of 2 lines are wrong; [^\n]+\n\z/,
            "broken file in $command");
    }
    refused("trust -", DATAERR, qr/^standard input:1: /, 'a broken standard input', "x\n");
    my $many = "brief,partner,at,outcome\n" . "q,p,soon,1\n" x 130;
    my ($status, $out, $err) = run('trust -', $many);
    is(() = $err =~ /\n/g, 102, 'a hundred problems are listed');
    like($err, qr/and 30 more lines like these: 102 to 131\n/, 'and the others named by their lines');
    like($err, qr/\nstandard input: 130 of 130 lines are wrong; nothing was taken from the file\n\z/, 'and all of them');
    refused('trust -', DATAERR, qr/^standard input:1:5 [^\n]+\n\z/, 'a broken header is one problem, and no lines are counted',
        "brief,partner,at,outcome,at\nq,p,soon,1,\n");
    for my $picture ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10", 'PK' . "\3\4x", pack('C*', map { ($_ * 37 + 11) % 256 } 1 .. 9000)) {
        refused('trust -', DATAERR, qr/\Astandard input:1: expected text in UTF-8, found a [^\n]+\n\z/, 'a file that is no text',
            $picture);
    }
    for my $kind ("a,b\n1,2\n", "\x7fELF\0\1\n\e[31m") {
        refused('verify -', DATAERR, qr/\Abellwether: - is no receipt and no journal: [^\n\e]+\n\z/, 'nor a receipt', $kind);
    }
    my $huge = "$folder/huge.csv";
    write_file($huge, "brief,partner,at,outcome\n");
    truncate $huge, 2**30 + 1 or die "$huge: $!";
    refused("trust '$huge'", DATAERR, qr/\A\Q$huge\E: is longer than 1 GiB\n\z/, 'a file past the bound');
    unlink $huge;
    is(system("'$program' trust '$examples/studio.csv' >/dev/full 2>'$folder/err'") >> 8, IOERR, 'a full disk is an error');
    like(read_file("$folder/err"), qr/can't be written .*No space left/, 'and named');
    # The reader is gone before the program begins: how fast either is must not matter.
    pipe my $reader, my $writer or die "pipe: $!";
    close $reader;
    open my $stdout, '>&', \*STDOUT or die "dup: $!";
    open STDOUT, '>&', $writer or die "dup: $!";
    my $closed = system("'$program' trust '$examples/studio.csv' 2>'$folder/err'");
    open STDOUT, '>&', $stdout or die "dup: $!";
    is($closed >> 8, 141, 'a closed pipe ends the program as it ends others');
    is(read_file("$folder/err"), '', 'in silence');
}

# ---- trust -----------------------------------------------------------------------------------------------------------

{
    my ($status, $out) = run("trust '$examples/studio.csv'");
    is($status, OK, 'trust, piped');
    my ($header, @lines) = map { [split /\t/, $_, -1] } split /\n/, $out;
    is(@lines, 5, 'a line per partner and skill');
    is_deeply([map { scalar @$_ } @lines], [(scalar @$header) x 5], 'all as long as the header');
    my %column;
    @column{@$header} = 0 .. $#$header;
    for my $line (@lines) {
        my %value = map { $_ => $line->[$column{$_}] } @$header;
        ok($value{chance_low} <= $value{chance} && $value{chance} <= $value{chance_high},
            "$value{partner}: the chance lies in its range");
        ok($value{outcomes} <= $value{advice_count}, 'and its outcomes are counted');
        like($value{in_words}, qr/\Q$value{outcomes}\E/, 'in words too');
        ok($value{limit_in_words} ne '' && $value{limit_reason} =~ /^[a-z_]+$/, 'and its limit has a reason');
    }
    my $document = json_of("trust --json '$examples/studio.csv'");
    is($document->{rows}, 63, 'trust --json counts the rows');
    is(@{ $document->{standings} }, 5, 'and has the same standings');
    for my $i (0 .. 4) {
        cmp_ok(abs($document->{standings}[$i]{chance}{estimate} - $lines[$i][$column{chance}]), '<', 1e-4,
            'with the same chance');
    }
    my ($table_status, $table) = run("trust --table '$examples/studio.csv'");
    is($table_status, OK, 'trust --table');
    like($table, qr/Hartwell &.*\d+ of \d+ .*\d+ %/, 'names and numbers');
    utf8::decode($table);
    cmp_ok((sort { $b <=> $a } map { length } split /\n/, $table)[0], '<=', 100, 'in a hundred columns');
    my ($tty_status, $tty) = (system("script -qec \"'$program' trust '$examples/studio.csv'\" /dev/null >'$folder/tty' </dev/null") >> 8,
        read_file("$folder/tty"));
    like($tty, qr/In words/, 'a terminal gets the table');

    my ($week_status, $week) = run("trust --table '$examples/first-week.csv'");
    like($week, qr/1 of 1 worked; too early to say more\s+\(between \d+ and \d+ in\s+10\)/, 'one outcome: a range in words');
    like($week, qr/no outcome known yet/, 'no outcome: that');
    unlike($week, qr/the chance that their next advice/, 'and no chance to a percent');

    is($document->{standings}[0]{said}{sure}{outcomes}, 0 + $lines[0][$column{said_sure}], 'words for how sure are counted');
    my $said = json_of('trust --json -', "brief,partner,at,confidence,outcome,decision\na,p,2024-01-01,sure,1,follow\n"
        . "b,p,2024-01-02,sure,0,follow\nc,p,2024-01-03,sure,1,override\nd,p,2024-01-04,leaning to it,1,\n");
    is_deeply($said->{standings}[0]{said},
        { sure => { outcomes => 2, worked => 1 }, leaning => { outcomes => 1, worked => 1 },
            fairly_sure => { outcomes => 0, worked => 0 } }, 'as often as the advice has an outcome');
    my ($apart_status, $apart) = run("trust --table '$examples/advised-decisions-excerpt.csv'");
    is(() = $apart =~ m{^accuracyDates/\S+\n|^agreementDates/\S+\n}gm, 11, 'each workspace has a heading');

    unlike($week, qr/there are 1\b|\(1 to 1\)|[+-]\d+ to/, 'nor a range to a point');
    like($week, qr/overrode 1 of 4 decisions\. Of your own choices then, 0 of 1 known worked; of\s+the\s+advice, as far/,
        'nor of what checking added');
    my ($single_status, $single) = run('trust --table -', "brief,partner,at,outcome,decision\nq,p,2024-01-01,1,override\n");
    like($single, qr/overrode 1 of 1 decision\./, 'one decision is no decisions');

    # lines that are asked for, in every form
    my $partner_of = sub { [map { $_->{partner} } @{ json_of("trust --json @_ '$examples/studio.csv'")->{standings} }] };
    is_deeply($partner_of->('--partner', '"mora type works"'), ['Mora Type Works'], '--partner, capitals or not');
    is_deeply($partner_of->('--skill web'), ['Pine & Pixel'], '--skill');
    is_deeply($partner_of->('--sort name --top 2'), ['Hartwell & Daughters', 'Lindqvist Lettings'], '--sort and --top');
    is_deeply($partner_of->('--sort chance'),
        [map { $_->{partner} } sort { $b->{chance}{estimate} <=> $a->{chance}{estimate} } @{ $document->{standings} }],
        'the highest first');
    is(json_of("trust --json --top 2 '$examples/studio.csv'")->{standings_found}, 5, 'how many there were is said');
    is(() = (run("trust --top 3 --sort outcomes '$examples/studio.csv'"))[1] =~ /\n/g, 4, 'tab-separated too');
    my ($top_status, $top) = run("trust --table --top 1 --skill premises '$examples/studio.csv'");
    like($top, qr/Lindqvist/, 'and in the table'), unlike($top, qr/Pine|Shown are/, 'with nothing else');
    like((run("trust --table --top 2 '$examples/studio.csv'"))[1], qr/Shown are 2 of 5 lines/, 'what is left out is said');
    refused("trust --partner Nobody '$examples/studio.csv'", USAGE, qr/is of --partner "Nobody"; names/, 'a partner who is not there');
    refused('trust --sort price x', USAGE, qr/expected name, limit, chance or outcomes, found "price"/, 'unknown order');
    refused('trust --top 0 x', USAGE, qr/a whole number from 1 to/, 'the first none');

    # a long answer says where its words are, a narrow terminal gets them instead of the table
    my $long = "brief,partner,at,outcome\n" . join '', map { "q$_,p$_,2024-01-01,1\n" } 1 .. 21;
    like((run('trust --table -', $long))[1], qr/at most 20, and\s+these are 21: ask for .*--partner\s+NAME/s, 'a long table says how to get words');
    like((run('trust --table --top 20 -', $long))[1], qr/In words/, 'which helps');
    for my $width (40, 70, 80, 100) {
        system("script -qec \"stty cols $width; '$program' trust '$examples/studio.csv'\" /dev/null >'$folder/tty' </dev/null");
        my $text = read_file("$folder/tty") =~ s/\r//gr;
        utf8::decode($text);
        cmp_ok((sort { $b <=> $a } map { length } split /\n/, $text)[0], '<=', $width, "a terminal of $width columns is enough");
        like($text, qr/In words/, 'for the words');
        is($text =~ /^Partner/m ? 1 : 0, $width > 60 ? 1 : 0, 'and the table where it fits');
    }
    my $bell = (run('trust --table -', "brief,partner,at,outcome\nq,\"\e[31m\abad\n" . 'x' x 300 . "\",2024-01-01,1\n"))[1];
    unlike($bell, qr/\e|\a|x{60}/, 'a name moves no cursor and fills no screen');

    # names that are nearly the same stay apart, and that is said
    my $near = "brief,partner,at,outcome,workspace\nq,Acme,2024-01-01,1,u\nr,acme ,2024-01-02,1,u\ns,ACME,2024-01-03,1,v\n";
    my ($near_status, $alike) = run('trust --table -', $near);
    like($alike, qr/different\s+partners:\s+"Acme"\s+and\s+"acme\s"\./, 'near names are told');
    unlike($table, qr/different\s+partners/, 'where there are any');
    my $new = write_file("$folder/near.csv", "brief,partner,at,workspace\nt,ACME,2024-02-01,u\nt,Acme,2024-02-01,u\n");
    my ($told_status, $told, $note) = run("forecast --record - '$new'", $near);
    is($told_status, OK, 'forecast goes on');
    like($note, qr/\Abellwether forecast: note: [^\n]*: "Acme" and "ACME"\. [^\n]*\n\z/, 'with a note for the name that is not in the record');

    my $dear = json_of("trust --json --check-cost 4000 --check-hours 2 '$examples/studio.csv'");
    is($dear->{standings}[0]{earned_limit}{check_cost}, 4000, 'the cost of a check is taken over');
    my $comma = json_of("trust --json --check-cost 12,5 '$examples/studio.csv'");
    is($comma->{standings}[0]{earned_limit}{check_cost}, 12.5, 'with a decimal comma too');
    my $none = json_of("trust --json --priors none '$examples/studio.csv'");
    isnt($none->{standings}[0]{chance}{estimate}, $document->{standings}[0]{chance}{estimate}, '--priors none counts');
    my $fading = json_of("trust --json --half-life 90 '$examples/studio.csv'");
    isnt($fading->{standings}[0]{chance}{estimate}, $document->{standings}[0]{chance}{estimate}, '--half-life counts');
    my ($empty_status, $empty) = run('trust --table -', "brief,partner,at,outcome\n");
    is($empty_status, OK, 'a record with no rows');
    like($empty, qr/nothing to show yet/, 'has nothing to show');
}

# ---- forecast --------------------------------------------------------------------------------------------------------

my @added = qw(p_advice p_advice_low p_advice_high p_own_view p_own_view_low p_own_view_high take);

{
    my $record = "'$examples/studio.csv'";
    my $header = "brief,partner,skill,at,advice,confidence,own_view,note,outcome";
    my $new = "$header\nq2,Mora Type Works,brand design,2025-08-02,blue,80%,red,\"b, \"\"2\"\"\",9\n"
        . "q1,Pine & Pixel,web,2025-08-01,x,sure,, kept ,\nq1,Unheard Of,web,2025-08-03,y,,y,,\n";
    my ($status, $out, $err) = run("forecast --record $record -", $new);
    is($status, OK, 'forecast') or diag($err);
    my ($first, @rows) = split /\n/, $out;
    is($first, join(',', $header, @added), 'the columns, and those that are added');
    is(@rows, 3, 'as many rows as came in');
    my @fields = map { [fields_of($_, ',')] } @rows;
    is_deeply([map { $_->[0] } @fields], [qw(q2 q1 q1)], 'in the order in which they came');
    is($fields[0][7], 'b, "2"', 'what was in a field is kept');
    is($fields[1][7], ' kept ', 'spaces too');
    is($fields[0][8], '9', 'an outcome is not even looked at');
    for my $row (@fields) {
        ok($row->[10] <= $row->[9] && $row->[9] <= $row->[11], 'the chance lies in its range');
        like($row->[-1], qr/^(advice|own_view)$/, 'and says what to take');
    }
    is(join(',', @{ $fields[1] }[12 .. 15]), ',,,advice', 'no own view: no chance of one, and the advice is taken');
    my ($again_status, $again) = run("forecast --record $record -", $new =~ s/,9\n/,0\n/r);
    is($again =~ s/,0,/,9,/r, $out, 'outcomes of new rows change nothing');

    my $semicolons = "\xEF\xBB\xBFbrief;partner;at;confidence\r\nq;Pine & Pixel;2025-08-01;0,8\r\n";
    my ($dialect_status, $dialect) = run("forecast --record $record -", $semicolons);
    like($dialect, qr/\A\xEF\xBB\xBFbrief;partner;at;confidence;p_advice;.*\r\nq;Pine & Pixel;2025-08-01;0,8;0,\d{6};/s,
        'the answer is in the dialect of the question');
    refused("forecast --record $record -", DATAERR, qr/no column named "take"/, 'a column that is added already there',
        "brief,partner,at,take\nq,p,2025-01-01,x\n");

    # a second opinion counts when it was given before, in either file
    my $one = "brief,partner,at,advice\n";
    my ($alone) = (run("forecast --record $record -", "${one}Z,P,2025-08-02,a\n"))[1];
    my ($backed) = (run("forecast --record $record -", "${one}Z,P,2025-08-02,a\nZ,Q,2025-08-01,a\nZ,R,2025-08-01,a\n"))[1];
    my ($later) = (run("forecast --record $record -", "${one}Z,P,2025-08-02,a\nZ,Q,2025-08-03,a\nZ,R,2025-08-03,a\n"))[1];
    my @chance = map { (fields_of((split /\n/)[1], ','))[4] } $alone, $backed, $later;
    cmp_ok($chance[1], '>', $chance[0], 'earlier agreement of others raises the chance');
    is($chance[2], $chance[0], 'later agreement does not');
    my ($none_status, $none) = run("forecast --record $record -", "brief,partner,at\n");
    is($none, "brief,partner,at," . join(',', @added) . "\n", 'no new rows: the header alone');
}

# ---- The same option -------------------------------------------------------------------------------------------------

# Capitals and blanks make no other option, as in the record.
{
    my @spelt = map {
        my $other = $_;
        "brief,partner,at,advice,decision,chosen,outcome\n" . join '',
            map { "q$_,P,2024-01-0$_,Mill $_,follow,Mill $_,1\nq$_,Q,2024-01-0$_," . $other->($_) . ",override,Mill $_,1\n" } 1 .. 6
    } sub { "Mill $_[0]" }, sub { " mill   $_[0]" }, sub { "Tower $_[0]" };
    my @told = map { json_of('trust --json -', $_)->{standings} } @spelt;
    is_deeply($told[1], $told[0], 'the same figures however an option is typed');
    isnt($told[2][1]{outcomes}, $told[0][1]{outcomes}, '... and others where it is another');
}

# ---- backtest --------------------------------------------------------------------------------------------------------

{
    my $file = "$examples/advised-decisions-excerpt.csv";
    my ($status, $out) = run("backtest '$file'");
    is($status, OK, 'backtest');
    like($out, qr/log loss/i, 'scores'), like($out, qr/disagreements/, 'roads'), like($out, qr/highAccuracy/, 'kinds');
    like($out, qr/\A[A-Z][^\n]*(?:disagree|differed|right in)/, 'which starts with what it comes to');
    my $one = "brief,partner,at,advice,own_view,decision,outcome,advice_outcome,own_view_outcome\n"
        . "q,p,2024-01-01,a,b,override,0,1,0\n";
    my ($one_status, $tiny) = run('backtest -', $one);
    like($tiny, qr/differed in 1 decision whose .* Bellwether would have been right in [01],\s+people\s+were in 0\./s, 'one outcome: a count');
    like($tiny, qr/1 piece of advice to 1 business\..*1 of them, given on 2024-01-01, has an\s+outcome/s, 'and singular words');
    like($tiny, qr/1 of 1 known outcome was good\. That is too early/, 'and no scores');
    unlike($tiny, qr/%|log loss/i, 'nor shares');
    my $six = "brief,partner,at,advice,own_view,decision,outcome,advice_outcome,own_view_outcome\n"
        . "q,p,2024-01-01,a,b,override,0,1,0\n" . join '', map { "q$_,p,2024-01-0$_,a,a,follow,1,1,1\n" } 2 .. 6;
    my ($six_status, $few) = run('backtest -', $six);
    like($few, qr/The 1 disagreement\n/, 'the one disagreement');
    like($few, qr/as people decided  .* %.* 0 of 1 \(/, 'has counts beside the shares of six');
    like($few, qr/that is, against people .* too early\n/, 'and no difference');
    like($few, qr/ \d of [1-4]  /, 'so has a band of few');
    is(json_of("backtest --json -", $six)->{verdict} =~ /differed in 1 decision/ ? 1 : 0, 1, 'the verdict is in the JSON too');
    my $report = json_of("backtest --json --rows '$folder/rows.csv' '$file'");
    is($report->{rows}, 417, 'all rows');
    is($report->{scored}, 417, 'all scored');
    is($report->{all}{count}, 417, 'all compared');

    # the report follows from the rows that it was made of
    open my $handle, '<', "$folder/rows.csv" or die $!;
    chomp(my @lines = <$handle>);
    my @names = fields_of(shift @lines, ',');
    is_deeply([@names[-7 .. -1]], \@added, 'the rows have the columns of forecast');
    is(@lines, 417, 'all of them are written');
    my ($loss, $brier, $good, $apart, $apart_good, $decided) = (0) x 6;
    for my $line (@lines) {
        my %row;
        @row{@names} = fields_of($line, ',');
        my $p = $row{p_advice};
        $loss -= log($row{advice_outcome} == 1 ? $p : 1 - $p);
        $brier += ($p - $row{advice_outcome})**2;
        my $taken = $row{take} eq 'advice' ? $row{advice_outcome} : $row{own_view_outcome};
        $good += $taken;
        next if $row{own_view} eq $row{advice};
        $apart++, $apart_good += $taken, $decided += $row{outcome};
    }
    cmp_ok(abs($loss / 417 - $report->{methods}{bellwether}{log_loss}), '<', 1e-5, 'log loss');
    cmp_ok(abs($brier / 417 - $report->{methods}{bellwether}{brier}{score}), '<', 1e-5, 'Brier score');
    cmp_ok(abs($good / 417 - $report->{all}{bellwether}{estimate}), '<', 1e-6, 'what the engine said, over all');
    is($report->{disagreements}{count}, $apart, 'the disagreements');
    cmp_ok(abs($apart_good / $apart - $report->{disagreements}{bellwether}{estimate}), '<', 1e-6, 'and over them');
    cmp_ok(abs($decided / $apart - $report->{disagreements}{as_decided}{estimate}), '<', 1e-6, 'and as decided');
    is(eval { my $sum = 0; $sum += $_->{count} for @{ $report->{bands} }; $sum }, 417, 'the bands hold all');
    is(eval { my $sum = 0; $sum += $_->{disagreements} for @{ $report->{kinds} }; $sum }, $apart, 'the kinds hold all apart');

    refused("backtest --rows /nonexistent/rows.csv '$file'", CANTCREAT, qr{\Abellwether: /nonexistent/rows\.csv can't be written: its folder does not exist\n\z},
        'rows to nowhere');
    refused("backtest --rows /dev/full '$file'", CANTCREAT, qr/No space left/, 'rows to a full disk');
}

# Only what was known before counts: changing the outcome of a row changes no forecast up to the moment it was known.
{
    my $header = "brief,partner,at,confidence,outcome,outcome_at\n";
    my @rows = map {
        sprintf "q%d,p%d,2024-01-%02dT12:00:00Z,0.%d,%%d,%s\n", $_, $_ % 3, $_, 5 + $_ % 5,
            $_ == 4 ? '2024-01-15T12:00:00Z' : $_ == 9 ? '2024-01-09T12:00:00Z' : ''
    } 1 .. 28;
    my $forecasts = sub {
        my (%flipped) = @_;
        my $text = $header . join '', map { sprintf $rows[$_ - 1], $flipped{$_} ? $_ % 4 == 0 : $_ % 4 != 0 } 1 .. 28;
        run("backtest --rows '$folder/known.csv' -", $text);
        my ($first, @lines) = split /\n/, read_file("$folder/known.csv");
        return map { (fields_of($_, ','))[6] } @lines;
    };
    my @plain = $forecasts->();
    for my $case ([4, 16], [9, 10], [12, 13], [20, 21]) {
        my ($row, $seen) = @$case;
        my @other = $forecasts->($row => 1);
        my ($changed) = grep { $plain[$_ - 1] != $other[$_ - 1] } 1 .. 28;
        is($changed, $seen, "the outcome of row $row is first seen by row $seen");
    }
}

# What came later changes no forecast: the start of a record is forecast as if there were no more of it.
for my $name (qw(studio polls-excerpt)) {
    my ($header, @lines) = split /\n/, read_file("$examples/$name.csv");
    my $half = int(@lines / 2);
    my @forecasts = map {
        run("backtest --rows '$folder/part.csv' -", join("\n", $header, @lines[0 .. $_ - 1]) . "\n");
        [(split /\n/, read_file("$folder/part.csv"))[1 .. $half]]
    } $half, scalar @lines;
    is_deeply($forecasts[0], $forecasts[1], "the first half of $name.csv is forecast the same without the second");
}

# --from and --to bound what is scored, not what is learned from.
{
    my $all  = json_of("backtest --json --rows '$folder/all.csv' '$examples/polls-excerpt.csv'");
    my $part = json_of("backtest --json --from 2004-01-01 --to 2004-10-31 '$examples/polls-excerpt.csv'");
    my ($expected, $loss, $yes_no) = (0, 0, 0);
    my ($first, @lines) = split /\n/, read_file("$folder/all.csv");
    my %index;
    my @names = fields_of($first, ',');
    @index{@names} = 0 .. $#names;
    for my $line (@lines) {
        my @row = fields_of($line, ',');
        my ($at, $y, $p) = @row[@index{qw(at outcome p_advice)}];
        next if $at lt '2004-01-01' || $at gt '2004-10-31T23:59:59Z';
        $expected++;
        next if $y != 0 && $y != 1;
        $yes_no++;
        $loss -= log($y == 1 ? $p : 1 - $p);
    }
    is($part->{scored}, $expected, 'rows of the period');
    is($part->{yes_or_no}, $yes_no, 'with a plain yes or no');
    cmp_ok(abs($part->{methods}{bellwether}{log_loss} - $loss / $yes_no), '<', 0.01, 'scored nearly alike');
    my ($status, $out) = run("backtest --from 2030-01-01 '$examples/polls-excerpt.csv'");
    is($status, OK, 'a period with nothing in it');
    like($out, qr/nothing to hold a\s+forecast against/, 'says so');
}

# The record itself is never written over, through a link neither.
{
    my $copy = "$folder/copy.csv";
    system('cp', "$examples/studio.csv", $copy) == 0 or die;
    symlink $copy, "$folder/link.csv" or die;
    for my $target ($copy, "$folder/link.csv") {
        my ($status, $out, $err) = run("backtest --rows '$target' '$copy'");
        is($status, 64, 'refused');
        like($err, qr/is the record itself/, 'says why');
        is(read_file($copy), read_file("$examples/studio.csv"), 'and leaves it alone');
    }
    my ($status, $help) = run('decide --help');
    like($help, qr/--decision follow\|adapt\|override\|defer\n\s+\w/, 'a long option has its help on a line of its own');
}

done_testing();
