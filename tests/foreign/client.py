"""Calls a generated blog server with Python's grpcio, and checks what a Django Socio gRPC client relies on.

usage: client.py PROTO_FOLDER ADDRESS
"""

import importlib
import json
import pathlib
import sys
import tempfile

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from grpc_tools import protoc

proto, address = pathlib.Path(sys.argv[1]), sys.argv[2]
out = tempfile.mkdtemp()
sys.path.insert(0, out)
files = [str(path) for path in sorted(proto.rglob("*.proto"))]
well_known = pathlib.Path(protoc.__file__).parent / "_proto"
assert protoc.main(["", f"-I{proto}", f"-I{well_known}", f"--python_out={out}", f"--grpc_python_out={out}", *files]) == 0


def module(name, suffix):
    path = next(path for path in proto.rglob("*.proto") if path.stem == name)
    dotted = ".".join(path.relative_to(proto).with_suffix("").parts)
    return importlib.import_module(f"{dotted}_{suffix}")


author, author_rpc = module("author", "pb2"), module("author", "pb2_grpc")
post, post_rpc = module("post", "pb2"), module("post", "pb2_grpc")
tag, tag_rpc = module("tag", "pb2"), module("tag", "pb2_grpc")

channel = grpc.insecure_channel(address)
authors = author_rpc.AuthorControllerStub(channel)
posts = post_rpc.PostControllerStub(channel)
tags = tag_rpc.TagControllerStub(channel)


