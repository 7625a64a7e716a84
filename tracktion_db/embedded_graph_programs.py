"""The graph server's program, which the ``arcadedb-embedded`` wheel brings with a Java of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from tracktion_db.errors import UsageError

__all__ = ["DATABASE", "server_command"]

# The name that a Neo4j Community server has for its only database, so one setting fits both.
DATABASE = "neo4j"

# Other protocols and tools of the wheel: the server offers what it finds, so it does not find them.
_NOT_NEEDED = ("console", "graphql", "integration", "mcp", "postgresw", "python-bridge", "redisw")

_JAVA = [
    # One collector thread and a heap that starts small: the server idles at about 130 MB.
    *("-XX:+UseSerialGC", "-Xms32m", "-XX:+UseCompactObjectHeaders"),
    *("-XX:-UsePerfData", "-Djava.awt.headless=true"),
    # What the wheel's own Python code starts the server with.
    "--add-modules=jdk.incubator.vector",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
]
_SETTINGS = {
    # In "production" every message of an error is the same: to look into the server's log.
    "server.mode": "development",
    # The folder of the process, whatever its path is made of.
    "server.rootPath": ".",
    "server.rootPasswordPath": "../password",
    # The password is 128 random bits, which no iterations make safer; they would only slow each connect.
    "server.saltIterations": "1",
    "server.defaultDatabases": f"{DATABASE}[]",
    "bolt.defaultDatabase": DATABASE,
    "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
    # HTTP cannot be switched off, and without these both listen on every interface.
    "server.httpIncomingHost": "127.0.0.1",
    "bolt.host": "127.0.0.1",
    # A commit is answered when the disk has it.
    "txWalFlush": "2",
    "polyglotEngineEnabled": "false",
    "serverMetrics": "false",
    "opencypher.loadCsv.allowFileUrls": "false",
    "opencypher.loadCsv.allowRemoteUrls": "false",
}


def server_command(*, heap: str, bolt_port: int, http_port: int) -> list[str]:
    """The command line of a server whose folder is the current one.

    Raises UsageError when the wheel is missing.
    """
    wheel = find_spec("arcadedb_embedded")
    if wheel is None or wheel.origin is None:
        raise UsageError("the embedded graph server needs its wheel: pip install 'tracktion-db[embedded]'")
    package = Path(wheel.origin).parent
    jars = [
        str(jar)
        for jar in sorted((package / "jars").glob("*.jar"))
        if not jar.name.startswith(tuple(f"arcadedb-{name}" for name in _NOT_NEEDED))
    ]
    settings = _SETTINGS | {"server.httpIncomingPort": str(http_port), "bolt.port": str(bolt_port)}
    return [
        str(package / "jre" / "bin" / "java"),
        *_JAVA,
        f"-Xmx{heap}",
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        *("-cp", ":".join(jars), "com.arcadedb.server.ArcadeDBServer"),
    ]
