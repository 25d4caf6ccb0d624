// Both pages work without this.  It takes the code out of a one-time link, and leads back to where somebody came from.

const code = /^#([\w-]{43})$/.exec(location.hash)?.[1];
const codeField = document.getElementById("code");

if (code && !codeField) {
  location.replace("/login/first" + location.hash);
} else if (code) {
  codeField.value = code;
  history.replaceState(null, "", location.pathname);  // it is a secret: out of the address bar and the history
  document.getElementById("password").focus();
} else if (!codeField) {
  // The part behind # names a screen.  A browser keeps it from redirect to redirect, but not into a form's address.
  document.getElementById("sign-in").action += location.hash;
  // A link from another site comes without the session's cookie (SameSite=Strict), so this page was the answer; we are
  // not another site.
  if (document.body.dataset.from === "elsewhere")
    fetch("/session", { credentials: "same-origin", cache: "no-store" }).then((response) => {
      if (response.ok) location.replace("/ui/" + location.hash);
    });
}
