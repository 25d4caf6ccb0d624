// Asks again and again while somebody looks; the next question waits for the answer to the last.

// Gives the function that ends it.  `act` handles its own errors.
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
