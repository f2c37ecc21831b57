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
  document.querySelectorAll("[data-check]").forEach(tellWhatFollows);
  document.querySelectorAll("[data-keys]").forEach(offerKeys);
  document.querySelectorAll("[data-effect]").forEach(showEffect);
  showChosen();
  document.getElementById("summary")?.focus();
}

document.addEventListener("turbo:load", attend);
document.addEventListener("turbo:render", attend);

// A file that would be refused is told before it is sent, by the rules of the server, and left out.
async function looksWrong(file, rules) {
  if (file.size > Number(rules.most)) return rules.tooLarge;
  const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
  if (rules.endings.split(" ").includes(ending)) return "";
  const head = new Uint8Array(await file.slice(0, Number(rules.head)).arrayBuffer());
  const hex = Array.from(head, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return new RegExp(`^(?:${rules.begins})`).test(hex) ? "" : rules.notTaken;
}

async function lookAtFiles({ target }) {
  if (target.type !== "file" || !target.dataset.most) return;
  const kept = new DataTransfer();
  const refused = [];
  for (const file of target.files) {
    const why = await looksWrong(file, target.dataset);
    if (why) refused.push(`${file.name}: ${why}`);
    else kept.items.add(file);
  }
  const told = target.parentElement.querySelector("[data-refused]");
  told.hidden = refused.length === 0;
  told.replaceChildren(
    ...refused.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
  if (refused.length > 0) target.files = kept.files;
  if (target.dataset.script && kept.files.length > 0) {
    const { sendFiles } = await import(target.dataset.script);
    sendFiles(target);
  }
}

document.addEventListener("change", lookAtFiles);

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

// Of what may follow from the ticks of a check, only what does is shown, with their number.
function tellWhatFollows(check) {
  const follows = check.querySelector("[data-follows]");
  const boxes = [...check.querySelectorAll("[name=criteria]")];
  if (!follows || attended.has(check)) return;
  attended.add(check);
  const refused = check.querySelector("[name=rejected]");
  const more = check.querySelector("[name=more_wanted]");
  const tell = () => {
    const n = boxes.filter((box) => box.checked).length;
    const all = boxes.length;
    const now = refused?.checked || n === 0 ? "none" : n === all ? "all" : "some";
    const words = follows.dataset.follows.replace("{n}", n).replace("{all}", all);
    follows.hidden = Boolean(more?.checked);
    follows.querySelectorAll("[data-ticks]").forEach((line) => {
      line.hidden = line.dataset.ticks !== now;
      line.querySelector("[data-count]").textContent = words;
    });
  };
  check.addEventListener("change", tell);
  tell();
}

// What the answers of a form change is shown anew with each of them, as its button shows it.
function showEffect(effect) {
  const form = effect.closest("form");
  const button = form.querySelector("[formaction]");
  if (attended.has(effect)) return;
  attended.add(effect);
  effect.setAttribute("aria-live", "polite");
  form.addEventListener("change", async ({ target }) => {
    if (target.type !== "radio") return;
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    try {
      const answer = await fetch(button.formAction, { method: "POST", body });
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      const anew = read.getElementById(effect.id);
      if (anew) effect.replaceChildren(...anew.childNodes);
    } catch {
      // The button still does it.
    }
  });
}

// Whether letters are keys: somebody who dictates, or whose hand slips, switches them off.
const LETTERS = "letters";
let byKey = false;

function lettersAreKeys() {
  return localStorage.getItem(LETTERS) !== "off";
}

function offerKeys(keys) {
  const box = keys.querySelector("[data-letters]");
  keys.hidden = false;
  box.checked = lettersAreKeys();
  box.addEventListener("change", () => {
    localStorage.setItem(LETTERS, box.checked ? "on" : "off");
  });
}

// The row of the requirement beside the list is in view, and has the focus if a key led there.
function showChosen() {
  const list = document.querySelector("[data-rows]");
  const row = list?.querySelector("a[aria-current]");
  if (row && list.scrollHeight > list.clientHeight) {
    list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }
  if (row && byKey) row.focus({ preventScroll: true });
  byKey = false;
}

const GO_TO = { e: "proof", c: "check", f: "c-show" };

function go(step) {
  const rows = [...document.querySelectorAll("[data-rows] .what a")];
  const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const rel = step > 0 ? "next" : "prev";
  const to = document.querySelector(`a[rel=${rel}]`) ?? (at < 0 ? rows[0] : null);
  byKey = Boolean(to);
  to?.click();
}

// Arrows move the focus within the list; letters go from requirement to requirement.
document.addEventListener("keydown", (event) => {
  const list = document.querySelector("[data-rows]");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (!list || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...list.querySelectorAll(".what a")];
  const at = rows.indexOf(event.target);
  if (step && at >= 0) {
    event.preventDefault();
    rows[at + step]?.focus();
  } else if (event.key === "Enter" && at >= 0) {
    byKey = true;
  } else if (lettersAreKeys()) {
    if (event.key === "j") go(1);
    if (event.key === "k") go(-1);
    const place = document.getElementById(GO_TO[event.key] ?? "");
    if (place) event.preventDefault();
    place?.focus();
  }
});

// "/" goes to the search.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || !lettersAreKeys()) return;
  const field = document.getElementById("find");
  if (field) {
    event.preventDefault();
    field.focus();
  }
});
