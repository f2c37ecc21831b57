// Everything works without this; with it pages change without a reload and nothing typed is lost.
import "@hotwired/turbo";

const EVERY = 5000;

const attended = new WeakSet();

// A draft of a form is kept every few seconds while it changes, and when the page is left; not
// while it is being sent, as what was sent is no draft any more.
function keepDrafts(form) {
  if (attended.has(form)) return;
  attended.add(form);
  const told = form.querySelector("[data-saved]");
  let before = snapshot(form);
  let sent = false;
  const keep = () => {
    const now = snapshot(form);
    if (sent || now === before || !document.contains(form)) return;
    const body = new URLSearchParams(now);
    body.set("_path", form.dataset.draft);
    body.set("_token", document.querySelector("meta[name=form-token]").content);
    fetch("/drafts", { method: "POST", body, keepalive: true })
      .then((answer) => {
        form.querySelector("[data-out]").hidden = answer.status !== 401;
        if (!answer.ok) return;
        before = now;
        const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        if (told) told.textContent = `✓ ${clock}`;
      })
      .catch(() => {});
  };
  const timer = setInterval(() => (document.contains(form) ? keep() : clearInterval(timer)), EVERY);
  form.addEventListener("submit", () => {
    sent = true;
  });
  form.addEventListener("turbo:submit-end", ({ detail }) => {
    sent = detail.success;
    form.querySelector("[data-lost]").hidden = !detail.error;
  });
  document.addEventListener("visibilitychange", keep);
}

function snapshot(form) {
  const pairs = [...new FormData(form)].filter(
    ([name, value]) =>
      (!name.startsWith("_") || name === "_version") && typeof value === "string",
  );
  return new URLSearchParams(pairs).toString();
}

// A page comes by a visit (load), or in answer to a form that was not taken (render alone).
function attend() {
  document.querySelectorAll("form[data-draft]").forEach(keepDrafts);
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
  document.getElementById("summary")?.focus();
}

document.addEventListener("turbo:load", attend);
document.addEventListener("turbo:render", attend);

// Where the browser lets a page write to the clipboard, a text can be taken along at once.
function offerCopy(button) {
  if (!navigator.clipboard || !button.hidden) return;
  const text = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const done = () => {
      button.textContent = `✓ ${label}`;
    };
    navigator.clipboard.writeText(text.value).then(done, () => text.select());
  });
}

// "/" goes to the search.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
  const field = document.getElementById("find");
  if (field) {
    event.preventDefault();
    field.focus();
  }
});
