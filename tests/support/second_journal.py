# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second implementation of the journal's formats, written from RFC 8785, RFC 9162, RFC 6901 and docs/journal.md.

It shares nothing with the program: Python's json and hashlib, Ed25519 from python3-cryptography, and the RFC's
recursive definitions as they stand, with no thought of speed. Verification recomputes paths from the definitions
instead of following the RFC's verification steps. A wrong file raises Refused.
"""
import hashlib
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

INTEGER_MAX = 2 ** 53 - 1
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*\Z")
HEX = re.compile(r"(?:[0-9a-f]{2})*\Z")


class Refused(Exception):
    pass


def demand(condition, what):
    if not condition:
        raise Refused(what)


def sha256(data):
    return hashlib.sha256(data).digest()


# ---- RFC 8785, without fractions -----------------------------------------------------------------------------------

SHORT_ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def canonical_string(text):
    demand("\0" not in text, "NUL in a string")
    out = []
    for character in text:
        point = ord(character)
        if point in SHORT_ESCAPES:
            out.append(SHORT_ESCAPES[point])
        elif point < 32:
            out.append("\\u%04x" % point)
        else:
            out.append(character)
    return '"' + "".join(out) + '"'


def canonical_text(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        demand(abs(value) <= INTEGER_MAX, "integer too large")
        return str(value)
    if isinstance(value, str):
        return canonical_string(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical_text, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical_string(key) + ":" + canonical_text(value[key]) for key in keys) + "}"
    raise Refused("not a value of the profile: %r" % (value,))


def canonical(value):
    return canonical_text(value).encode("utf-8")


def parse_line(line):
    """A canonical JSON value that fills a line, newline included."""
    demand(line.endswith(b"\n"), "no newline at the end")

    def pairs(members):
        result = dict(members)
        demand(len(result) == len(members), "a key twice")
        return result

    def no_fraction(text):
        raise Refused("a fraction: " + text)

    try:
        value = json.loads(line[:-1].decode("utf-8"), object_pairs_hook=pairs, parse_float=no_fraction,
                           parse_constant=no_fraction)
        again = canonical(value)
    except (ValueError, RecursionError) as problem:
        raise Refused(str(problem))
    demand(again == line[:-1], "not canonical")
    return value


# ---- RFC 9162 §2.1 -------------------------------------------------------------------------------------------------

def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def cut(size):
    """The largest power of two smaller than size."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def tree_hash(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = cut(len(leaves))
    return node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = cut(len(leaves))
    if m < k:
        return path(m, leaves[:k]) + [tree_hash(leaves[k:])]
    return path(m - k, leaves[k:]) + [tree_hash(leaves[:k])]


def root_from_path(m, size, leaf, hashes):
    """The root that PATH(m, D[size]) leads to, by the definition read backwards."""
    if size == 1:
        demand(not hashes, "the proof is too long")
        return leaf
    demand(hashes, "the proof is too short")
    k = cut(size)
    if m < k:
        return node_hash(root_from_path(m, k, leaf, hashes[:-1]), hashes[-1])
    return node_hash(hashes[-1], root_from_path(m - k, size - k, leaf, hashes[:-1]))


# ---- Forms ---------------------------------------------------------------------------------------------------------

def unhex(value, count):
    demand(isinstance(value, str) and len(value) == 2 * count and HEX.match(value), "not %d bytes of hex" % count)
    return bytes.fromhex(value)


