"""A unary call, and a stream that stays open without a message; the environment's MODE says in which of the two modes."""

import asyncio
import os
import time

from django_socio_grpc import generics
from django_socio_grpc.decorators import grpc_action
from django_socio_grpc.services.app_handler_registry import AppHandlerRegistry

LINE = [{"name": "line", "type": "string"}]
HOUR = 3600

if os.environ["MODE"] == "async":

    class LineService(generics.GenericService):
        @grpc_action(request=LINE, response=LINE)
        async def Unary(self, request, context):
            return request

        @grpc_action(request=LINE, response=LINE, response_stream=True)
        async def Idle(self, request, context):
            await asyncio.sleep(HOUR)
            yield request

else:

    class LineService(generics.GenericService):
        @grpc_action(request=LINE, response=LINE)
        def Unary(self, request, context):
            # Its sync server (0.25) answers TypeError where nobody has set trailing metadata.
            context.set_trailing_metadata(())
            return request

        @grpc_action(request=LINE, response=LINE, response_stream=True)
        def Idle(self, request, context):
            # Not a generator, whose first line would be too late for the above.
            context.set_trailing_metadata(())
            time.sleep(HOUR)
            return [request]


def register(server):
    AppHandlerRegistry("lines", server, to_root_grpc=True).register(LineService)
