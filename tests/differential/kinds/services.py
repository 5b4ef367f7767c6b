"""Django Socio gRPC's serializers and services of the models."""

import importlib
import importlib.util

from django_filters.rest_framework import DjangoFilterBackend
from django_socio_grpc import generics, mixins, proto_serializers
from django_socio_grpc.services.app_handler_registry import AppHandlerRegistry
from rest_framework import filters, pagination

from kinds.models import CLASSES_OF
from spec import MODELS


def answered(model):
    """The messages of a serializer, where they are made of the proto."""
    if importlib.util.find_spec("grpc_folder") is None:
        return {}
    messages = importlib.import_module("grpc_folder.kinds.kinds_pb2")
    return {
        "proto_class": getattr(messages, f"{model.name}Response"),
        "proto_class_list": getattr(messages, f"{model.name}ListResponse"),
    }


def serializer(model):
    untrimmed = [field.name for field in model.fields if not field.rules.get("trim", True)]
    meta = {
        "model": CLASSES_OF[model.name],
        "fields": "__all__",
        "extra_kwargs": {name: {"trim_whitespace": False} for name in untrimmed},
        **answered(model),
    }
    attributes = {"Meta": type("Meta", (), meta), "__module__": __name__}
    return type(f"{model.name}ProtoSerializer", (proto_serializers.ModelProtoSerializer,), attributes)


def pages(sizes):
    attributes = {
        "page_size": sizes["page_size"],
        "page_size_query_param": "page_size",
        "max_page_size": sizes["max_page_size"],
    }
    return type("Pages", (pagination.PageNumberPagination,), attributes)


def service(model):
    said = model.service
    bases = (generics.AsyncModelService,)
    if "stream" in said.get("mixins", []):
        bases = (mixins.AsyncStreamModelMixin, *bases)
    attributes = {
        "__module__": __name__,
        "queryset": CLASSES_OF[model.name].objects.all(),
        "serializer_class": serializer(model),
        "filter_backends": [DjangoFilterBackend, filters.SearchFilter, filters.OrderingFilter],
        "filterset_fields": said.get("filters", {}),
        "search_fields": said.get("search", []),
        "ordering": said.get("default_ordering"),
    }
    # Without it, every field that is answered is one.
    if said.get("ordering") != "all":
        attributes["ordering_fields"] = said.get("ordering", [])
    if "pagination" in said:
        attributes["pagination_class"] = pages(said["pagination"])
    return type(f"{model.name}Service", bases, attributes)


def register(server):
    registry = AppHandlerRegistry("kinds", server, to_root_grpc=True)
    for model in MODELS.values():
        registry.register(service(model))
