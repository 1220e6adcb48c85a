// What went wrong, in the server's words, and where in the query.

/** Return the problem in an error: what the server said (RFC 9457), or the browser's own words. */
export function problemOf(text) {
  try {
    const found = JSON.parse(text);
    if (typeof found.title === "string") return found;
  } catch {
    // no problem document: the server was not reached, or something stands between
  }
  if (/abort/i.test(text)) return { title: "You stopped the query", stopped: true };
  return { title: "No answer came from the server", detail: text };
}

/** Mark the place of a problem in the editor and bring it into sight. Return a function that removes the mark. */
export function markProblem(yasqe, problem) {
  if (!problem.line) return () => {};
  const line = problem.line - 1;
  const column = Math.max((problem.column || 1) - 1, 0);
  const doc = yasqe.getDoc();
  const end = doc.getLine(line)?.length ?? 0;
  const from = { line, ch: Math.min(column, Math.max(end - 1, 0)) };
  const mark = doc.markText(from, { line, ch: end }, { className: "problem-place" });
  yasqe.addLineClass(line, "background", "problem-line");
  yasqe.scrollIntoView(from, 60);
  doc.setCursor(from);
  return () => {
    mark.clear();
    yasqe.removeLineClass(line, "background", "problem-line");
  };
}