def refused(code, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except grpc.RpcError as error:
        assert error.code() == code, (error.code(), error.details())
        return json.loads(error.details())
    raise AssertionError(f"{call} was not refused")


# Create, and what unset means.
ada = authors.Create(author.AuthorRequest(name=" Ada ", email="ada@example.org"))
assert ada.name == "Ada" and ada.id > 0
assert tags.Create(tag.TagRequest(label="rust")).label == "rust"
first = posts.Create(post.PostRequest(title="First", author=ada.id))
assert not first.HasField("body") and first.status == 1, first

# Validation, with DRF's texts.
errors = refused(grpc.StatusCode.INVALID_ARGUMENT, posts.Create, post.PostRequest(title="  ", author=ada.id))
assert errors["title"] == [{"message": "This field may not be blank.", "code": "blank"}], errors
errors = refused(grpc.StatusCode.INVALID_ARGUMENT, posts.Create, post.PostRequest(title="x", author=999))
assert errors["author"][0]["code"] == "does_not_exist", errors
errors = refused(grpc.StatusCode.INVALID_ARGUMENT, authors.Create, author.AuthorRequest(name="B", email="ada@example.org"))
assert errors["email"][0]["code"] == "unique", errors

# Retrieve, Update, PartialUpdate.
assert posts.Retrieve(post.PostRetrieveRequest(id=first.id)) == first
assert refused(grpc.StatusCode.NOT_FOUND, posts.Retrieve, post.PostRetrieveRequest(id=999)) == {
    "message": "Post: 999 not found!",
    "code": "not_found",
}
partial = post.PostPartialUpdateRequest(id=first.id, title="Second", body="ignored")
partial._partial_update_fields.append("title")
changed = posts.PartialUpdate(partial)
assert changed.title == "Second" and not changed.HasField("body"), changed
updated = posts.Update(post.PostRequest(id=first.id, title="Third", body="text", author=ada.id))
assert updated.body == "text" and updated.status == 1, updated

# List: count, pages, filters and ordering in metadata.
for n in range(30):
    posts.Create(post.PostRequest(title=f"Post {n:02}", author=ada.id))
page = posts.List(post.PostListRequest())
assert page.count == 31 and len(page.results) == 20
found = posts.List(
    post.PostListRequest(),
    metadata=(("filters", json.dumps({"title__icontains": "post 1", "ordering": "-title"})),),
)
assert [row.title for row in found.results] == [f"Post {n}" for n in range(19, 9, -1)], found
beyond = (("pagination", json.dumps({"page": 99})),)
assert refused(grpc.StatusCode.NOT_FOUND, posts.List, post.PostListRequest(), metadata=beyond) == {
    "message": "Invalid page.",
    "code": "not_found",
}

# Many to many: written whole, answered in the order of the keys, narrowed by, and through other relations too.
rust = tags.List(tag.TagListRequest()).results[0]
sqlite = tags.Create(tag.TagRequest(label="sqlite"))
both = posts.Create(post.PostRequest(title="Both", author=ada.id, tags=[sqlite.id, rust.id, sqlite.id]))
assert list(both.tags) == [rust.id, sqlite.id], both
errors = refused(
    grpc.StatusCode.INVALID_ARGUMENT, posts.Create, post.PostRequest(title=" ", author=999, tags=[rust.id, 77])
)
assert list(errors) == ["title", "author", "tags"], errors
assert errors["tags"] == [{"message": 'Invalid pk "77" - object does not exist.', "code": "does_not_exist"}], errors


def filtered(**filters):
    metadata = (("filters", json.dumps(filters)),)
    return [row.title for row in posts.List(post.PostListRequest(), metadata=metadata).results]


assert filtered(tags__label="rust") == ["Both"]
assert filtered(tags=sqlite.id) == ["Both"] and filtered(tags__in=[rust.id, sqlite.id]) == ["Both"]
assert filtered(author__name__icontains="lovelace") == [] and len(filtered(author__name__icontains="ADA")) == 20
assert filtered(title__regex="^B.th$") == ["Both"]
bad = (("filters", json.dumps({"title__regex": "("})),)
errors = refused(grpc.StatusCode.INVALID_ARGUMENT, posts.List, post.PostListRequest(), metadata=bad)
assert list(errors) == ["title__regex"], errors
dated = posts.Create(post.PostRequest(title="Dated", author=ada.id, published_at="2026-01-31T23:30:00-02:00"))
assert dated.published_at == "2026-02-01T01:30:00Z", dated
assert filtered(published_at__year=2026) == ["Dated"] and filtered(published_at__year=2025) == []
posts.Destroy(post.PostDestroyRequest(id=dated.id))
partial = post.PostPartialUpdateRequest(id=both.id, title="Untouched", tags=[rust.id])
partial._partial_update_fields.append("tags")
changed = posts.PartialUpdate(partial)
assert changed.title == "Both" and list(changed.tags) == [rust.id], changed
assert list(posts.Retrieve(post.PostRetrieveRequest(id=both.id)).tags) == [rust.id]
assert list(posts.Update(post.PostRequest(id=both.id, title="Both", author=ada.id)).tags) == []
tags.Destroy(tag.TagDestroyRequest(id=sqlite.id))
posts.Destroy(post.PostDestroyRequest(id=both.id))

# Stream: everything, one message at a time.
assert len(list(posts.Stream(post.PostStreamRequest()))) == 31

# Destroy: restricted while a post refers to the author.
refused(grpc.StatusCode.FAILED_PRECONDITION, authors.Destroy, author.AuthorDestroyRequest(id=ada.id))
posts.Destroy(post.PostDestroyRequest(id=first.id))
refused(grpc.StatusCode.NOT_FOUND, posts.Destroy, post.PostDestroyRequest(id=first.id))

# A service of the project's own answers beside the generated ones.
note, note_rpc = module("notes", "pb2"), module("notes", "pb2_grpc")
assert note_rpc.NotesStub(channel).Echo(note.Note(text="own")).text == "own"

# Reflection names the services, and has the messages of each.
reflection = ProtoReflectionDescriptorDatabase(channel)
names = reflection.get_services()
assert any(name.endswith(".PostController") for name in names) and "own.v1.Notes" in names, names
pool = descriptor_pool.DescriptorPool(reflection)
assert pool.FindMessageTypeByName("own.v1.Note").fields_by_name["text"].number == 1


# Reflection also says how to read the details of an error.
def parsed(name, data):
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name)).FromString(data)


try:
    posts.Create(post.PostRequest(title="  ", author=ada.id))
    raise AssertionError("a blank title was not refused")
except grpc.RpcError as error:
    trailers = dict(error.trailing_metadata())
    rich = parsed("google.rpc.Status", trailers["grpc-status-details-bin"])
    assert rich.code == error.code().value[0] and rich.message == error.details(), rich
details = {any.type_url.rpartition("/")[2]: any.value for any in rich.details}
(violation,) = parsed("google.rpc.BadRequest", details["google.rpc.BadRequest"]).field_violations
assert (violation.field, violation.description, violation.reason) == (
    "title",
    "This field may not be blank.",
    "BLANK",
), violation
assert parsed("google.rpc.ErrorInfo", details["google.rpc.ErrorInfo"]).reason == "INVALID"

print("all calls answered as expected")
