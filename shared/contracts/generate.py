"""Write the JSON Schemas and the AsyncAPI document, or check that they are as committed.

`python -m shared.contracts.generate` writes; a change that breaks a reader within a major version
is refused and nothing is written. With `--check` nothing is written and any difference exits 1.
"""

import json
import sys
from pathlib import Path
from typing import Any

from shared.contracts.asyncapi import document, schema_file
from shared.contracts.base import Contract, dataschema
from shared.contracts.compatibility import breaks
from shared.contracts.inbox import Incoming
from shared.contracts.registry import every_contract

HERE = Path(__file__).parent
SCHEMAS = HERE / "schemas"


def schema_of(contract: type[Contract] | type[Incoming]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what a writer sends."""
    mode = "serialization" if issubclass(contract, Contract) else "validation"
    schema = contract.model_json_schema(mode=mode)  # type: ignore[arg-type]  # the literal is narrowed above
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": dataschema(contract.TYPE, contract.VERSION),
        **schema,
    }


def generated() -> dict[Path, str]:
    """Return every generated file's text by its path."""
    files = {SCHEMAS / schema_file(c): _text(schema_of(c)) for c in every_contract()}
    files[HERE / "asyncapi.json"] = _text(document())
    return files


def incompatible() -> list[str]:
    """Return what today's classes break of the committed schemas."""
    found = []
    for contract in every_contract():
        committed = SCHEMAS / schema_file(contract)
        if committed.exists():
            old = json.loads(committed.read_text())
            found += [f"{committed.name}: {broken}" for broken in breaks(old, schema_of(contract))]
    return found


def differing() -> list[str]:
    """Return the files that are not as the classes would write them, and those that nothing writes."""
    files = generated()
    different = [p.name for p, text in files.items() if not p.exists() or p.read_text() != text]
    return different + [p.name for p in SCHEMAS.glob("*.json") if p not in files]


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code."""
    if broken := incompatible():
        print("\n".join(["These changes need a new major version:", *broken]), file=sys.stderr)
        return 1
    if "--check" in arguments:
        if different := differing():
            print(f"Run `make generate`; out of date: {', '.join(different)}", file=sys.stderr)
        return 1 if different else 0
    SCHEMAS.mkdir(exist_ok=True)
    for path, text in generated().items():
        path.write_text(text)
    return 0


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
