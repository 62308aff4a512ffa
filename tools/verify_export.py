#!/usr/bin/env python3
"""Checks an export of a tic-core ledger without tic-core. Python 3.9 or later, standard library only; read it before you trust it.

不依赖 tic-core，只用 Python 标准库，核验账本的导出文件。

    python verify_export.py EXPORT.jsonl [--anchor CHECKPOINT.txt]...
    python verify_export.py --proof PROOF.json [--anchor CHECKPOINT.txt]...

What is checked, in the order of the file:

1. Each line is JSON in the one spelling that is allowed: keys sorted, no white space, no floating-point number. So what is hashed
   here is what was hashed when it was recorded, byte for byte.
2. Each event's hash is H(hash of its subject's event before ‖ length of its bytes ‖ its bytes); sequence and number have no gap.
3. Each text that was decided under has the SHA-256 by which the events name it, and none is missing.
4. The checkpoint at the end is the root of the Merkle tree (RFC 6962) over all events.
5. The last line's digest is that of everything above it.
6. Each checkpoint you hold (--anchor) is the root over as many events as it says. ONLY THIS shows a history that was rewritten with
   all its hashes, or an end that was cut off: whoever can write a new file can compute 1 to 5 anew.

Exit code: 0 everything holds, 1 something does not, 2 wrong use.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

ZERO = "0" * 64


def spelled(value):
    """The one spelling of a value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def no_float(text):
    """Numbers that matter are whole, or text."""
    raise ValueError("floating-point number " + text)


def read(line):
    """A line's value; ValueError unless it is spelled as it must be."""
    value = json.loads(line.decode("utf-8"), parse_float=no_float, parse_constant=no_float)
    if not isinstance(value, dict) or spelled(value) != line:
        raise ValueError("not in the canonical spelling")
    return value


class Tree:
    """The Merkle tree of RFC 6962, one hash kept for each full subtree."""

    def __init__(self, hash_of):
        self.size, self.peaks, self.hash_of = 0, [], hash_of

    def push(self, leaf):
        """Add the next leaf."""
        node, full = self.hash_of(b"\x00" + leaf), self.size
        while full & 1:
            node, full = self.hash_of(b"\x01" + self.peaks.pop() + node), full >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        """The root over all leaves so far."""
        if not self.peaks:
            return self.hash_of(b"")
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = self.hash_of(b"\x01" + peak + node)
        return node


def checkpoint(text):
    """(origin, size, root) of a printed checkpoint; signatures below an empty line are not looked at."""
    origin, size, root = text.replace("\r\n", "\n").split("\n\n")[0].rstrip("\n").split("\n")
    if not size.isdigit() or len(base64.b64decode(root, validate=True)) != 32:
        raise ValueError("this is no checkpoint: " + text)
    return origin, int(size), base64.b64decode(root)


def hash_function(name):
    """From bytes to 32 bytes."""
    if name not in ("sha256", "sm3"):
        raise ValueError("unknown hash function " + repr(name))
    hashlib.new(name)  # ValueError where this machine's OpenSSL lacks it
    return lambda data: hashlib.new(name, data).digest()


