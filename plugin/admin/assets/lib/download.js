// Saves a text as a file; errors are shown on the page and not written to the file.

import { h } from "./dom.js";

export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { download: name });
  link.href = address;  // of our own making: h() lets no blob: through
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
