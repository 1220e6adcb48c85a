"""Hooks of the documentation site (mkdocs.yml): reference pages are made from the code and the ontology as they are.

Links from the pages to files outside `docs/` become the name of the file, for the site has no such files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from osce_kg.cli import cli
from osce_kg.resources import resource_path
from osce_kg.server.documents import ontology_terms, read_queries, read_triples
from osce_kg.server.problems import TYPES
from osce_kg.settings import Settings

_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)#]+)(?:#[^)]*)?\)")
_KINDS = {
    "Class": "Classes", "ObjectProperty": "Properties whose values are things",
    "DatatypeProperty": "Properties whose values are literals",
}  # fmt: skip


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    for name, make in _PAGES.items():
        files.append(File.generated(config, f"reference/{name}.md", content="\n".join(make()) + "\n"))
    for notebook in sorted((Path(config.docs_dir) / "notebooks").glob("*.ipynb")):
        content = "\n".join(_cells(json.loads(notebook.read_text("utf-8")))) + "\n"
        files.append(File.generated(config, f"notebooks/{notebook.stem}.md", content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the page with names of files in place of links to what is not on the site."""
    del config, files
    depth = page.file.src_uri.count("/")

    def named(match: re.Match[str]) -> str:
        if match[0].count("../") <= depth:
            return match[0]
        return match[1] if match[1].strip("`") == match[2] else f"{match[1]} (`{match[2]}`)"

    return _OUTSIDE.sub(named, markdown)


def _cells(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield a notebook as Markdown: its texts, its code, and what the code gave when it was run."""
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        yield f"{text}\n" if cell["cell_type"] == "markdown" else f"```python\n{text}\n```\n"
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data:
                yield f"![plot](data:image/png;base64,{''.join(data['image/png']).strip()})\n"
            else:
                shown = "".join(data.get("text/plain") or output.get("text", "")).rstrip()
                yield f"```text\n{shown}\n```\n"


def _commands() -> Iterator[str]:
    yield "# Commands\n\nExit codes: 0 done; 1 the result is negative; 2 the call or its input is wrong.\n"
    with click.Context(cli, info_name="osce-kg") as group:
        for name in cli.list_commands(group):
            command = cli.get_command(group, name)
            assert command is not None
            with click.Context(command, parent=group, info_name=name, max_content_width=100) as context:
                yield f"## osce-kg {name}\n\n```text\n{command.get_help(context)}\n```\n"


def _settings() -> Iterator[str]:
    yield "# Settings\n"
    yield (
        "Each is an option of `osce-kg serve`, a variable `OSCE_KG_…` of the environment, or a key of a TOML file "
        "(`--settings`).\n"
    )
    yield "| setting | default | what |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        default: Any = "none" if field.default in {None, ""} else field.default
        yield f"| `{name}` | {default} | {_cell(str(field.description))} |"


def _problems() -> Iterator[str]:
    yield "# Problems\n\nErrors are `application/problem+json` (RFC 9457). The last part of `type` is one of these.\n"
    yield "| type | status | what | what to do |\n|---|---|---|---|"
    for kind in TYPES:
        yield f"| `{kind.slug}` | {kind.status} | {_cell(kind.title)} | {_cell(kind.advice)} |"


def _ontology() -> Iterator[str]:
    yield "# Ontology\n"
    yield "Terms of the prefix `osce:`, `https://w3id.org/osce-kg/ontology#`; servers have them at `/ontology`.\n"
    terms = ontology_terms(read_triples(resource_path("ontology/osce.ttl")))
    for kind in dict.fromkeys([*_KINDS, *(term.kind for term in terms)]):
        of_kind = [term for term in terms if term.kind == kind]
        if of_kind:
            yield f"\n## {_KINDS.get(kind, kind)}\n\n| term | name | what |\n|---|---|---|"
        for term in of_kind:
            yield f'| <a id="{term.name}"></a>`osce:{term.name}` | {_cell(term.label)} | {_cell(term.definition)} |'


def _queries() -> Iterator[str]:
    yield "# Example queries\n\nEach is tested. They lie in `queries/`, and at `/queries` of a server.\n"
    for query in read_queries(resource_path("queries")):
        yield f"## {query.question or query.title}\n\n`{query.name}`\n\n```sparql\n{query.text.strip()}\n```\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


_PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": _commands, "settings": _settings, "problems": _problems, "ontology": _ontology, "queries": _queries,
}  # fmt: skip
