// Repeats a request while the page is visible; each waits for the reply to the previous one.

// Returns a function that ends it.  `act` handles its own errors.
export function poll(milliseconds, act) {
  let timer;
  let ended = false;
  const next = () => {
    clearTimeout(timer);
    if (!ended && !document.hidden) timer = setTimeout(run, milliseconds);
  };
  async function run() {
    try { await act(); } finally { next(); }
  }
  const seen = () => {
    clearTimeout(timer);
    if (!ended && !document.hidden) run();
  };
  document.addEventListener("visibilitychange", seen);
  next();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}