def is_integer(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def members(value, names):
    demand(isinstance(value, dict) and set(value) == set(names.split()), "members other than " + names)
    return value


def check_name(value, most):
    demand(isinstance(value, str) and len(value) <= most and NAME.match(value), "not a name")


def check_time(value):
    demand(is_integer(value, -62135596800000, 253402300799999), "not a time")


# ---- Signed statements ---------------------------------------------------------------------------------------------

def key_id(public):
    return sha256(public).hex()


def message(context, statement):
    return context.encode() + b"\x00" + canonical(statement)


def check_signature(public, context, statement, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message(context, statement))
    except (InvalidSignature, ValueError):
        raise Refused("wrong signature")


def check_head_fields(head):
    members(head, "at epoch key root size workspace")
    check_time(head["at"])
    demand(is_integer(head["epoch"], 1, INTEGER_MAX) and is_integer(head["size"], 0, INTEGER_MAX), "epoch or size")
    check_name(head["workspace"], 64)
    unhex(head["root"], 32)
    unhex(head["key"], 32)


def check_signed_head(value):
    members(value, "head public_key signature")
    check_head_fields(value["head"])
    public = unhex(value["public_key"], 32)
    demand(key_id(public) == value["head"]["key"], "the key's id is not the key's")
    check_signature(public, "bellwether/head/1", value["head"], unhex(value["signature"], 64))
    return public


def check_rotation(value):
    members(value, "rotation signature")
    rotation = members(value["rotation"], "at from to workspace")
    check_time(rotation["at"])
    check_name(rotation["workspace"], 64)
    unhex(rotation["to"], 32)
    check_signature(unhex(rotation["from"], 32), "bellwether/rotation/1", rotation, unhex(value["signature"], 64))
    return rotation


def check_beginning(value):
    members(value, "beginning public_key signature")
    beginning = members(value["beginning"], "at continues epoch key workspace")
    check_time(beginning["at"])
    check_name(beginning["workspace"], 64)
    demand(is_integer(beginning["epoch"], 1, INTEGER_MAX), "epoch")
    check_head_fields(beginning["continues"])
    public = unhex(value["public_key"], 32)
    demand(key_id(public) == beginning["key"], "the key's id is not the key's")
    check_signature(public, "bellwether/beginning/1", beginning, unhex(value["signature"], 64))
    return beginning


# ---- Entries -------------------------------------------------------------------------------------------------------

def walk(value):
    yield value
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from walk(child)


def at_pointer(body, pointer):
    demand(pointer.startswith("/"), "not a pointer into the body")
    value = body
    for token in pointer[1:].split("/"):
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            demand(re.match(r"(0|[1-9][0-9]*)\Z", token) and int(token) < len(value), "no such place")
            value = value[int(token)]
        else:
            demand(isinstance(value, dict) and token in value, "no such place")
            value = value[token]
    return value


def commitment(salt, text):
    return sha256(salt + text.encode("utf-8")).hex()


def check_entry(entry, openings):
    members(entry, "actor at body format kind seq")
    demand(is_integer(entry["format"], 1, 1), "format")
    demand(is_integer(entry["seq"], 1, INTEGER_MAX), "seq")
    check_time(entry["at"])
    check_name(entry["actor"], 128)
    check_name(entry["kind"], 128)
    demand(isinstance(entry["body"], dict) and isinstance(openings, dict), "body or openings")
    unhex(entry["body"].get("blind"), 16)
    for value in walk(entry["body"]):
        if isinstance(value, dict) and "commitment" in value:
            demand(value is not entry["body"], "the body is a commitment")
            unhex(members(value, "commitment")["commitment"], 32)
    for pointer, opening in openings.items():
        members(opening, "salt text")
        demand(isinstance(opening["text"], str), "text")
        place = at_pointer(entry["body"], pointer)
        demand(isinstance(place, dict) and "commitment" in place, "no commitment there")
        demand(commitment(unhex(opening["salt"], 32), opening["text"]) == place["commitment"], "another text")


# ---- Files ---------------------------------------------------------------------------------------------------------

def verify_receipt(data, trusted=None):
    receipt = members(parse_line(data), "bellwether entry format head openings proof public_key rotations signature")
    demand(receipt["bellwether"] == "receipt" and is_integer(receipt["format"], 1, 1), "not a receipt of format 1")
    entry, head = receipt["entry"], receipt["head"]
    check_entry(entry, receipt["openings"])
    public = check_signed_head({name: receipt[name] for name in ("head", "public_key", "signature")})
    demand(isinstance(receipt["proof"], list) and isinstance(receipt["rotations"], list), "proof or rotations")
    keys = [public.hex()]
    for rotation in map(check_rotation, reversed(receipt["rotations"])):
        demand(rotation["to"] == keys[-1] and rotation["workspace"] == head["workspace"], "a gap in the rotations")
        keys.append(rotation["from"])
    demand(entry["seq"] <= head["size"], "entry beyond the head")
    hashes = [unhex(text, 32) for text in receipt["proof"]]
    root = root_from_path(entry["seq"] - 1, head["size"], leaf_hash(canonical(entry)), hashes)
    demand(root.hex() == head["root"], "the proof does not lead to the root")
    if trusted is not None:
        demand(trusted in keys, "not a trusted key")
    return receipt


def verify_journal(data, trusted=None, since=None):
    """Verifies all lines; returns the last signed head. trusted: a key, or a list of them, of which one may begin an epoch
    where another was lost."""
    leaves, key, keys, epoch, workspace, last = [], None, [], 1, None, None
    demand(data, "empty")
    for line in data.splitlines(keepends=True) if b"\r" not in data else [data]:
        value = parse_line(line)
        if "head" in value:
            public = check_signed_head(value).hex()
            head = value["head"]
            demand(key in (None, public) and workspace in (None, head["workspace"]), "another key or workspace")
            key, workspace, last = public, head["workspace"], head
            keys.append(key)
            demand(head["size"] == len(leaves) and head["epoch"] == epoch, "a head out of place")
            demand(head["root"] == tree_hash(leaves).hex(), "other entries were signed")
            continue
        members(value, "entry openings")
        entry = value["entry"]
        check_entry(entry, value["openings"])
        demand(entry["seq"] == len(leaves) + 1, "an entry out of place")
        statement = {name: member for name, member in entry["body"].items() if name != "blind"}
        if entry["kind"] == "rotate_key":
            rotation = check_rotation(statement)
            demand(key in (None, rotation["from"]) and workspace in (None, rotation["workspace"]), "false rotation")
            keys += [rotation["from"], rotation["to"]]
            key, workspace = rotation["to"], rotation["workspace"]
        if entry["kind"] == "begin_epoch":
            beginning = check_beginning(statement)
            before = beginning["continues"]
            named = trusted if isinstance(trusted, (list, tuple)) else [trusted]
            own = key == statement["public_key"] if key else before["key"] == key_id(bytes.fromhex(statement["public_key"]))
            demand(own or statement["public_key"] in named, "another key")
            demand(key is None or before["key"] == key_id(bytes.fromhex(key)), "a key that was not in force")
            keys.append(statement["public_key"])
            demand(before["size"] == len(leaves) and before["root"] == tree_hash(leaves).hex() and
                   before["epoch"] == epoch and beginning["epoch"] > epoch and
                   beginning["workspace"] == before["workspace"], "a false beginning")
            key, workspace, epoch = statement["public_key"], beginning["workspace"], beginning["epoch"]
        leaves.append(leaf_hash(canonical(entry)))
    demand(last is not None and last["size"] == len(leaves), "entries that nobody signed")
    if trusted is not None:
        demand(any(name in keys for name in ([trusted] if isinstance(trusted, str) else trusted)), "not a trusted key")
    if since is not None:
        check_signed_head(since)
        kept = since["head"]
        demand(kept["size"] <= len(leaves) and tree_hash(leaves[:kept["size"]]).hex() == kept["root"], "rewritten")
    return last


def dated_back(data):
    """The numbers of the entries of a verified journal that are dated before the entry before them."""
    entries = [value["entry"] for value in map(parse_line, data.splitlines(keepends=True)) if "entry" in value]
    return [after["seq"] for before, after in zip(entries, entries[1:]) if after["at"] < before["at"]]


# ---- Making them ---------------------------------------------------------------------------------------------------

class Key:
    def __init__(self, seed):
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, context, statement):
        return self.private.sign(message(context, statement)).hex()


