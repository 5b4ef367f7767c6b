"""The calls, in three parts: rows that everyone reads, reads of them, and writes, each to rows of its own."""

import dataclasses

from spec import MODELS
from values import LINKS, draft, filter_values, tried

#: Rows of the models that are listed.
ROWS = 14


@dataclasses.dataclass
class Call:
    service: str
    rpc: str
    fields: dict = dataclasses.field(default_factory=dict)
    metadata: tuple = ()
    #: The name that the answer's key has from then on.
    called: str = None

    def __str__(self):
        sent = {name: value for name, value in self.fields.items() if value is not None}
        return f"{self.service}/{self.rpc} {sent} {dict(self.metadata) or ''}"


@dataclasses.dataclass
class Case:
    """Calls one after the other, and what they are about."""

    about: str
    calls: list


def rows():
    """One call after the other, so that all servers count the keys alike."""
    yield Call("Owner", "Create", {"name": "Ada"}, called="@owner1")
    yield Call("Owner", "Create", {"name": "Grace"}, called="@owner2")
    for n in (1, 2, 3):
        yield Call("Mark", "Create", {"name": f"m{n}"})
        yield Call("Tag", "Create", {"label": f"t{n}", "rank": n})
    yield Call("Tag", "Create", {"label": "destroyed"}, called="@destroyed")
    for service in ("Number", "Word", "Moment", "Choice", "Doc"):
        fields = MODELS[service].fields
        for n in range(ROWS):
            row = draft(service, f"doc {n}")
            # Each row has another value in each field; what is refused leaves the valid one.
            for field in fields:
                if field.kind == "links" or field.key or field.rules.get("unique") or field.name == "part":
                    continue
                values = tried(field)
                row[field.name] = values[n % len(values)]
            yield from settled(service, f"doc {n}", row)
    for n in range(23):
        yield Call("Page", "Create", {"title": f"Page {n:02} {'alpha' if n % 3 else 'beta'}", "body": [None, "", "first line", "É"][n % 4], "rank": n % 7, "group": "ab"[n % 2]})
    for n in range(9):
        yield Call("Plain", "Create", {"title": f"plain {n % 4}", "rank": n if n % 2 else None})


def settled(service, unique, row):
    """Field by field into a row of its own, so that one value that is refused does not keep the others out."""
    created = draft(service, unique)
    if service == "Doc":
        created |= {"tags": LINKS["Tag"][len(unique) % 3], "labels": ["m1"]}
    yield Call(service, "Create", created, called=f"@{service}")
    for name, value in row.items():
        if value is not None and created[name] != value:
            yield Call(service, "PartialUpdate", {"id": f"@{service}", name: value, "_partial_update_fields": [name]})


def listed(service, filters=None, pagination=None, about="list", rpc="List"):
    metadata = []
    if filters is not None:
        metadata.append(("filters", filters))
    if pagination is not None:
        metadata.append(("pagination", pagination))
    return Case(about, [Call(service, rpc, metadata=tuple(metadata))])


def target(model, path):
    """The field that a filter's path leads to."""
    first, _, rest = path.partition("__")
    field = next(field for field in MODELS[model].fields if field.name == first)
    if rest:
        return target(field.of[0] if field.kind == "links" else field.kind, rest)
    return field


def filters():
    for model in MODELS.values():
        for path, lookups in model.service.get("filters", {}).items():
            for lookup in lookups:
                key = path if lookup == "exact" else f"{path}__{lookup}"
                for value in filter_values(target(model.name, path), lookup):
                    yield listed(model.name, {key: value}, about=f"filter {key}")
                    if model.name == "Page":
                        yield listed(model.name, {key: value}, about=f"filter {key}", rpc="Stream")


PAGES = [None, 0, 1, 2, 3, 5, 6, 99, -1, "abc", "", "last", "1", "2", " 2", 2.0, 2.5, True, [], {}, "1e1", 10**20]
SIZES = [0, 1, 2, 5, 12, 13, 100, -1, "abc", "", "3", 2.5, 10**20, True, [], "last", " 3 "]


def pages():
    for rpc in ("List", "Stream"):
        for page in PAGES:
            yield listed("Page", pagination={"page": page}, about="page", rpc=rpc)
        for size in SIZES:
            yield listed("Page", pagination={"page_size": size}, about="page_size", rpc=rpc)
            yield listed("Page", pagination={"page_size": size, "page": 2}, about="page_size", rpc=rpc)
            # The last of the sources wins.
            yield listed("Page", {"page_size": 3, "page": 2}, {"page_size": size}, about="merge", rpc=rpc)
        for page in PAGES:
            yield listed("Page", {"group": "a"}, {"page": page, "page_size": 4}, about="filtered page", rpc=rpc)
        for bad in ("x", "[", "1", "[1]", '"a"', "null", "", "{}", "true"):
            yield listed("Page", bad, about="metadata", rpc=rpc)
            yield listed("Page", None, bad, about="metadata", rpc=rpc)


