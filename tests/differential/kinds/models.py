"""Django's models of the spec."""

import datetime
import decimal
import uuid
from typing import Annotated

from django.core import validators
from django.db import models

from spec import ENUMS, MODELS


class DoubleField(models.FloatField):
    """Django has one type of floating-point numbers, which Django Socio gRPC sends as `float`."""

    proto_type = "double"


#: SQLite's integers are longer, and Django Socio gRPC takes their range for that of the column.
INT32 = {"min": -(2**31), "max": 2**31 - 1}

CHOICES = {
    name: (models.TextChoices if all(isinstance(v, str) for v in members.values()) else models.IntegerChoices)(
        name, {member: (stored, member) for member, stored in members.items()}
    )
    for name, members in ENUMS.items()
}

# Type → the field's class, and how its parameters are called.
CLASSES = {
    "bool": (models.BooleanField, []),
    "int32": (models.IntegerField, []),
    "int64": (models.BigIntegerField, []),
    "float": (models.FloatField, []),
    "double": (DoubleField, []),
    "decimal": (models.DecimalField, ["max_digits", "decimal_places"]),
    "string": (models.CharField, ["max_length"]),
    "text": (models.TextField, []),
    "bytes": (models.BinaryField, []),
    "uuid": (models.UUIDField, []),
    "date": (models.DateField, []),
    "time": (models.TimeField, []),
    "datetime": (models.DateTimeField, []),
    "duration": (models.DurationField, []),
    "json": (models.JSONField, []),
    "email": (models.EmailField, []),
    "url": (models.URLField, []),
    "slug": (models.SlugField, []),
    "ip": (models.GenericIPAddressField, []),
}


def duration(text):
    clock = datetime.time.fromisoformat(text)
    return datetime.timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


DEFAULTS = {
    "bool": lambda text: text == "true",
    "int32": int,
    "int64": int,
    "double": float,
    "decimal": decimal.Decimal,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "datetime": lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")),
    "duration": duration,
}

VALIDATORS = {
    "min": validators.MinValueValidator,
    "max": validators.MaxValueValidator,
    "min_length": validators.MinLengthValidator,
    "regex": validators.RegexValidator,
}


def options(field):
    """What a field is told whatever its type."""
    known = {"null": field.null, "blank": field.rules.get("blank", False)}
    known["unique"] = field.rules.get("unique", False)
    known["primary_key"] = field.key
    if "choices" in field.rules:
        known["choices"] = [(choice, choice) for choice in field.rules["choices"]]
    rules = (INT32 if field.kind == "int32" else {}) | field.rules
    known["validators"] = [make(rules[rule]) for rule, make in VALIDATORS.items() if rule in rules]
    return known


def choice(field):
    members = CHOICES[field.kind]
    known = options(field) | {"choices": members.choices}
    if field.default:
        stored = type(members.values[0])(field.default)
        known["default"] = members(stored)
    if issubclass(members, models.TextChoices):
        return models.CharField(max_length=20, **known)
    return models.IntegerField(**known)


def django_field(field):
    if field.kind == "links":
        return models.ManyToManyField(field.of[0], blank=field.rules.get("blank", True))
    if field.kind in MODELS:
        on_delete = {"set_null": models.SET_NULL}.get(field.rules.get("on_delete"), models.PROTECT)
        target = "self" if field.kind == "Doc" else field.kind
        return models.ForeignKey(target, on_delete=on_delete, null=field.null, related_name="+")
    if field.kind in ENUMS:
        return choice(field)
    make, parameters = CLASSES[field.kind]
    known = options(field) | dict(zip(parameters, field.of))
    if field.default:
        known["default"] = DEFAULTS.get(field.kind, str)(field.default)
    if field.kind == "bytes":
        known["editable"] = True
    if field.kind == "uuid" and field.key:
        known |= {"default": uuid.uuid4, "editable": False}
    return make(**known)


def django_model(model):
    attributes = {field.name: django_field(field) for field in model.fields}
    attributes["__module__"] = __name__
    # A field with an enum is annotated with it: so it is one in the proto, too.
    attributes["__annotations__"] = {
        field.name: Annotated[type(attributes[field.name]), CHOICES[field.kind]]
        for field in model.fields
        if field.kind in ENUMS
    }
    if model.timestamps:
        attributes["created_at"] = models.DateTimeField(auto_now_add=True)
        attributes["updated_at"] = models.DateTimeField(auto_now=True)
    meta = {"app_label": "kinds", "unique_together": [tuple(group) for group in model.unique_together]}
    attributes["Meta"] = type("Meta", (), meta)
    return type(model.name, (models.Model,), attributes)


CLASSES_OF = {name: django_model(model) for name, model in MODELS.items()}
globals().update(CLASSES_OF)