class Journal:
    """A journal that grows in memory. draw(count) gives random bytes."""

    def __init__(self, workspace, draw):
        self.workspace, self.draw = workspace, draw
        self.key, self.lost = Key(draw(32)), None
        self.leaves, self.entries, self.lines, self.rotations = [], [], [], []
        self.epoch, self.at = 1, 1760000000000

    def append(self, actor, kind, body, texts=()):
        """texts: member names of the body whose strings are replaced by commitments."""
        body = dict(body, blind=self.draw(16).hex())
        openings = {}
        for name in texts:
            salt = self.draw(32)
            openings["/" + name.replace("~", "~0").replace("/", "~1")] = {"salt": salt.hex(), "text": body[name]}
            body[name] = {"commitment": commitment(salt, body[name])}
        self.at += 1000
        entry = {"format": 1, "seq": len(self.leaves) + 1, "at": self.at, "actor": actor, "kind": kind, "body": body}
        self.leaves.append(leaf_hash(canonical(entry)))
        self.entries.append((entry, openings))
        self.lines.append(canonical({"entry": entry, "openings": openings}) + b"\n")

    def head_fields(self):
        return {"at": self.at, "epoch": self.epoch, "key": key_id(self.key.public), "root": tree_hash(self.leaves).hex(),
                "size": len(self.leaves), "workspace": self.workspace}

    def sign(self):
        head = self.head_fields()
        signed = {"head": head, "public_key": self.key.public.hex(), "signature": self.key.sign("bellwether/head/1", head)}
        self.lines.append(canonical(signed) + b"\n")
        return signed

    def rotate(self):
        new = Key(self.draw(32))
        rotation = {"at": self.at, "from": self.key.public.hex(), "to": new.public.hex(), "workspace": self.workspace}
        signed = {"rotation": rotation, "signature": self.key.sign("bellwether/rotation/1", rotation)}
        self.append("person:ada", "rotate_key", signed)
        self.rotations.append(signed)
        self.key = new

    def restore(self):
        continues = dict(self.head_fields(), key=key_id((self.lost or self.key).public))
        self.lost = None
        beginning = {"at": self.at, "continues": continues, "epoch": self.epoch + 1,
                     "key": key_id(self.key.public), "workspace": self.workspace}
        self.append("person:ada", "begin_epoch",
                    {"beginning": beginning, "public_key": self.key.public.hex(),
                     "signature": self.key.sign("bellwether/beginning/1", beginning)})
        self.epoch += 1

    def lose_key(self):
        self.lost = self.key
        self.key = Key(self.draw(32))
        self.restore()

    def receipt(self, seq, signed_head):
        entry, openings = self.entries[seq - 1]
        size = signed_head["head"]["size"]
        return canonical(dict(signed_head, bellwether="receipt", format=1, entry=entry, openings=openings,
                              proof=[item.hex() for item in path(seq - 1, self.leaves[:size])],
                              rotations=self.rotations)) + b"\n"

    def file(self):
        return b"".join(self.lines)
