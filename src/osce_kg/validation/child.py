"""The process in which `shacl` runs: a crash of the extension ends it, not its parent.

Called as `python -m osce_kg.validation.child DATA.nt SHAPES.nt RESULTS.jsonl`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import shacl


def main(data: str, shapes: str, results: str) -> int:
    """Write one JSON array per result and return 0; on data or shapes it cannot read, say so and return 2."""
    try:
        report = shacl.Shapes.from_file(shapes).validate_file(data)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with Path(results).open("w", encoding="utf-8") as file:
        for result in report.results:
            row = (
                result.focus_node,
                result.path,
                result.value,
                result.source_shape,
                result.component_iri,
                result.severity_iri,
                result.messages,
            )
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
