"""Serves the spec by Django Socio gRPC, from the current folder, which holds the database and the proto.

usage: django_server.py make    the tables and `grpc_folder/kinds/kinds.proto`
       django_server.py serve
"""

import asyncio
import logging
import pathlib
import sys

import django
from django.conf import settings

HERE = pathlib.Path.cwd()
sys.path.insert(0, str(HERE))


def configure():
    from kinds.plugins import keep_to_the_spec

    keep_to_the_spec()
    grpc_framework = {
        "ROOT_HANDLERS_HOOK": "kinds.services.register",
        "GRPC_ASYNC": True,
        "FILTER_BEHAVIOR": "METADATA_AND_REQUEST_STRUCT",
        "PAGINATION_BEHAVIOR": "METADATA_AND_REQUEST_STRUCT",
    }
    settings.configure(
        BASE_DIR=HERE,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "django.db"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django_filters", "django_socio_grpc", "kinds"],
        USE_TZ=True,
        TIME_ZONE="UTC",
        GRPC_FRAMEWORK=grpc_framework,
        LOGGING_CONFIG=None,
    )
    logging.disable(logging.ERROR)
    django.setup()


def make():
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("generateproto", project="atlas")


async def serve():
    import grpc
    from asgiref.sync import sync_to_async

    from kinds.services import register

    server = grpc.aio.server()
    await sync_to_async(register)(server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on 127.0.0.1:{port}", file=sys.stderr, flush=True)
    await server.wait_for_termination()


configure()
if sys.argv[1] == "make":
    make()
else:
    asyncio.run(serve())
