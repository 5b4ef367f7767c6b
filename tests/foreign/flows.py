"""Calls an action of each flow with Python's grpcio.

usage: flows.py PROTO_FOLDER ADDRESS
"""

import importlib
import json
import pathlib
import sys
import tempfile

import grpc
from google.protobuf import empty_pb2
from grpc_tools import protoc

proto, address = pathlib.Path(sys.argv[1]), sys.argv[2]
out = tempfile.mkdtemp()
sys.path.insert(0, out)
files = [str(path) for path in sorted(proto.rglob("*.proto"))]
well_known = pathlib.Path(protoc.__file__).parent / "_proto"
assert protoc.main(["", f"-I{proto}", f"-I{well_known}", f"--python_out={out}", f"--grpc_python_out={out}", *files]) == 0

post = importlib.import_module("actions.v1.post_pb2")
messages = importlib.import_module("actions.v1.messages_pb2")
lobby_rpc = importlib.import_module("actions.v1.lobby_pb2_grpc")
services = [path for path in pathlib.Path(out).rglob("*_pb2_grpc.py") if "PostControllerStub" in path.read_text()]
post_rpc = importlib.import_module("actions.v1." + services[0].stem)

channel = grpc.insecure_channel(address)
posts, lobby = post_rpc.PostControllerStub(channel), lobby_rpc.LobbyControllerStub(channel)


def refused(code, call):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, (error.code(), error.details())
        return json.loads(error.details())
    raise AssertionError("the call was not refused")


# A client stream: what is wrong with one message does not lose the others.
report = posts.Import(iter([post.PostRequest(title="First"), post.PostRequest(), post.PostRequest(title="Second")]))
assert report.stored == 2 and len(report.refused) == 1, report

# A server stream.
assert [each.title for each in posts.Follow(post.PostFollowRequest())] == ["First", "Second"]
wrong = refused(grpc.StatusCode.INVALID_ARGUMENT, lambda: list(posts.Follow(post.PostFollowRequest(since="soon"))))
assert list(wrong) == ["since"], wrong

# Both ways.
lines = [messages.ChatLineRequest(room="hall", text=text) for text in ("one", "two")]
assert [line.text for line in lobby.Chat(iter(lines))] == ["ONE", "TWO"]
assert len(list(lobby.Pings(iter([empty_pb2.Empty()] * 3)))) == 3

# Unary.
assert posts.Publish(post.PostPublishRequest(id=1)).title == "First"
refused(grpc.StatusCode.NOT_FOUND, lambda: posts.Publish(post.PostPublishRequest(id=9)))
assert posts.Touch(empty_pb2.Empty()) == empty_pb2.Empty()
refused(grpc.StatusCode.UNIMPLEMENTED, lambda: lobby.Ping(empty_pb2.Empty()))

print("every flow answered as expected")
