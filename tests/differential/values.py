"""What is sent: a valid value of each type, and those that are tried."""

from spec import ENUMS, MODELS

DAYS = ["2024-02-29", "0001-01-01", "9999-12-31", "2023-02-29", "2024-1-5", "20240105", "2024-13-01", "", "  ", " 2024-01-05", "x", "2024-01-05T00:00", "10000-01-01", "\0", "2024-W01-1"]
SPELT = ["01/31/2024", "01/31/24", "Jan 5 2024", "jan 5, 2024", "5 January 2024", "24-01-05", "2024/01/05", "31/01/2024"]
TIMES = ["08:30", "08:30:15", "08:30:15.5", "23:59:59.999999", "24:00", "8:30", "08:30:15,5", "", "x", " 08:30", "08:30Z", "08:30+02:00", "08:30:15.1234567", "08", "0830"]
STAMPS = ["2024-01-05", "2024-01-05T08:30", "2024-01-05T08:30:15Z", "2024-01-05 08:30:15.123456+02:00", "2024-01-05T08:30:15,5Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2024-02-30T00:00:00Z", "", "x", " 2024-01-05T08:30:15Z", "2024-01-05T24:00:00Z", "2024-01-05T08:30:15.1234567Z", "2024-01-05T08:30-0200"]
SPANS = ["00:15:00", "15:00", "90", "1 02:03:04", "1 day, 2:03:04", "3 days", "P1DT2H3M4.5S", "PT1H", "-1 00:00:00", "-00:15:00", "00:00:00.5", "100000000 00:00:00", "1000000000 00:00:00", "", "x", "P1Y", "25:00:00", "-PT1H"]
WORDS = ["a", "", "   ", " ab ", "12345678", "123456789", "éééééééé", "a\0b", "\t", "null", "0", "red", "<b>", "a\nb", "😀"]
UUIDS = ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6BA7B8109DAD11D180B400C04FD430C8", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "", "x", " 6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b810", "00000000-0000-0000-0000-000000000000"]
MAILS = ["a@b.co", "A@B.co", "a.b+c@d-e.org", '"q"@x.co', "a@[127.0.0.1]", "a@é.fr", "a@localhost", "a@b", "a b@c.de", "@b.co", "a@", "", " a@b.co ", "a@b.c", "a@b..co", "x" * 65 + "@b.co", "a@" + "b" * 300 + ".co", "a\0@b.co"]
SITES = ["http://a.bc", "https://a.bc/p?q=1#f", "ftp://a.bc", "mailto:a@b.co", "http://a", "http://-a.bc", "http://a_b.co/", "http://256.1.1.1/", "http://127.0.0.1:8000/", "http://[::1]/", "http://[::zz]/", "http://a.bc:123456", "http://u:p@a.bc", "HTTP://A.BC", "a.bc", "", " http://a.bc ", "http://é.fr", "http://a.bc/" + "p" * 200, "http://localhost", "http://a.bc/a b"]
ADDRESSES = ["1.2.3.4", "::1", "fe80::1%eth0", "::ffff:1.2.3.4", "0:0:0:0:0:0:0:1", "1.2.3", "256.1.1.1", "01.2.3.4", "", "  ", " 1.2.3.4 ", "::zz", "1::2::3", "2001:DB8::1"]
FLOATS = [0.0, 1.5, -1.5, 0.1, 1e10, float("inf"), float("-inf"), float("nan"), 1e-10]
DECIMALS = [0.0, 1.5, -1.5, 0.1, 0.25, 9999.99, -9999.99, 10000.0, 123456.0, 1.005, 1.001, 99999.999, 1e20, 1e-7, float("inf"), float("nan"), -0.0]

# Type → a valid value, then those that are tried. None is unset.
TRIED = {
    "bool": [True, False],
    "int32": [3, 0, 1, -1, 5, 9, 10, 2**31 - 1, -(2**31)],
    "int64": [3, 0, -1, 2**31, 2**63 - 1, -(2**63)],
    "float": [1.5, 3e38, *FLOATS],
    "double": [1.5, 1.7e308, 5e-324, *FLOATS],
    "decimal": [1.5, *DECIMALS],
    "string": ["abc", *WORDS],
    "text": ["abc", "x" * 5000, *WORDS],
    "bytes": [b"ab", b"", b"\x00\xff", b"x" * 1000],
    "uuid": UUIDS,
    "date": DAYS,
    "time": TIMES,
    "datetime": ["2024-01-05T08:30:15Z", *STAMPS],
    "duration": SPANS,
    "json": [{"a": 1}, {}, {"a": {"b": [1, "x", None, True]}}, {"": ""}, {"é": "\0"}],
    "email": MAILS,
    "url": SITES,
    "slug": ["a-b", "A_1", "a b", "é", "", " a ", "x" * 50, "x" * 51, "a\0"],
    "ip": ADDRESSES,
    "Owner": ["@owner1", "@owner2", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "bad", "", "  ", "\0"],
    "Mark": ["m1", "m2", "nope", "", "  ", "m1 ", " m1", "\0", "M1"],
    "Tag": [1, 2, 0, -1, 999, 2**63 - 1],
    "Doc": [1, 2, 0, 999],
}
LINKS = {
    "Tag": [[1, 2], [], [2, 1], [1, 1], [999], [1, 999, 998], [0]],
    "Mark": [["m1", "m2"], [], ["m2", "m1", "m2"], ["nope"], ["m1", ""], ["m1", "nope", "no"], [" m1"]],
}

