"""Where we answer otherwise than Django Socio gRPC, and why: what is not listed here must be the same."""

import re

# A reason, and when it holds: for a call, what Django Socio gRPC answers and what we do.
INSTEAD = {}


def instead(reason):
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
    """The JSON object of a metadata key; what is none is sent as text."""
    value = dict(call.metadata).get(source, {})
    return value if isinstance(value, dict) else {}


@instead("an unknown enum number is INVALID_ARGUMENT, on the field")
def _(call, theirs, ours):
    return theirs["text"] == "EnumProtoMismatchError" and refused(ours)


@instead("deleting what others refer to is FAILED_PRECONDITION")
def _(call, theirs, ours):
    return theirs["text"] == "ProtectedError" and ours["code"] == "FAILED_PRECONDITION"


@instead("metadata that is no JSON object is INVALID_ARGUMENT")
def _(call, theirs, ours):
    return refused(ours) and any(isinstance(value, str) for _, value in call.metadata)


@instead("a bool or isnull filter that is none is INVALID_ARGUMENT")
def _(call, theirs, ours):
    return theirs["code"] == "OK" and refused(ours) and "Enter true or false." in ours["text"]


@instead("an exception answers UNKNOWN with its class; what was wrong is INVALID_ARGUMENT, or of no meaning")
def _(call, theirs, ours):
    raised = theirs["code"] == "UNKNOWN" and re.fullmatch(r"\w+", theirs["text"])
    return bool(raised) and ours["code"] in ("OK", "INVALID_ARGUMENT", "NOT_FOUND")


@instead("a decimal is stored exactly, as a whole number of its last digit, which has no -0")
def _(call, theirs, ours):
    def without(rows):
        return [{name: value for name, value in row.items() if value != 0} for row in rows]

    return repr(theirs).count("-0.0") > 0 and repr(without(theirs["rows"])) == repr(without(ours["rows"]))


@instead("Stream sends every row, one page only where the call names it")
def _(call, theirs, ours):
    if theirs["code"] != "OK" or call.rpc != "Stream":
        return False
    named = {"page", "page_size"} & (sent(call, "filters").keys() | sent(call, "pagination").keys())
    both, first = [{row["id"] for row in answer["rows"]} for answer in (ours, theirs)]
    return not named and len(both) > len(first) and first <= both


@instead("filters over to-many relations never duplicate a row")
def _(call, theirs, ours):
    once = list({row["id"]: row for row in theirs["rows"]}.values()) if call.service == "Doc" else []
    return len(once) < len(theirs["rows"]) and repr(once) == repr(ours["rows"])


@instead("a range with one side is open there")
def _(call, theirs, ours):
    values = [str(value) for name, value in sent(call, "filters").items() if name.endswith("__range")]
    return any(value.startswith(",") or value.endswith(",") for value in values) and not theirs["rows"]


@instead("numbers are compared as numbers: 1.5 is not cut to 1")
def _(call, theirs, ours):
    values = [str(value) for value in sent(call, "filters").values()]
    return "1.5" in values and theirs["code"] == "OK"


@instead("a filter on a many-to-many takes one key, too")
def _(call, theirs, ours):
    return '"code": "invalid_list"' in theirs["text"] and "tags" in sent(call, "filters")


@instead("a filter on an enum takes a member's name, too, and its number where none is stored")
def _(call, theirs, ours):
    enums = {"colour", "colour_null", "level", "colour__in", "level__in", "level__gte"}
    refused_or_none = not theirs["rows"]
    return bool(enums & sent(call, "filters").keys()) and refused_or_none and ours["code"] == "OK"
