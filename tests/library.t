#!/usr/bin/perl
# SPDX-License-Identifier: AGPL-3.0-or-later
# The installed library, as a stranger meets it: its header as C and as C++, its pkg-config file, its symbols.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $build  = $ENV{BUILD}  // 'build';
my $source = $ENV{SOURCE} // '.';
my $root   = tempdir(CLEANUP => 1);
my $log    = "$root/log";

sub runs {
    my ($command, $name) = @_;
    my $good = system("($command) >'$log' 2>&1") == 0;
    ok($good, $name) or diag("$command\n" . slurp($log));
    return $good;
}

sub slurp {
    my ($path) = @_;
    open my $handle, '<', $path or return '';
    local $/;
    return scalar <$handle>;
}

runs("DESTDIR='$root' meson install -C '$build' --no-rebuild", 'it installs');
my ($pc) = split /\n/, `find '$root' -name bellwether.pc`;
ok(defined $pc, 'with a pkg-config file');
(my $folder = $pc // '') =~ s{/[^/]*$}{};
my $found = "PKG_CONFIG_PATH='$folder' PKG_CONFIG_SYSROOT_DIR='$root' pkg-config";
(my $libraries = $folder) =~ s{/pkgconfig$}{};

my $strict = '-Wall -Wextra -Wpedantic -Werror';
runs("gcc -std=c17 $strict '$source/examples/first_estimate.c' -o '$root/shared' \$($found --cflags --libs bellwether)",
    'the example builds against the shared library');
my $said = `LD_LIBRARY_PATH='$libraries' '$root/shared'`;
is($?, 0, 'and runs');
like($said, qr/2 of 3 worked; .* \d+ % \(between \d+ and \d+ %\)/, 'and says what it should');

open my $cpp, '>', "$root/header.cpp" or die $!;
print $cpp "#include <bellwether/bellwether.h>\n#include <cstdio>\n"
    . "int main() { std::puts(bellwether_version()); return 0; }\n";
close $cpp;
runs("g++ -std=c++17 $strict '$root/header.cpp' -o '$root/cpp' \$($found --cflags --libs bellwether)",
    'the header compiles as C++');
is(`LD_LIBRARY_PATH='$libraries' '$root/cpp'`, `$build/bellwether --version` =~ s/^bellwether //r,
    'library and program are of one version');

my ($shared) = glob("$libraries/libbellwether.so.?");
ok(defined $shared, 'the shared library has a versioned name');
like(`readelf -d '$shared'`, qr/SONAME.*\[libbellwether\.so\.0\]/, 'and a soname');
my @symbols = map { (split)[-1] } grep { / [A-TV-Z] / } `nm -D --defined-only '$shared'`;
ok(@symbols > 10, 'it exports symbols');
is_deeply([grep { !/^bellwether_/ } @symbols], [], 'its own ones only');
my %exported = map { $_ => 1 } @symbols;
my $header = slurp("$source/include/bellwether/bellwether.h");
my @declared = $header =~ /BELLWETHER_PUBLIC[^;]*?\b(bellwether_\w+)\(/g;
is_deeply([sort @declared], [sort @symbols], 'exactly those that its header declares');
unlike(`readelf -d '$shared'`, qr/libglib|libjansson|libcsv/, 'it needs no library of the program');

for my $file ($shared, "$build/bellwether") {
    like(`readelf -dW '$file'`, qr/BIND_NOW|FLAGS_1.*NOW/, "$file binds at start");
    like(`readelf -lW '$file'`, qr/GNU_RELRO/, "$file has a read-only relocation table");
    unlike(`readelf -lW '$file'`, qr/GNU_STACK.*RWE/, "$file has a stack that can't be run");
}
like(`readelf -hW '$build/bellwether'`, qr/Type:\s+DYN/, 'the program is position-independent');
done_testing();