def structs():
    """The same in fields of the request, which win over the metadata, key by key."""

    def asked(rpc, filters=None, pagination=None, metadata=()):
        return Case("struct", [Call("Page", rpc, {"_filters": filters, "_pagination": pagination}, metadata)])

    for rpc in ("List", "Stream"):
        for page in PAGES:
            yield asked(rpc, None, {"page": page})
            yield asked(rpc, {"page": page}, metadata=(("pagination", {"page": 2, "page_size": 4}),))
        for size in SIZES:
            yield asked(rpc, None, {"page_size": size, "page": 2})
        for search in SEARCHES:
            yield asked(rpc, {"search": search})
        for filters in ({"rank__gte": 3}, {"rank__in": [1, 2]}, {"rank__in": "1,2"}, {"rank__lte": "x"}, {"title": ""}, {"group": "a", "ordering": "-title"}):
            yield asked(rpc, filters)
            yield asked(rpc, filters, {"page": 1, "page_size": 3}, (("filters", {"group": "b", "rank__gte": 1}),))
            yield asked(rpc, None, filters)
            yield asked(rpc, filters, metadata=(("filters", "["),))


ORDERS = ["", "x", "-", "--{0}", "{0}", "-{0}", " {0}", "{0},x", "x,{0}", "id", "-id", "{0},-id", "+{0}"]


def orders():
    for model in MODELS.values():
        named = model.service.get("ordering", [])
        if named == "all":
            named = ["id", *(field.name for field in model.fields)]
        for field in named:
            for order in ORDERS:
                yield listed(model.name, {"ordering": order.format(field)}, about="ordering")
                for page in (1, 2, 3) if model.name == "Page" else ():
                    order_ = {"ordering": order.format(field) + ",title"}
                    yield listed(model.name, order_, {"page": page}, about="ordering")
        for order in ([], None, 1, {}, True, named[:2], "-".join(named)) if named else ():
            yield listed(model.name, {"ordering": order}, about="ordering")


SEARCHES = ["alpha", "ALPHA", "alpha,page", "page alpha", '"page 01"', "'page 01'", "é", "É", "%", "_", "", "  ", ",", "first line", "line first", "zzz", "a", "beta 0", '"', "a\0b", 1, True, [], {}, ["alpha"], None, "\\"]


def searches():
    for model in MODELS.values():
        for search in SEARCHES if model.service.get("search") else ():
            yield listed(model.name, {"search": search}, about="search")
            if model.name == "Page":
                yield listed(model.name, {"search": search, "rank__gte": 2}, {"page_size": 3}, about="search")
                yield listed(model.name, {"search": search, "ordering": "title"}, about="search", rpc="Stream")


