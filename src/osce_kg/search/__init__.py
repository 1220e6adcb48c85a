"""Full-text search over a release: what is indexed, how words are folded, how they are found.

folding    words of any script → tokens that find each other
entries    sorted dumps → what can be found: names, texts, what to filter by
index      entries → an index among the release's files
words      what a user typed → words, phrases, exclusions
queries    these and filters → a query of the index
finder     a query → hits, counts of facets, suggestions
snippets   a text → the part around the words, with their places
"""
