"""Which requests have the fields `_filters` and `_pagination`: those of the services that say so."""

from django_socio_grpc.protobuf.generation_plugin import FilterGenerationPlugin, PaginationGenerationPlugin

from spec import MODELS

#: The services whose lists may be asked by fields of the request, too.
ASKED = {f"{name}Service" for name, model in MODELS.items() if "filter_transport" in model.service}


def is_asked(_plugin, service, *_others):
    return getattr(service, "__name__", type(service).__name__) in ASKED


def keep_to_the_spec():
    """Django Socio gRPC has one setting for all services."""
    FilterGenerationPlugin.check_condition = is_asked
    PaginationGenerationPlugin.check_condition = is_asked
