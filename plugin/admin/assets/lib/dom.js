// Creates elements from plain values.  Text always becomes a text node, so text from alerts cannot become markup.

const properties = new Set(["value", "checked", "disabled", "selected", "required", "readOnly", "open"]);

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (properties.has(name)) element[name] = value;
    else if (name === "href") element.setAttribute("href", safeAddress(value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

// Links of incidents come from desks: javascript: and similar schemes are not linked.
function safeAddress(address) {
  return /^(https?:\/\/|#|[\w./?=&%-]*$)/i.test(address) ? address : "#";
}

let last = 0;
export const uniqueId = (what) => `se-${what}-${++last}`;
