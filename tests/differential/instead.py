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
    return repr(theirs).replace("-0.0", "0.0") == repr(ours)
