#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program's journals and receipts against a second implementation, in both directions, right and wrong."""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

source = os.environ.get("SOURCE", ".")
build = os.environ.get("BUILD", "build")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(source, "tests", "support"))
import second_journal as second  # noqa: E402

program = os.path.join(build, "bellwether")
tool = os.path.join(build, "tests", "journal_tool")
count = 0


def ok(condition, name):
    global count
    count += 1
    print("%s %d - %s" % ("ok" if condition else "not ok", count, name), flush=True)


def verify(*arguments, stdin=None):
    """(exit status, standard output, standard error) of the program."""
    done = subprocess.run([program, "verify", *arguments], input=stdin, capture_output=True, timeout=120,
                          env=dict(os.environ, LC_ALL="C.UTF-8"))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def refused(function, *arguments):
    try:
        function(*arguments)
        return False
    except second.Refused:
        return True


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
    return os.path.join(folder, name)


def ours_by_second(folder, entries):
    """What the C code made, read by the second implementation, and by the program."""
    subprocess.run([tool, "42", str(entries), folder], check=True)
    journal, key, last_key = (read(folder, name) for name in ("journal.jsonl", "key.txt", "last-key.txt"))
    keys = [key.decode().strip(), last_key.decode().strip()]
    heads = sorted(name for name in os.listdir(folder) if name.startswith("head-"))
    good = all(second.verify_journal(journal, trusted)["size"] == entries for trusted in keys)
    for name in heads:
        second.verify_journal(journal, None, second.parse_line(read(folder, name)))
    ok(good and heads, "%d entries: the second implementation verifies the program's journal" % entries)
    for seq in range(1, entries + 1):
        receipt = second.verify_receipt(read(folder, "receipt-%d.json" % seq), keys[0])
        good = good and receipt["entry"]["seq"] == seq
    ok(good, "%d entries: and each of its receipts" % entries)
    statuses = {verify("--json", "--key", os.path.join(folder, "key.txt"), "--since", os.path.join(folder, name),
                       os.path.join(folder, "journal.jsonl"))[0] for name in heads}
    ok(statuses == {0}, "%d entries: the program verifies its own journal since every head" % entries)


def second_by_ours(folder, entries):
    """What the second implementation made, read by the program."""
    source_of_bytes = random.Random(entries)
    journal = second.Journal("studio-nine", source_of_bytes.randbytes)
    key = journal.key.public.hex() + "\n"
    early = journal.sign()
    for number in range(entries):
        if number and number % 7 == 0:
            journal.rotate()
        elif number and number % 11 == 0:
            journal.restore()
        else:
            journal.append("person:ada", "advise",
                           {"why": "Nr. %d: \u20ac \U0001f600 \ufb33 \x01\x7f\"\\/\n" % number, "a/b~": "x" * number,
                            "\U0001f600": 1, "\ufb33": -number, "list": [None, True, {"\r": "deep"}]}, ("why", "a/b~"))
        if number % 5 == 0:
            journal.sign()
    head = journal.sign()
    path = write(folder, "second.jsonl", journal.file())
    key_path = write(folder, "second-key.txt", b"# studio\n" + key.encode())
    since = write(folder, "second-head.json", second.canonical(early) + b"\n")
    status, output, errors = verify("--json", "--key", key_path, "--since", since, path)
    document = json.loads(output) if status == 0 else {}
    ok(status == 0 and document["size"] == entries and document["epoch"] == journal.epoch and
       document["key"] == head["head"]["key"] and document["key_was_given"] is True,
       "%d entries: the program verifies the second implementation's journal" % entries)
    good = True
    for seq in range(1, entries + 1):
        data = journal.receipt(seq, head)
        second.verify_receipt(data)
        status, output, errors = verify("--json", "--key", key_path, "-", stdin=data)
        good = good and status == 0 and json.loads(output)["entry"]["seq"] == seq
    ok(good, "%d entries: and each of its receipts" % entries)
    return journal, head


def dated_back():
    """A journal whose clock runs backwards holds, and both implementations name the same entries."""
    draw = random.Random(5)
    told = said = True
    for number in range(8):
        journal = second.Journal("studio-nine", draw.randbytes)
        for entry in range(12):
            journal.at += draw.choice((0, 500, -1000, -1001, -90000)) if number else 0
            journal.append("person:ada", "advise", {})
        journal.sign()
        second.verify_journal(journal.file())
        expected = second.dated_back(journal.file())
        status, output, errors = verify("--json", "-", stdin=journal.file())
        document = json.loads(output) if status == 0 else {}
        told = told and (document.get("dated_back"), document.get("first_dated_back")) == (
            len(expected), expected[0] if expected else None) and bool(expected) == (number > 0)
        status, output, errors = verify("-", stdin=journal.file())
        words = "the first of them entry %d" if len(expected) > 1 else "before it: entry %d"
        said = said and status == 0 and (words % expected[0] if expected else "No entry is dated") in " ".join(
            output.split())
    ok(told, "both implementations find the same entries dated before the one before them")
    ok(said, "and it is said in words, with the exit status of a journal that holds")


