// The example queries beside the editor: a click opens one in the workbench instead of leaving the page.

/** Let the links of a list open their queries by `open`. */
export function bindExamples(list, open) {
  list?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='query=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(new URL(link.href).searchParams.get("query"), link.textContent);
    document.getElementById("workbench").scrollIntoView({ block: "start" });
  });
}