class Export:
    """One pass over the lines of an export; what is wrong is kept as sentences, in order."""

    def __init__(self, anchors):
        self.problems, self.lines, self.anchors, self.tree, self.whole = [], 0, anchors, None, None
        self.chains, self.named, self.kept, self.told, self.ended = {}, {}, set(), None, False

    def wrong(self, event, what):
        """Note what is wrong, and at which event."""
        self.problems.append(f"event {event}: {what}" if event else what)

    def check(self, data):
        """Look at every line."""
        *lines, rest = data.split(b"\n")
        if rest:
            self.wrong(0, "the file does not end with a line")
        for line in lines:
            try:
                self.line(read(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                self.wrong(self.tree.size + 1 if self.lines else 0, f"line {self.lines + 1}: {error}")
                if not self.lines:
                    return self
            self.lines += 1
            self.whole.update(line + b"\n")
        return self.finish()

    def line(self, value):
        """One line, by its kind."""
        if self.ended:
            raise ValueError("there is more after the end")
        if not self.lines:
            self.begin(value["export"])
        elif "event" in value:
            self.event(value["event"], value["hash"])
        elif "text" in value:
            self.text(value["text"])
        elif "checkpoint" in value:
            self.told = checkpoint(value["checkpoint"])
        else:
            self.ended = True
            if value["end"] != {"digest": self.whole.hexdigest(), "lines": self.lines}:
                self.wrong(0, "the last line does not fit what is above it")

    def begin(self, head):
        """The first line says whose ledger it is and how it was hashed."""
        if head["format"] != "tic/export/1":
            raise ValueError("unknown format " + repr(head["format"]))
        self.law, self.hash_of = head["jurisdiction"], hash_function(head["hash"])
        self.tree, self.whole = Tree(self.hash_of), hashlib.new(head["hash"])
        self.meet_anchors()

    def event(self, event, told):
        """The next event: its place, its hash in its subject's chain, its leaf in the tree."""
        body, number = spelled(event), self.tree.size + 1
        if event["sequence"] != number:
            self.wrong(number, f"here stands event {event['sequence']}")
        before, count = self.chains.get(event["subject"], (ZERO, 0))
        if event["number"] != count + 1:
            self.wrong(number, f"it is event {event['number']} of {event['subject']}, expected {count + 1}")
        found = self.hash_of(bytes.fromhex(before) + len(body).to_bytes(8, "big") + body).hex()
        if found != told:
            self.wrong(number, "its hash does not fit its content and the event before")
        self.chains[event["subject"]] = (told, event["number"])
        for digest in event["law"]["digests"].values():
            self.named.setdefault(digest, number)
        self.tree.push(body)
        self.meet_anchors()

    def text(self, text):
        """A text that was decided under: an edition, a calendar, an interpretation."""
        if hashlib.sha256(base64.b64decode(text["body"], validate=True)).hexdigest() != text["digest"]:
            self.wrong(self.named.get(text["digest"], 0), f"the text {text['kind']} {text['id']} was altered")
        self.kept.add(text["digest"])

    def meet_anchors(self):
        """Compare with each checkpoint of just this size."""
        for origin, size, root in self.anchors:
            if origin == self.law and size == self.tree.size and root != self.tree.root():
                self.wrong(size, "up to here history is not that of the checkpoint you hold: it was rewritten")

    def finish(self):
        """What shows only at the end."""
        if not self.lines:
            self.wrong(0, "the file is empty")
            return self
        for digest, number in self.named.items():
            if digest and digest not in self.kept:
                self.wrong(number, f"the text {digest[:12]} it rests on is missing")
        if self.told != (self.law, self.tree.size, self.tree.root()):
            self.wrong(0, "the checkpoint is not that of these events")
        if not self.ended:
            self.wrong(0, "the last line is missing: the file was cut off")
        for origin, size, _ in self.anchors:
            if origin != self.law:
                self.wrong(0, f"a checkpoint you hold is of {origin}, this is {self.law}")
            elif size > self.tree.size:
                self.wrong(self.tree.size + 1, f"the checkpoint you hold has {size} events: the end was cut off")
        return self


def climb(hash_of, place, last, path, start):
    """Up the tree from one node: the roots of the older tree (ignored for an inclusion proof) and of the newer."""
    old = new = start
    for each in path:
        if last == 0:
            raise ValueError("the proof is too long")
        beside = bytes.fromhex(each)
        if place & 1 or place == last:
            old, new = hash_of(b"\x01" + beside + old), hash_of(b"\x01" + beside + new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = hash_of(b"\x01" + new + beside)
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return old, new


def check_proof(proof, anchors):
    """What does not hold of a proof printed by `ticctl proof ... --json`."""
    hash_of, (origin, size, root) = hash_function(proof["hash"]), checkpoint(proof["checkpoint"])
    if anchors and (origin, size, root) not in anchors:
        return ["the proof leads to a checkpoint that is none of those you hold"]
    if proof["kind"] == "inclusion":
        place, start = proof["sequence"] - 1, hash_of(b"\x00" + spelled(proof["event"]))
        fits = 0 <= place < size and proof["event"]["sequence"] == proof["sequence"]
        return [] if fits and climb(hash_of, place, size - 1, proof["path"], start)[1] == root else ["the event is not in it"]
    older, first, first_root = checkpoint(proof["from"])
    if origin != older or not 0 < first <= size:
        return ["the two checkpoints are not of one ledger, or not in this order"]
    if first == size:
        return [] if first_root == root and not proof["path"] else ["the two differ"]
    place, last, path = first - 1, size - 1, list(proof["path"])
    while place & 1:
        place, last = place >> 1, last >> 1
    start = first_root if first & (first - 1) == 0 else bytes.fromhex(path.pop(0))
    return [] if climb(hash_of, place, last, path, start) == (first_root, root) else ["history was rewritten between the two"]


def main():
    """Check one file and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--anchor", type=Path, action="append", default=[])
    parser.add_argument("--proof", action="store_true", help="the file is a proof, not an export")
    asked = parser.parse_args()
    try:
        anchors = [checkpoint(file.read_text(encoding="utf-8")) for file in asked.anchor]
        data = asked.file.read_bytes()
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if asked.proof:
        try:
            problems = check_proof(json.loads(data.decode("utf-8")), anchors)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            problems = [f"the proof cannot be used: {error}"]
        said = "the proof holds"
    else:
        found = Export(anchors).check(data)
        problems, said = found.problems, f"{found.tree.size if found.tree else 0} events: everything holds"
    print("\n".join(problems) or said)
    if not anchors and not problems:
        print("no checkpoint was given (--anchor): a rewritten history or a cut end would not show")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
