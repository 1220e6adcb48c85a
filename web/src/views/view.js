// What YASR asks of a view of results.
import { readResults } from "../results.js";

/** Return a YASR plugin. `fits(results)` says whether it can show them; `draw(results, element, prefixes)` does. */
export function view({ label, priority, fits, draw, hidden = false }) {
  return class {
    constructor(yasr) {
      this.yasr = yasr;
      this.label = label;
      this.priority = priority;
      this.hideFromSelection = hidden;
    }

    canHandleResults() {
      const results = readResults(this.yasr);
      return results !== null && fits(results);
    }

    async draw() {
      this.yasr.resultsEl.replaceChildren();
      await draw(readResults(this.yasr), this.yasr.resultsEl, this.yasr.getPrefixes());
    }
  };
}
