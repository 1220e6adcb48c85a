"""`osce-kg check`: captures or RDF → one verdict, in the form that people or a CI system read.

model         Finding, Verdict: what every check gives and every format is given
conversion    captures → graph and findings, by the stages of a build
graph         the graph that is checked, whatever it was made of
run           the checks in their order
formats       a verdict as text, JSON, JUnit, SARIF, annotations, Turtle, Markdown
"""
