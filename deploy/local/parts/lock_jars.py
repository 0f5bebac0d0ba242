"""Write `deploy/kafka/jars.lock` anew: what jgo resolves for the versions below, each with its sha256.

Run by a person who raises a version (`python -m deploy.local.parts.lock_jars`), never by `make up`.
"""

import tempfile
import tomllib
from pathlib import Path

from deploy.local.parts.jars import LOCK, LockedJar

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
# Without the bridge Kafka's own warnings (it logs through slf4j 1.7) go nowhere.
LOGGING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"

_HEAD = f"""\
# {KAFKA} with all that it needs at run time,
# and {LOGGING}, without which its warnings are lost.
# Written by `python -m deploy.local.parts.lock_jars`; a jar whose bytes have another sha256 is refused.
"""


def main() -> None:
    """The lock file holds the resolution of today."""
    # Apart, as one resolution of both lets the second's version management change Kafka's own jars.
    broker, logging = _resolve(KAFKA), _resolve(LOGGING)
    known = {(jar.group, jar.artifact) for jar in broker}
    jars = broker + [jar for jar in logging if (jar.group, jar.artifact) not in known]
    LOCK.write_text(_HEAD + "".join(_entry(jar) for jar in jars))


def _resolve(endpoint: str) -> list[LockedJar]:
    import jgo

    with tempfile.TemporaryDirectory() as folder:
        environment = jgo.build(endpoint, cache_dir=Path(folder))
        written = tomllib.loads((environment.path / "jgo.lock.toml").read_text())
    return [
        LockedJar(one["groupId"], one["artifactId"], one["version"], one.get("classifier", ""), one["sha256"])
        for one in written["dependencies"]
    ]


def _entry(jar: LockedJar) -> str:
    classifier = f'classifier = "{jar.classifier}"\n' if jar.classifier else ""
    return (
        f'\n[[jar]]\ngroup = "{jar.group}"\nartifact = "{jar.artifact}"\nversion = "{jar.version}"\n'
        f'{classifier}sha256 = "{jar.sha256}"\n'
    )


if __name__ == "__main__":
    main()
