"""Compares what protos declare, whatever the files they stand in and the comments they have."""

from wire import PACKAGE

LABELS = {1: "", 2: "required ", 3: "repeated "}


def declarations(files):
    """Full name → what is declared, in one line."""
    found = {}
    for file in files.file:
        if file.package == PACKAGE:
            for message in file.message_type:
                walk(found, f"{PACKAGE}.{message.name}", message)
            for service in file.service:
                for rpc in service.method:
                    found[f"{PACKAGE}.{service.name}/{rpc.name}"] = str(rpc)
            for enum in file.enum_type:
                found[f"{PACKAGE}.{enum.name}"] = members(enum)
    return found


def walk(found, name, message):
    found[name] = "message"
    for field in message.field:
        presence = "optional " if field.proto3_optional else LABELS[field.label]
        found[f"{name}.{field.name}"] = f"{presence}{field.type} {field.type_name} = {field.number}"
    for enum in message.enum_type:
        found[f"{name}.{enum.name}"] = members(enum)
    for nested in message.nested_type:
        walk(found, f"{name}.{nested.name}", nested)


def members(enum):
    return ", ".join(f"{member.name} = {member.number}" for member in enum.value)


def differences(theirs, ours):
    theirs, ours = declarations(theirs), declarations(ours)
    assert len(theirs) > 100, "hardly anything is declared"
    for name in sorted(theirs | ours):
        if theirs.get(name) != ours.get(name):
            yield f"{name}: django {theirs.get(name)}, here {ours.get(name)}"