def lookups():
    """Retrieve of what is there and what is not; filters narrow it, too."""
    for model in MODELS.values():
        key = model.key.name if model.key else "id"
        keys = {"Mark": ["m1", "nope", "", " m1", "M1", "\0"], "Owner": ["@owner1", "bad", "", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"]}
        for value in keys.get(model.name, [1, 2, 0, -1, 999, 2**63 - 1]):
            yield Case("retrieve", [Call(model.name, "Retrieve", {key: value})])
        for value in keys.get(model.name, [0, 0, -1, 999, 2**63 - 1])[1:]:
            if value not in ("m1", "@owner1"):
                yield Case("destroy", [Call(model.name, "Destroy", {key: value})])
                yield Case("update nothing", [Call(model.name, "Update", draft(model.name, "nothing") | {key: value})])
                partial = {key: value, "_partial_update_fields": ["title"]}
                yield Case("update nothing", [Call(model.name, "PartialUpdate", partial)])
    for filters_ in ({"rank__gte": 1}, {"title": "nope"}, {"search": "zzz"}, {"group": "a"}, {"rank__gte": "x"}, {"ordering": "x"}):
        yield Case("narrowed", [Call("Page", "Retrieve", {"id": 1}, (("filters", filters_),))])
        yield Case("narrowed", [Call("Page", "Destroy", {"id": 999}, (("filters", filters_),))])
    yield listed("Plain", about="stream", rpc="Stream")
    for pagination in ({"page": 1}, {"page_size": 2}, {"page": "x"}, {}):
        yield listed("Plain", {}, pagination, about="stream", rpc="Stream")
        yield listed("Plain", {}, pagination, about="no pages")
    for model in MODELS:
        yield listed(model, about="list")


def writes():
    """Each value of each field, in each of the three ways to write it."""
    for model in MODELS.values():
        for field in model.fields:
            if field.key:
                continue
            for n, value in enumerate(tried(field)):
                yield written(model, field, f"{field.name} {n}"[-10:], value)
        yield from masks(model)
    for calls in sets():
        yield Case("unique set", calls)


def written(model, field, unique, value):
    name = field.name
    sent = draft(model.name, f"c {unique}"[-10:], **{name: value})
    base = draft(model.name, f"b {unique}"[-10:])
    row, key = f"@{model.name} {unique}", model.key.name if model.key else "id"
    into = {key: base[key]} if key in base else {key: row}
    partial = {**into, name: value, "_partial_update_fields": [name]}
    return Case(
        f"{model.name}.{name}",
        [
            Call(model.name, "Create", sent),
            Call(model.name, "Create", base, called=None if key in base else row),
            Call(model.name, "Update", draft(model.name, base.get("part") or base.get("label") or "", **{name: value}) | into),
            Call(model.name, "PartialUpdate", partial),
            Call(model.name, "Retrieve", into),
        ],
    )


def masks(model):
    """Partial updates of nothing, of unknown names, of everything."""
    names = [field.name for field in model.fields if not field.key]
    key = model.key.name if model.key else "id"
    for n, mask in enumerate(([], ["nope"], [key], names, names[:2], [names[0], names[0]], ["_partial_update_fields"], [""])):
        base = draft(model.name, f"mask {n}")
        row = f"@{model.name} mask {n}"
        into = {key: base[key]} if key in base else {key: row}
        sent = draft(model.name, f"mask {n}", **into)
        unset = {**into, "_partial_update_fields": mask}
        yield Case(
            f"mask {model.name}",
            [
                Call(model.name, "Create", base, called=None if key in base else row),
                Call(model.name, "PartialUpdate", sent | {"_partial_update_fields": mask}),
                Call(model.name, "PartialUpdate", unset),
                Call(model.name, "Retrieve", into),
                Call(model.name, "Destroy", into),
                Call(model.name, "Retrieve", into),
            ],
        )


def sets():
    """Unique fields and sets, alone and beside other mistakes."""
    first, second = draft("Doc", "set 1"), draft("Doc", "set 2")
    same_set = draft("Doc", "set 3", part="set 1", shelf=None)
    yield [
        Call("Doc", "Create", first | {"shelf": None}, called="@set 1"),
        Call("Doc", "Create", first),
        Call("Doc", "Create", second | {"title": "set 1"}),
        Call("Doc", "Create", same_set),
        Call("Doc", "Create", same_set | {"title": ""}),
        Call("Doc", "Create", same_set | {"title": "set 1", "owner": "bad"}),
        Call("Doc", "Create", second | {"shelf": 5}, called="@set 2"),
        Call("Doc", "Update", second | {"id": "@set 2", "shelf": None}),
        Call("Doc", "Update", second | {"id": "@set 2", "part": "set 1"}),
        Call("Doc", "Update", second | {"id": "@set 2", "title": "set 1"}),
        Call("Doc", "PartialUpdate", {"id": "@set 2", "part": "set 1", "_partial_update_fields": ["part"]}),
        Call("Doc", "PartialUpdate", {"id": "@set 2", "shelf": 5, "_partial_update_fields": ["shelf"]}),
        Call("Doc", "PartialUpdate", {"id": "@set 2", "_partial_update_fields": ["shelf"]}),
        Call("Doc", "PartialUpdate", {"id": "@set 2", "title": "set 1", "_partial_update_fields": ["title"]}),
        Call("Doc", "Create", second | {"labels": ["nope"], "tags": [999], "mark": "no"}),
        Call("Doc", "Destroy", {"id": "@set 2"}),
        Call("Doc", "Retrieve", {"id": "@set 2"}),
    ]
    yield [
        Call("Tag", "Create", {"label": "destroyed"}),
        Call("Doc", "Create", draft("Doc", "tagged", tag="@destroyed", tags=["@destroyed"]), called="@tagged"),
        Call("Tag", "Destroy", {"id": "@destroyed"}),
        Call("Doc", "Retrieve", {"id": "@tagged"}),
    ]
    yield [Call("Owner", "Destroy", {"id": "@owner1"}), Call("Mark", "Destroy", {"name": "m1"})]


def reads():
    for part in (lookups, filters, pages, structs, orders, searches):
        yield from part()
