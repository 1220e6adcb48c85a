"""The SHACL vocabulary as far as shapes may use it (https://www.w3.org/TR/shacl/), as local names."""

from __future__ import annotations

NODE_KINDS = frozenset({"BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"})
SEVERITIES = frozenset({"Violation", "Warning", "Info"})

TARGETS = frozenset({"targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf", "target"})

# Constraint parameters whose values are shapes, and those whose values are lists of shapes.
SHAPE_VALUED = frozenset({"property", "node", "not", "qualifiedValueShape"})
SHAPE_LISTS = frozenset({"and", "or", "xone"})

COUNTS = frozenset({"minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount"})
IRI_VALUED = frozenset({"class", "datatype", "equals", "disjoint", "lessThan", "lessThanOrEquals"})
LISTS = frozenset({"in", "languageIn", "ignoredProperties"})
BOOLEANS = frozenset({"uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint"})
ONLY_ON_PROPERTIES = frozenset(
    {"minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape"}
)

# What makes a shape check something; companions such as `flags` do not by themselves.
CONSTRAINTS = (
    SHAPE_VALUED
    | SHAPE_LISTS
    | IRI_VALUED
    | frozenset({"minCount", "maxCount", "minLength", "maxLength", "uniqueLang", "closed", "in", "languageIn"})
    | frozenset({"nodeKind", "pattern", "hasValue", "sparql", "js"})
    | frozenset({"minExclusive", "minInclusive", "maxExclusive", "maxInclusive"})
)

_OTHER_PREDICATES = frozenset(
    {
        "path", "inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath",
        "severity", "message", "name", "description", "order", "group", "defaultValue", "flags", "declare",
        "prefix", "namespace", "prefixes", "select", "ask", "parameter", "optional", "validator",
        "nodeValidator", "propertyValidator", "labelTemplate", "nodeKind", "shapesGraph",
        "shapesGraphWellFormed", "suggestedShapesGraph", "entailment", "annotationProperty",
        "annotationValue", "annotationVarName", "resultAnnotation",
    }
)  # fmt: skip

# A shapes file may carry a report, as test suites do.
_REPORT_PREDICATES = frozenset(
    {
        "conforms", "result", "focusNode", "resultPath", "value", "sourceShape", "sourceConstraint",
        "sourceConstraintComponent", "resultSeverity", "resultMessage", "detail",
    }
)  # fmt: skip

PREDICATES = CONSTRAINTS | _REPORT_PREDICATES | TARGETS | COUNTS | IRI_VALUED | LISTS | BOOLEANS | _OTHER_PREDICATES

CLASSES = frozenset(
    {
        "Shape", "NodeShape", "PropertyShape", "PropertyGroup", "Parameterizable", "ConstraintComponent",
        "Parameter", "Validator", "SPARQLAskValidator", "SPARQLSelectValidator", "SPARQLConstraint",
        "SPARQLExecutable", "SPARQLAskExecutable", "SPARQLSelectExecutable", "PrefixDeclaration",
        "ResultAnnotation", "ValidationReport", "ValidationResult",
    }
)  # fmt: skip

NAMES = PREDICATES | CLASSES | NODE_KINDS | SEVERITIES
