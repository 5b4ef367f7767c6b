"""Where we answer otherwise than Django Socio gRPC: what is not listed here must be the same.

Each reason is a row of the README's table for those who come from there.
"""

import pathlib
import re

README = (pathlib.Path(__file__).parents[2] / "README.md").read_text()

# A reason, and when it holds: for a call, what Django Socio gRPC answers and what we do.
INSTEAD = {}


def instead(reason):
    assert f"\n| {reason} |" in README, f"the README does not say: {reason}"

    def row(holds):
        INSTEAD[reason] = holds
        return holds

    return row


def is_instead(call, theirs, ours):
    """The reason why the answers to a call may differ, if there is one."""
    return next((reason for reason, holds in INSTEAD.items() if holds(call, theirs, ours)), None)


def refused(answer):
    return answer["code"] == "INVALID_ARGUMENT"


def sent(call, source):
    """The JSON object of a metadata key, where it is one, and of the request's field, which wins."""
    value = dict(call.metadata).get(source, {})
    return (value if isinstance(value, dict) else {}) | (call.fields.get(f"_{source}") or {})


@instead("an unknown enum number is UNKNOWN")
def _(call, theirs, ours):
    return theirs["text"] == "EnumProtoMismatchError" and refused(ours)


@instead("deleting what others refer to is an exception")
def _(call, theirs, ours):
    return theirs["text"] == "ProtectedError" and ours["code"] == "FAILED_PRECONDITION"


@instead("metadata that is no JSON answers with the parser's text")
def _(call, theirs, ours):
    return refused(ours) and any(isinstance(value, str) for _, value in call.metadata)


@instead("a filter that is neither true nor false is ignored")
def _(call, theirs, ours):
    return theirs["code"] == "OK" and refused(ours) and "Enter true or false." in ours["text"]


@instead("an exception answers UNKNOWN with its class or text")
def _(call, theirs, ours):
    raised = theirs["code"] == "UNKNOWN" and re.fullmatch(r"\w+", theirs["text"])
    return bool(raised) and ours["code"] in ("OK", "INVALID_ARGUMENT", "NOT_FOUND")


@instead("a decimal may be -0")
def _(call, theirs, ours):
    def without(rows):
        return [{name: value for name, value in row.items() if value != 0} for row in rows]

    return repr(theirs).count("-0.0") > 0 and repr(without(theirs["rows"])) == repr(without(ours["rows"]))


@instead("Stream sends the first page only where the service is paginated")
def _(call, theirs, ours):
    if theirs["code"] != "OK" or call.rpc != "Stream":
        return False
    named = {"page", "page_size"} & (sent(call, "filters").keys() | sent(call, "pagination").keys())
    both, first = [{row["id"] for row in answer["rows"]} for answer in (ours, theirs)]
    return not named and len(both) > len(first) and first <= both


@instead("a filter or a search through a many-to-many may find a row twice")
def _(call, theirs, ours):
    once = list({row["id"]: row for row in theirs["rows"]}.values()) if call.service == "Doc" else []
    return len(once) < len(theirs["rows"]) and repr(once) == repr(ours["rows"])


@instead("a whole-number column compares with 1.5 as with 1; `,20` in a range finds nothing")
def _(call, theirs, ours):
    filters = sent(call, "filters")
    fractions = "1.5" in [str(value) for value in filters.values()] and theirs["code"] == "OK"
    ranges = [str(value) for name, value in filters.items() if name.endswith("__range")]
    is_open = any(value.startswith(",") or value.endswith(",") for value in ranges)
    return fractions or (is_open and not theirs["rows"])


@instead("the filter of a many-to-many takes a list only")
def _(call, theirs, ours):
    return '"code": "invalid_list"' in theirs["text"] and "tags" in sent(call, "filters")


@instead("a number in `_filters` is searched for with its decimal point, 1 as `1.0`")
def _(call, theirs, ours):
    search = (call.fields.get("_filters") or {}).get("search")
    return type(search) is int and not theirs["rows"] and ours["code"] == "OK"


@instead("a filter on an enum takes what is stored only")
def _(call, theirs, ours):
    enums = {"colour", "colour_null", "level", "colour__in", "level__in", "level__gte"}
    refused_or_none = not theirs["rows"]
    return bool(enums & sent(call, "filters").keys()) and refused_or_none and ours["code"] == "OK"
