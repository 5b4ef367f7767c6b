"""A unary call of Django Socio gRPC beside 0, 10 and 100 idle server streams, in both of its modes.

usage: isolation.py                  the table
       isolation.py make|serve       what it starts, in a folder of its own, with MODE=async or sync
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

CODE = pathlib.Path(__file__).resolve().parent
OPEN = [0, 10, 100]
CALLS = 1000
WARM = 100
# Seconds after which a call counts as not answered.
PATIENCE = 5


def configure():
    import django
    from django.conf import settings

    sys.path[:0] = [str(CODE), os.getcwd()]
    settings.configure(
        BASE_DIR=pathlib.Path.cwd(),
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django_socio_grpc", "lines"],
        GRPC_FRAMEWORK={"ROOT_HANDLERS_HOOK": "lines.services.register", "GRPC_ASYNC": os.environ["MODE"] == "async"},
        LOGGING_CONFIG=None,
    )
    django.setup()


def manage(command):
    from django.core.management import call_command

    configure()
    if command == "make":
        call_command("generateproto", project="bench")
    else:
        server = "grpcrunaioserver" if os.environ["MODE"] == "async" else "grpcrunserver"
        call_command(server, f"127.0.0.1:{os.environ['PORT']}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def latency(stub, messages):
    """p50 / p99 of calls one after the other, in microseconds."""
    import grpc

    times = []
    for n in range(WARM + CALLS):
        begun = time.perf_counter()
        try:
            stub.Unary(messages.LineUnaryRequest(line="x" * 98), timeout=PATIENCE)
        except grpc.RpcError as error:
            return f"{error.code().name} after {time.perf_counter() - begun:.0f} s"
        if n >= WARM:
            times.append((time.perf_counter() - begun) * 1e6)
    times.sort()
    return f"{times[CALLS // 2]:.0f} / {times[CALLS * 99 // 100]:.0f}"


def measure(mode, folder):
    import grpc

    environment = os.environ | {"MODE": mode, "PORT": str(free_port())}
    here = [sys.executable, str(pathlib.Path(__file__).resolve())]
    subprocess.run([*here, "make"], cwd=folder, env=environment, check=True, capture_output=True)
    sys.path.insert(0, folder)
    from grpc_folder.lines import lines_pb2 as messages
    from grpc_folder.lines import lines_pb2_grpc as services

    server = subprocess.Popen([*here, "serve"], cwd=folder, env=environment, stderr=subprocess.DEVNULL)
    try:
        address = f"127.0.0.1:{environment['PORT']}"
        channel = grpc.insecure_channel(address)
        grpc.channel_ready_future(channel).result(timeout=30)
        stub = services.LineControllerStub(channel)
        cells, streams = [], []
        for count in OPEN:
            # Streams have a connection of their own: only the server is shared.
            other = services.LineControllerStub(grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)]))
            while len(streams) < count:
                streams.append(other.Idle(messages.LineIdleRequest(line="x")))
            time.sleep(1)
            cells.append(latency(stub, messages))
        return cells
    finally:
        server.kill()


def main():
    print("A unary call of Django Socio gRPC beside idle server streams: µs, p50 / p99\n")
    print("| server | " + " | ".join(f"{count} streams" for count in OPEN) + " |")
    print("|---|" + "---:|" * len(OPEN))
    for mode in ["async", "sync"]:
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run([sys.executable, __file__, "measure", mode, folder], stdout=subprocess.PIPE, text=True)
            print(f"| {mode} | {run.stdout.strip()} |", flush=True)


match sys.argv[1:]:
    case [("make" | "serve") as command]:
        manage(command)
    case ["measure", mode, folder]:
        print(" | ".join(measure(mode, folder)))
    case _:
        main()