# What a field with rules takes.
VALID = {"code": "ABC", "short": "abc", "pick": "red", "pick_null": "red", "grade": 1}
EXTRA = {
    "code": ["ABC", "abc", "ABCD", " ABC ", "AB1", "123456789"],
    "short": ["ab", "abc", "a c", " ab "],
    "pick": ["red", "blue", "Red", " red ", "green", "123456789"],
    "pick_null": ["red", "blue", "green"],
}


def tried(field):
    if field.kind == "links":
        return LINKS[field.of[0]]
    if field.kind in ENUMS:
        return [*range(len(ENUMS[field.kind]) + 2), -1, 99, None]
    return [*EXTRA.get(field.name, []), *TRIED[field.kind], None]


def valid(field):
    return VALID[field.name] if field.name in VALID else (1 if field.kind in ENUMS else tried(field)[0])


def draft(model, unique, **changed):
    """A valid request; `unique` makes it another one than all before."""
    fields = {field.name: valid(field) for field in MODELS[model].fields if not (field.key and field.kind == "uuid")}
    for name in {"Doc": ["title", "part"], "Tag": ["label"], "Mark": ["name"]}.get(model, []):
        fields[name] = unique
    if model == "Doc":
        fields["parent"] = None
    return fields | changed


# Lookup → what a filter is sent beside the values of its type.
NUMBERS = [1, 0, "1", "1.5", 1.5, "x", "", " 1 ", 9223372036854775808, "1e2", True, [1], {}, None]
LOOKUPS = {
    "in": ["1,5", [1, 5], "red,blue", ["red", "nope"], "", [], ",", "abc", None, "1,x", 1],
    "range": ["1,5", [1, 5], "1", ",5", "1,", "", "x,y", "5,1", "1,2,3", [1], None, "2024-01-01,2024-12-31", "2024-01-01,"],
    "isnull": [True, False, "true", "TRUE", "false", "True", "yes", 2, 1, 0, "1", "", None],
    "regex": ["^a", "b$", "[", "É", "a|b", "", ".", "(?i)A", "\\d"],
    "iregex": ["^A", "é", "(", "B$", ""],
    "year": [2024, "2024", "x", 0, 1.5, "", None, 99999, -1],
    "month": [1, "2", 13, "x", ""],
    "day": [29, "5", 0, "x"],
    "hour": [8, "23", 24, "x"],
    "gte": [],
}
TEXTS = ["a", "A", "abc", "", "  ", " ab ", "%", "_", "é", "É", "a\0b", "12345678", 1, True, ["a"], {}, None, "\\"]


def filter_values(field, lookup):
    """Everything that is tried with a filter, where `field` is the one that the path leads to."""
    parts = lookup.split("__")
    special = next((LOOKUPS[part] for part in reversed(parts) if LOOKUPS.get(part)), None)
    if special is not None and parts[-1] not in ("gte", "lte", "gt", "lt"):
        return special
    if "year" in parts:
        return LOOKUPS["year"]
    kind = field.kind
    if kind in ("bool",):
        return LOOKUPS["isnull"]
    if kind in ("int32", "int64", "float", "double", "decimal", "Tag", "Doc"):
        return [*NUMBERS, 2, 3, 999, -1]
    if kind == "links":
        return [1, "1", [1], [1, 2], [999], ["x"], [], "", "x", None]
    if kind in ENUMS:
        stored = list(ENUMS[kind].values())
        return [*stored, *map(str, stored), *ENUMS[kind], "nope", "", None, 1, [stored[0]]]
    if kind in ("string", "text", "email"):
        return [*TEXTS, *EXTRA.get(field.name, []), *(["a@b.co", "B.CO"] if kind == "email" else [])]
    return [*TRIED[kind], *(SPELT if kind == "date" else []), None, 5, True, []]
