"""The spec as Python reads it: models and their fields, defaults filled in."""

import dataclasses
import pathlib
import re

import yaml

SPEC = yaml.safe_load((pathlib.Path(__file__).parent / "atlas.yaml").read_text())


@dataclasses.dataclass
class Field:
    name: str
    #: `string`, `decimal`, …; the name of an enum or of a model; `links` of a many-to-many.
    kind: str
    #: What stands in the brackets: a length, digits; or the model of a many-to-many.
    of: list
    null: bool = False
    default: object = None
    #: The other keys of the long form.
    rules: dict = dataclasses.field(default_factory=dict)

    @property
    def key(self):
        return self.rules.get("primary_key", False)


def field(name, written):
    rules = dict(written) if isinstance(written, dict) else {"type": written}
    short = rules.pop("type")
    if isinstance(short, list):
        return Field(name, "links", short, rules=rules)
    short, _, default = short.partition(" = ")
    base, of, null = re.fullmatch(r"(\w+)(?:\(([\d,]+)\))?(\??)", short).groups()
    of = [int(part) for part in of.split(",")] if of else []
    return Field(name, base, of, null=bool(null), default=default or None, rules=rules)


@dataclasses.dataclass
class Model:
    name: str
    fields: list
    service: dict
    timestamps: bool
    unique_together: list

    @property
    def key(self):
        """The field that a client or the server makes as the key; nothing where the database counts."""
        return next((field for field in self.fields if field.key), None)


MODELS = {
    name: Model(
        name,
        [field(*item) for item in written["fields"].items()],
        written.get("service", {}),
        written.get("timestamps", False),
        written.get("unique_together", []),
    )
    for name, written in SPEC["models"].items()
}

#: Name → the members' names in the proto and what is stored for each.
ENUMS = {
    name: {member.upper(): member for member in members} if isinstance(members, list) else members
    for name, members in SPEC["enums"].items()
}
