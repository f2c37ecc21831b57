// Files of a form are sent in parts while it is filled in, and go on after a cut; loaded by tracker.js
// once a file is chosen. What fails here is sent with the form, as without a script.
import { Upload } from "tus-js-client";

const PART = 1024 * 1024;
const AGAIN = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000];

const sending = new WeakMap();

export function sendFiles(input) {
  const form = input.form;
  if (!sending.has(form)) {
    sending.set(form, new Set());
    form.addEventListener("submit", (event) => waitFor(form, event));
  }
  for (const file of input.files) send(input, file, sending.get(form));
}

// A form is sent once its files are there, so that they are not sent twice.
function waitFor(form, event) {
  const running = sending.get(form);
  if (running.size === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const told = form.querySelector("[data-sending]");
  told.dataset.then = "submit";
  told.querySelector("[data-waiting]").hidden = false;
}

function send(input, file, running) {
  const list = input.parentElement.querySelector("[data-sending]");
  const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = file.name;
  list.append(row);
  list.hidden = false;
  const bar = row.querySelector("progress");
  const place = input.form.dataset.draft;
  const upload = new Upload(file, {
    endpoint: "/uploads",
    chunkSize: PART,
    retryDelays: AGAIN,
    removeFingerprintOnSuccess: true,
    headers: { "X-Form-Token": document.querySelector("meta[name=form-token]").content },
    metadata: { filename: file.name, place, field: input.name },
    fingerprint: async () => ["tracker", place, file.name, file.size, file.lastModified].join(" "),
    onProgress: (done, all) => {
      bar.max = all;
      bar.value = done;
    },
    onSuccess: ({ lastResponse }) => {
      row.replaceWith(kept(input, row, upload, lastResponse));
      leaveOut(input, [file]);
      finished(input.form, running, upload);
    },
    onError: (error) => {
      const answer = error.originalResponse;
      const told = input.parentElement.querySelector("[data-refused]");
      row.remove();
      if (answer?.getStatus() === 415) {
        const item = document.createElement("li");
        item.textContent = `${file.name}: ${answer.getBody()}`;
        told.append(item);
        told.hidden = false;
        leaveOut(input, [file]);
      }
      finished(input.form, running, upload);
    },
  });
  running.add(upload);
  upload.findPreviousUploads().then((found) => {
    if (found.length > 0) upload.resumeFromPreviousUpload(found[0]);
    upload.start();
  });
}

// As the page shows a file that is kept for the form: a ticked box with its id.
function kept(input, row, upload, answer) {
  const id = upload.url.slice(upload.url.lastIndexOf("/") + 1);
  const shown = document.createElement("div");
  shown.className = "form-check";
  const box = Object.assign(document.createElement("input"), {
    className: "form-check-input",
    type: "checkbox",
    checked: true,
    id: `kept-${id}`,
    name: input.name,
    value: id,
  });
  const label = document.createElement("label");
  label.htmlFor = box.id;
  const note = document.createElement("span");
  note.className = "note";
  const hash = answer.getHeader("File-SHA256").slice(0, 12);
  note.textContent = ` SHA-256 ${hash}...`;
  label.append(decodeURIComponent(answer.getHeader("File-Name")), note);
  shown.append(box, label);
  if (!input.multiple) {
    for (const other of input.form.querySelectorAll(`input[type=checkbox][name="${input.name}"]`)) {
      other.checked = false;
    }
  }
  return shown;
}

function leaveOut(input, files) {
  const rest = new DataTransfer();
  for (const one of input.files) if (!files.includes(one)) rest.items.add(one);
  input.files = rest.files;
}

function finished(form, running, upload) {
  running.delete(upload);
  const told = form.querySelector("[data-sending]");
  if (running.size > 0 || told.dataset.then !== "submit") return;
  delete told.dataset.then;
  form.requestSubmit();
}
