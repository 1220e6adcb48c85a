"""What the Reconciliation Service API 0.2 says of answers, as JSON Schema in our own words."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}


def an_object(required: Schema, optional: Schema | None = None, *, closed: bool = False) -> Schema:
    """Return the schema of an object with these members."""
    found: Schema = {"type": "object", "required": list(required), "properties": required | (optional or {})}
    return found | ({"additionalProperties": False} if closed else {})


def a_list(of: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": of}


def every_value(of: Schema) -> Schema:
    """Return the schema of an object that has values of one kind."""
    return {"type": "object", "additionalProperties": of}


_TEMPLATE: Schema = {"type": "string", "pattern": r"\{\{id\}\}"}
_TYPE = an_object({"id": TEXT, "name": TEXT})
_TYPE["properties"]["broader"] = a_list(an_object({"id": TEXT, "name": TEXT}))
_SERVICE = an_object(
    {"service_url": TEXT, "service_path": TEXT},
    {"flyout_service_url": TEXT, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)
_SETTING = an_object(
    {"name": TEXT, "label": TEXT, "type": {"enum": ["number", "text", "checkbox", "select"]}},
    {"default": {}, "help_text": TEXT, "choices": a_list(an_object({"value": TEXT, "name": TEXT}))},
    closed=True,
)
MANIFEST = an_object(
    {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
    },
    {
        "documentation": TEXT,
        "serviceVersion": TEXT,
        "defaultTypes": a_list(_TYPE) | {"uniqueItems": True},
        "view": an_object({"url": _TEMPLATE}),
        "preview": an_object({"url": _TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": an_object({}, {"entity": _SERVICE, "property": _SERVICE, "type": _SERVICE}, closed=True),
        "extend": an_object({}, {"propose_properties": _SERVICE, "property_settings": a_list(_SETTING)}, closed=True),
        "batchSize": {"type": "integer", "minimum": 1},
    },
    closed=True,
)
_FEATURE = an_object({"id": TEXT, "value": {"type": ["number", "boolean"]}}, closed=True)
_CANDIDATE = an_object(
    {"id": TEXT, "name": TEXT, "score": {"type": "number"}},
    {
        "description": {"type": "string"},
        "type": a_list(_TYPE),
        "features": a_list(_FEATURE),
        "match": {"type": "boolean"},
    },
    closed=True,
)
BATCH_RESULT = every_value(an_object({"result": a_list(_CANDIDATE)}, closed=True))
_DAY = r"^-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"
_CELL: Schema = {
    "oneOf": [
        an_object({"id": TEXT, "name": TEXT}, {"description": {"type": "string"}}, closed=True),
        an_object({"str": {"type": "string"}}, closed=True),
        an_object({"int": {"type": "integer"}}, closed=True),
        an_object({"float": {"type": "number"}}, closed=True),
        an_object({"date": {"type": "string", "pattern": _DAY}}, closed=True),
    ]
}
_META = an_object(
    {"id": TEXT, "name": TEXT},
    {"type": an_object({"id": TEXT}, {"name": TEXT}), "service": {"type": "string", "pattern": "^https?://"}},
    closed=True,
)
EXTENSION = an_object({"meta": a_list(_META), "rows": every_value(every_value(a_list(_CELL)))}, closed=True)
_SUGGESTED = an_object(
    {"id": TEXT, "name": TEXT}, {"description": {"type": "string"}, "notable": a_list(_TYPE)}, closed=True
)
SUGGESTIONS = an_object({"result": a_list(_SUGGESTED)}, closed=True)
PROPOSAL = an_object(
    {"type": TEXT, "properties": a_list(an_object({"id": TEXT, "name": TEXT}, closed=True))},
    {"limit": {"type": "integer"}},
    closed=True,
)
