"""The verbs of this package: up, down, clean, status, logs, keys, variables, env, topics, supervise, demo.

Exit codes: 0 ok, 1 failed, 2 usage, 3 degraded.
"""

import argparse
import errno
import sys


def main(arguments: list[str] | None = None) -> int:
    """The verb is done; what stood in its way is one sentence on standard error."""
    chosen = _parser().parse_args(arguments)
    try:
        from deploy.local import verbs
        from deploy.local.refusal import Refusal
    except ModuleNotFoundError as error:
        return _told(f"The package {error.name} is missing: run `make setup`.")
    try:
        return verbs.VERBS[chosen.verb](chosen)
    except Refusal as refusal:
        return _told(str(refusal))
    except ModuleNotFoundError as error:
        return _told(f"The package {error.name} is missing: run `make setup`.")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return _told("The disk is full: make room and try again.")
    except KeyboardInterrupt:
        return _told("Stopped.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("up", help="start everything that does not run yet, and say where it is")
    verbs.add_parser("down", help="stop exactly what up started")
    verbs.add_parser("status", help="say what runs and whether it is well").add_argument(
        "--json", action="store_true"
    )
    clean = verbs.add_parser("clean", help="stop everything and delete its data")
    clean.add_argument("--yes", action="store_true", help="really")
    verbs.add_parser("logs", help="follow the logs").add_argument("name", nargs="?")
    verbs.add_parser("keys", help="print one API key for each role").add_argument(
        "--json", action="store_true"
    )
    verbs.add_parser("variables", help="print what a shell needs to run the services' own commands here")
    verbs.add_parser("env", help="write the environment file of docker-compose.yml")
    topics = verbs.add_parser("topics", help="make the topics that are missing at a broker")
    topics.add_argument("--bootstrap", required=True)
    topics.add_argument("--prefix", default="tuoke")
    topics.add_argument("--replication", type=int, default=1, help="copies of each record; 3 in production")
    verbs.add_parser("supervise", help="keep the programs running (up starts this)")
    demo = verbs.add_parser("demo", help="run real purchases and a story through the running system")
    demo.add_argument("--customers", type=int, default=None, help="only so many of the sample's customers")
    return parser


def _told(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
