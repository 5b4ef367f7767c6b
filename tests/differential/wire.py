"""The three servers, called with the same bytes; what they answer, without what no two servers have alike."""

import asyncio
import json
import pathlib
import re
import tempfile

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from grpc_tools import protoc

PACKAGE = "atlas.kinds"
STREAMING = "Stream"
CLOCK = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def descriptors(folder):
    """What the protos below a folder declare, imports included."""
    files = [str(path) for path in sorted(pathlib.Path(folder).rglob("*.proto"))]
    own = pathlib.Path(protoc.__file__).parent / "_proto"
    with tempfile.NamedTemporaryFile() as out:
        arguments = [f"-I{folder}", f"-I{own}", "--include_imports", f"--descriptor_set_out={out.name}"]
        assert protoc.main(["", *arguments, *files]) == 0, files
        return descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(out.name).read_bytes())


class Messages:
    """The classes of the messages."""

    def __init__(self, files):
        pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            pool.Add(file)
        self.pool = pool

    def of(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))

    def payloads(self, service, rpc):
        method = self.pool.FindServiceByName(f"{PACKAGE}.{service}Controller").methods_by_name[rpc]
        return [message_factory.GetMessageClass(side) for side in (method.input_type, method.output_type)]


def plain(value):
    """A message as a dict: what has no presence, or is unset, is not there."""
    if not hasattr(value, "DESCRIPTOR"):
        return value
    if value.DESCRIPTOR.full_name == "google.protobuf.Struct":
        return json_format.MessageToDict(value)
    fields = {}
    for field, content in value.ListFields():
        many = hasattr(content, "append") or hasattr(content, "add")
        fields[field.name] = [plain(item) for item in content] if many else plain(content)
    return fields


class Server:
    """A server, and what it calls the rows that every server has."""

    def __init__(self, name, address, messages):
        self.name = name
        self.messages = messages
        options = [("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.aio.insecure_channel(address, options)
        #: Ours → the server's, of keys that the servers make.
        self.keys = {}
        self.methods = {}
        self.in_flight = asyncio.Semaphore(16)

    def method(self, service, rpc):
        path = f"/{PACKAGE}.{service}Controller/{rpc}"
        if path not in self.methods:
            request, response = self.messages.payloads(service, rpc)
            make = self.channel.unary_stream if rpc == STREAMING else self.channel.unary_unary
            call = make(path, request_serializer=bytes, response_deserializer=response.FromString)
            self.methods[path] = (request, call)
        return self.methods[path]

    def request(self, make, fields):
        """The message of some fields; `@x` stands for a key of the server's."""
        message = make()
        for name, value in fields.items():
            if value is None:
                continue
            value = self.own(value)
            if isinstance(value, dict):
                getattr(message, name).update(value)
                getattr(message, name).SetInParent()
            elif isinstance(value, list):
                getattr(message, name).extend(value)
            else:
                setattr(message, name, value)
        return message.SerializeToString()

    def own(self, value):
        if isinstance(value, list):
            return [self.own(item) for item in value]
        if isinstance(value, dict):
            return {key: self.own(item) for key, item in value.items()}
        return self.keys[value] if isinstance(value, str) and value.startswith("@") else value

    async def call(self, service, rpc, fields, metadata=()):
        """The messages that arrive, the status's code and its text."""
        make, method = self.method(service, rpc)
        metadata = tuple((key, self.text(value)) for key, value in metadata)
        arrived = []
        async with self.in_flight:
            try:
                call = method(self.request(make, fields), metadata=metadata, timeout=60)
                if rpc == STREAMING:
                    async for message in call:
                        arrived.append(message)
                else:
                    arrived.append(await call)
            except grpc.aio.AioRpcError as error:
                return arrived, error.code().name, error.details()
        return arrived, "OK", ""

    def text(self, value):
        """Metadata: JSON, or text that is to be no JSON."""
        return value if isinstance(value, str) else json.dumps(self.own(value))

    def shown(self, call, answer):
        """What came of a call with the names that we have for the server's keys."""
        arrived, code, text = answer
        names = {own: name for name, own in self.keys.items() if isinstance(own, str)}
        for name in call.fields.values():
            if isinstance(name, str) and name in self.keys:
                text = text.replace(f" {self.keys[name]} ", f" {name} ")

        def named(value):
            if isinstance(value, list):
                return [named(item) for item in value]
            if isinstance(value, dict):
                return {key: clocked(key, named(item)) for key, item in value.items()}
            return names.get(value, value) if isinstance(value, str) else value

        def clocked(key, value):
            clock = key in ("created_at", "updated_at") and CLOCK.fullmatch(value)
            return "now" if clock else value

        rows = [named(plain(message)) for message in arrived]
        listed = call.rpc in ("List", STREAMING)
        count = None
        if call.rpc == "List" and rows:
            # Zero and nothing are one for the count, which has no presence.
            count = rows[0].get("count")
            rows = rows[0].get("results", [])
        return {"code": code, "text": text, "listed": listed, "rows": rows, "count": count}
