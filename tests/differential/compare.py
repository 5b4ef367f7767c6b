"""Calls Django Socio gRPC and our servers alike, and lists where they differ.

usage: compare.py DJANGO_FOLDER DJANGO_ADDRESS FOLDER ADDRESS…

The first folder and address are Django Socio gRPC's; then come those of our servers.
"""

import asyncio
import collections
import json
import os
import pathlib
import sys
import time

from calls import Case, reads, rows, writes
from instead import INSTEAD, is_instead
from protos import differences
from wire import Messages, Server, descriptors

SHOWN = int(os.environ.get("SHOWN", "3"))


class Comparison:
    def __init__(self, servers):
        self.servers = servers
        self.calls = 0
        self.ok = 0
        #: What it is about → what was called, and the answers.
        self.found = collections.defaultdict(list)
        self.used = collections.Counter()

    async def call(self, about, call):
        """One call to every server."""
        answers = await asyncio.gather(
            *(server.call(call.service, call.rpc, call.fields, call.metadata) for server in self.servers)
        )
        keep_keys(self.servers, call, answers)
        shown = [unkeyed(server.shown(call, answer)) for server, answer in zip(self.servers, answers)]
        self.calls += 1
        self.ok += shown[0]["code"] == "OK"
        expected = shown[0]
        for server, answer in zip(self.servers[1:], shown[1:]):
            if repr(expected) == repr(answer):
                continue
            if reason := is_instead(call, expected, answer):
                self.used[reason] += 1
            else:
                self.found[about].append((server.name, call, expected, answer))

    async def case(self, case):
        for call in case.calls:
            if all(known(server, call) for server in self.servers):
                await self.call(case.about, call)

    async def cases(self, cases):
        await asyncio.gather(*(self.case(case) for case in cases))


def known(server, call):
    """Whether the row was created everywhere."""
    wanted = [value for value in call.fields.values() if isinstance(value, str) and value.startswith("@")]
    return all(name in server.keys for name in wanted)


def keep_keys(servers, call, answers):
    """From here on all servers know the row by a name."""
    if call.called and all(code == "OK" for _, code, _ in answers):
        for server, (messages, _, _) in zip(servers, answers):
            server.keys[call.called] = messages[0].id


def unkeyed(answer):
    """A single row's key says how many came before, and calls come in any order; or it is random."""
    if not answer["listed"] and answer["rows"] and "id" in answer["rows"][0]:
        return answer | {"rows": [answer["rows"][0] | {"id": "made"}]}
    return answer


def brief(answer):
    said = answer["text"] or json.dumps(answer["rows"], ensure_ascii=False, default=repr)
    return f"{answer['code']} {said[:300]}"


def difference(expected, answer):
    """What to show of two answers: which rows, or of the same rows what is not the same."""
    if expected["code"] != "OK" or answer["code"] != "OK":
        return brief(expected), brief(answer)
    first, second = expected["rows"], answer["rows"]
    if len(first) == len(second) == 1 or keys(first) == keys(second) != []:
        return differing(first, second), differing(second, first)
    return [f"{len(found)} rows {keys(found)}, count {said['count']}" for found, said in ((first, expected), (second, answer))]


def keys(found):
    return [row.get("id", row.get("name")) for row in found]


def differing(found, other):
    """The fields that are not as in the other rows."""
    pairs = zip(found, other)
    return [
        {name: row.get(name) for name in sorted(row | other) if name != "id" and repr(row.get(name)) != repr(other.get(name))}
        for row, other in pairs
        if repr(row) != repr(other)
    ]


def report(comparison):
    for about, found in sorted(comparison.found.items()):
        print(f"\n{about}: {len(found)} differences")
        for name, call, expected, answer in found[:SHOWN]:
            theirs, here = difference(expected, answer)
            print(f"  {call!s:.400}\n    django: {theirs}\n    {name}: {here}")
    total = sum(len(found) for found in comparison.found.values())
    unused = [reason for reason in INSTEAD if not comparison.used[reason]]
    for reason, times in comparison.used.most_common():
        print(f"instead, {times} times: {reason}")
    for reason in unused:
        print(f"nothing differs for this reason any more: {reason}")
    return total + len(unused)


async def main():
    (django, address), *ours = zip(sys.argv[1::2], sys.argv[2::2])
    protos = [descriptors(folder) for folder in (django, *(folder for folder, _ in ours))]
    declared = [line for proto in protos[1:] for line in differences(protos[0], proto)]
    print(*declared, sep="\n")
    messages = Messages(protos[1])
    servers = [Server("django", address, messages)]
    servers += [Server(pathlib.Path(folder).parent.name, address, messages) for folder, address in ours]
    comparison = Comparison(servers)
    started = time.monotonic()
    await comparison.case(Case("rows", rows()))
    if comparison.ok < comparison.calls / 2:
        report(comparison)
        sys.exit("most rows were refused")
    await comparison.cases(reads())
    await comparison.cases(writes())
    seconds = time.monotonic() - started
    faults = report(comparison) + len(declared)
    print(f"{comparison.calls} calls to each of {len(servers)} servers, {comparison.ok} of them OK, in {seconds:.0f} s: {faults} differences")
    sys.exit(1 if faults else 0)


asyncio.run(main())
