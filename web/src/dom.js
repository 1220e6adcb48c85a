// Elements made of plain text: nothing that the graph says is ever read as markup.
const SVG = "http://www.w3.org/2000/svg";

/** Return an element with attributes and children; children that are no nodes become text. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same in SVG. */
export function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(key, String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Return a button that does something. */
export function button(text, onClick, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** Return a labelled list to choose from. `options` are pairs of value and text. */
export function choice(label, options, chosen, onChange) {
  const select = element("select", {});
  for (const [value, text] of options) {
    const option = element("option", { value }, text);
    option.selected = value === chosen;
    select.append(option);
  }
  select.addEventListener("change", () => onChange(select.value));
  return element("label", { class: "choice" }, `${label} `, select);
}

/** Return a text cut to a length, with an ellipsis. */
export function cut(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