def lost_key(folder):
    """A new key in the place of one that was lost: both take it from who names it, and from nobody else."""
    draw = random.Random(8)
    journal = second.Journal("studio-nine", draw.randbytes)
    old = journal.key.public.hex()
    for entry in range(3):
        journal.append("person:ada", "advise", {})
    kept = journal.sign()
    journal.lose_key()
    journal.append("person:ada", "advise", {})
    journal.sign()
    new = journal.key.public.hex()
    since = write(folder, "lost-head.json", second.canonical(kept) + b"\n")
    path = write(folder, "lost.jsonl", journal.file())
    agreed = True
    for names in ([], [old], [new], [old, new]):
        key = write(folder, "lost.key", "".join(name + "\n" for name in names).encode())
        by_second = refused(second.verify_journal, journal.file(), names or None, kept)
        status = verify(*(["--key", key] if names else []), "--since", since, path)[0]
        agreed = agreed and by_second == (status == 65) and by_second == (new not in names)
    ok(agreed, "both implementations take a new key in the place of a lost one from who names it, and only then")


def both_refuse(journal, head, folder):
    """Changes that keep the JSON canonical: both implementations refuse every one."""
    draw = random.Random(1)
    receipt = journal.receipt(4, head)
    lines = journal.file()
    disagreed = accepted = 0
    for data, function in ((receipt, second.verify_receipt), (lines, second.verify_journal)):
        for _ in range(60):
            place = draw.randrange(len(data))
            changed = bytearray(data)
            while changed[place:place + 1] == data[place:place + 1]:
                changed[place] = draw.choice(b"0123456789abcdef") if draw.random() < 0.8 else draw.randrange(256)
            changed = bytes(changed)
            by_second = refused(function, changed)
            status = verify("-", stdin=changed)[0]
            accepted += not by_second
            disagreed += (status == 65) != by_second
    ok(disagreed == 0, "both implementations agree on 120 changed files")
    ok(accepted == 0, "both refuse all of them")


def documented(folder):
    """The examples of docs/journal.md are what both implementations read."""
    text = read(os.path.join(source, "docs"), "journal.md").decode()
    example = {name: block for name, block in re.findall(r"^```([a-z-]+)\n(.*?)^```$", text, re.M | re.S)}
    data = {name: block.encode() for name, block in example.items()}
    entry = second.parse_line(data["leaf"])
    receipt = second.verify_receipt(data["receipt"])
    head = second.verify_journal(data["journal"], None, second.parse_line(data["head"]))
    ok(second.leaf_hash(data["leaf"][:-1]).hex() == example["leaf-hash"].strip() and receipt["entry"] == entry and
       receipt["head"] == head, "the second implementation reads the documented examples")
    paths = {name: write(folder, "documented-" + name, block) for name, block in data.items()}
    ok(verify("--key", paths["key"], paths["receipt"])[0] == 0 and
       verify("--key", paths["key"], "--since", paths["head"], paths["journal"])[0] == 0 and
       verify("--since", paths["receipt"], paths["journal"])[0] == 0, "and so does the program")


def command_line(folder):
    """Exit statuses and what is said."""
    journal, key = os.path.join(folder, "journal.jsonl"), os.path.join(folder, "key.txt")
    other_key = write(folder, "other.txt", b"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n")
    receipt = os.path.join(folder, "receipt-4.json")
    status, output, errors = verify(journal)
    ok(status == 0 and "not who signed it" in output and "only a head" in output and errors == "",
       "without key and head the answer says what it leaves open")
    status, output, errors = verify("--key", key, receipt)
    ok(status == 0 and "The receipt holds. Entry 4" in output, "a receipt is explained")
    status, output, errors = verify("--key", other_key, receipt)
    ok(status == 65 and output == "" and "none of the trusted keys" in errors and "--key" in errors,
       "another's key: EX_DATAERR, and what to do")
    ok(verify("--key", other_key, journal)[0] == 65, "the same for a journal")
    ok(verify(os.path.join(folder, "missing"))[0] == 66, "no such file: EX_NOINPUT")
    ok(verify("--key", os.path.join(folder, "missing"), journal)[0] == 66, "no such key file: EX_NOINPUT")
    ok(verify(folder)[0] == 66, "a folder: EX_NOINPUT")
    ok(verify()[0] == 64 and verify(journal, journal)[0] == 64, "no file, two files: EX_USAGE")
    ok(verify("--key", receipt, journal)[0] == 65, "a key file that is none: EX_DATAERR")
    ok(verify("--since", key, journal)[0] == 65, "a head that is none: EX_DATAERR")
    lines = read(folder, "journal.jsonl").splitlines(keepends=True)
    status, output, errors = verify("-", stdin=b"".join(lines[:1] + lines[2:]))
    ok(status == 65 and "line 2:" in errors, "an error names its line")
    status, output, errors = verify("-", stdin=b"")
    ok(status == 65 and "empty" in errors, "an empty file is not a journal")
    status, output, errors = verify("-", stdin=b"{" + b"x" * 3000000)
    ok(status == 65 and "line 1" in errors and "longer than" in errors, "a line without end is given up on")


with tempfile.TemporaryDirectory() as folder:
    for size in (1, 2, 3, 6, 17, 40):
        with tempfile.TemporaryDirectory() as part:
            ours_by_second(part, size)
    for size in (1, 2, 8, 30):
        made, signed = second_by_ours(folder, size)
    both_refuse(made, signed, folder)
    dated_back()
    lost_key(folder)
    subprocess.run([tool, "7", "12", folder], check=True)
    documented(folder)
    command_line(folder)
print("1..%d" % count)
