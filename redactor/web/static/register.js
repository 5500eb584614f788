// @ts-check
/** The form of a new request; on a request's page its clock, who has it, and sending its records in. */

/** @type {(id: string) => any} */
const at = (id) => document.getElementById(id);
const POLL_MS = 1500;
const PATIENCE_MS = [1000, 3000, 8000];

/** @param {string} where @param {string} text @param {"" | "problem"} [kind] */
function say(where, text, kind = "") {
  at(where).dataset.kind = kind;
  at(where).textContent = text;
}

/** @param {string} url @param {object} [body] @returns {Promise<{status: number, ok: boolean, said: any}>} */
async function post(url, body = {}) {
  const headers = { "content-type": "application/json", "x-redactor": "1" };
  return told(await fetch(url, { method: "POST", body: JSON.stringify(body), headers }));
}

/** @param {Response} answer */
async function told(answer) {
  const isJson = (answer.headers.get("content-type") || "").includes("json");
  return { status: answer.status, ok: answer.ok, said: isJson ? await answer.json() : {} };
}

/** What to tell of a refusal. @param {any} said */
function refusal(said) {
  if (Array.isArray(said.detail)) return "Some fields do not fit: " + said.detail.map((each) => each.loc.slice(1).join(".")).join(", ");
  return [said.error || said.detail || "That did not work.", said.remedy].filter(Boolean).join(". ").replace("..", ".");
}

/** Run an act, and tell where the server cannot be reached. @param {string} where @param {() => Promise<void>} act */
async function attempt(where, act) {
  try { await act(); } catch { say(where, "The server does not answer. Nothing was changed; try again.", "problem"); }
}

/** Load the page anew, and say there what was done. @param {string} where @param {string} text */
function reloadSaying(where, text) {
  sessionStorage.setItem("said", JSON.stringify({ where, text }));
  location.reload();
}

/** @param {number} count @param {string} noun */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const lines = (text) => text.split("\n").map((each) => each.trim()).filter(Boolean);

// ---------------------------------------------------------------- a new request

function addPerson() {
  const row = at("person").content.firstElementChild.cloneNode(true);
  at("people").append(row);
  const name = row.querySelector("[data-key=name]");
  row.querySelector("[data-remove]").addEventListener("click", () => { row.remove(); at("add-person").focus(); });
  name.addEventListener("input", () => row.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${name.value}`));
  name.focus();
}

function readRequest() {
  /** @type {Record<string, any>} */
  const form = { request: {}, controller: {}, subject: {}, requester: {}, people: [] };
  for (const field of at("new-request").querySelectorAll("[name]")) {
    const [table, key] = field.name.split(".");
    if ("lines" in field.dataset) form[table][key] = lines(field.value);
    else if (field.type === "date") form[table][key] = field.value || null;
    else form[table][key] = field.value.trim();
  }
  for (const row of at("people").children) {
    /** @type {Record<string, any>} */
    const person = {};
    for (const field of row.querySelectorAll("[data-key]")) person[field.dataset.key] = field.type === "checkbox" ? field.checked : field.value.trim();
    if (person.name) form.people.push(person);
  }
  return form;
}

/** @param {string} name */
function mark(name) {
  for (const field of document.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const field = name && at(name);
  if (field) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-errormessage", "message"); field.focus(); }
}

/** @param {Event} event */
async function openRequest(event) {
  event.preventDefault();
  await attempt("message", async () => {
    const { ok, said } = await post("/request", readRequest());
    if (ok) { location.assign(said.address); return; }
    const name = said.field || (Array.isArray(said.detail) ? said.detail[0].loc.slice(1).join(".") : "");
    const label = name && at(name)?.labels[0].firstChild.textContent.replace(" (required)", "");
    say("message", label ? refusal(said).replace(name, `“${label}”`) : refusal(said), "problem");
    mark(name);
  });
}

// ---------------------------------------------------------------- clock and assignment

/** @param {SubmitEvent} event */
async function moveClock(event) {
  event.preventDefault();
  /** @type {Record<string, any>} */
  const moved = { expected: JSON.parse(at("clock").dataset.expected) };
  for (const field of at("clock").querySelectorAll("[name]")) moved[field.name] = field.type === "date" ? field.value || null : field.value.trim();
  await attempt("clock-message", async () => {
    const { ok, said } = await post(`${here}/clock`, moved);
    if (ok) reloadSaying("clock-message", `Written down. ${said.due ? `Due ${said.due}, ${said.standing}.` : "No limit runs yet."}`);
    else say("clock-message", refusal(said), "problem");
  });
}

/** @param {SubmitEvent} event */
async function assign(event) {
  event.preventDefault();
  await attempt("assign-message", async () => {
    const { ok, said } = await post(`${here}/assign`, { to: at("to").value.trim() });
    if (ok) reloadSaying("assign-message", said.to ? `${said.to} has it now.` : "Nobody has it now.");
    else say("assign-message", refusal(said), "problem");
  });
}

// ---------------------------------------------------------------- records

let isSending = false;
let isStopped = false;

/** @param {File} file @param {string} id */
async function sendFile(file, id) {
  const url = `${here}/upload/${id}/file?path=${encodeURIComponent(file.webkitRelativePath || file.name)}`;
  for (const pause of [...PATIENCE_MS, 0]) {
    try {
      return await told(await fetch(url, { method: "POST", body: file, headers: { "x-redactor": "1", "content-type": "application/octet-stream" } }));
    } catch (error) {
      if (!pause) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  throw new Error("unreachable");
}

/** Send the chosen files one by one, then have them taken in. @param {SubmitEvent} event */
async function upload(event) {
  event.preventDefault();
  const files = [...at("files").files, ...at("folder").files];
  if (!files.length) { say("upload-message", "Choose files first.", "problem"); at("files").focus(); return; }
  isSending = true;
  isStopped = false;
  at("stop").hidden = false;
  await attempt("upload-message", async () => {
    const begun = await post(`${here}/upload`);
    if (!begun.ok) { say("upload-message", refusal(begun.said), "problem"); return; }
    const refused = await sendAll(files, begun.said.id);
    if (isStopped || refused.length === files.length) await post(`${here}/upload/${begun.said.id}/drop`);
    else show((await post(`${here}/upload/${begun.said.id}/done`)).said);
    if (isStopped) say("upload-message", "Stopped. Nothing was taken in.");
    else if (refused.length) say("upload-message", `Not taken: ${refused.join("; ")}`, "problem");
    else say("upload-message", `${counted(files.length, "file")} sent.`);
    at("upload").reset();
  });
  isSending = false;
  at("stop").hidden = true;
}

/** @param {File[]} files @param {string} id @returns {Promise<string[]>} what was refused, and why */
async function sendAll(files, id) {
  const total = files.reduce((sum, each) => sum + each.size, 0);
  const refused = [];
  let sent = 0;
  for (const [number, file] of files.entries()) {
    if (isStopped) break;
    say("upload-message", `Sending file ${number + 1} of ${files.length}, ${megabytes(sent)} of ${megabytes(total)} …`);
    const { ok, said } = await sendFile(file, id);
    if (!ok) refused.push(`${file.name}: ${refusal(said)}`);
    sent += file.size;
  }
  return refused;
}

/** Tell how far the records have come, and look again while something is done. @param {any} standing */
function show(standing) {
  const words = {
    waiting: "Waiting until other requests are done.",
    receiving: `Taking files in: ${standing.received} so far.`,
    preparing: standing.unread ? `Reading: ${standing.read} of ${standing.read + standing.unread} files.`
      : standing.searched < standing.read ? `Looking for other people: ${standing.searched} of ${standing.read} files.` : "Linking people.",
    "": standing.message ? `${standing.message}. ${standing.remedy}`.replace("..", ".") : standing.unread ? `${counted(standing.unread, "file")} not read yet.` : "",
  };
  const text = words[standing.step];
  if (at("standing").textContent !== text) at("standing").textContent = text;
  const steps = { waiting: null, receiving: null, preparing: (standing.read + standing.searched) / Math.max(1, 2 * (standing.read + standing.unread)) };
  at("how-far").hidden = !standing.step;
  if (standing.step === "preparing") at("how-far").value = steps.preparing;
  else at("how-far").removeAttribute("value");
  at("again").hidden = Boolean(standing.step) || !(standing.unread || standing.message);
  showUnfinished(standing.uploads);
  if (standing.step) setTimeout(look, POLL_MS);
  else if (wasWorking && !standing.message) reloadSaying("upload-message", `Done: ${counted(standing.read, "file")} read.`);
  wasWorking = Boolean(standing.step);
}

let wasWorking = false;

async function look() {
  try { show((await told(await fetch(`${here}/upload`))).said); } catch { setTimeout(look, 2 * POLL_MS); }
}

/** What somebody began to send and did not finish: to be taken as it is, or thrown away. @param {any[]} uploads */
function showUnfinished(uploads) {
  at("unfinished").replaceChildren();
  for (const each of isSending ? [] : uploads) {
    const row = document.createElement("p");
    row.append(`Begun and not finished: ${counted(each.files, "file")}, ${megabytes(each.size)}. `);
    for (const [words, act] of [["Take in", "done"], ["Throw away", "drop"]]) {
      if (act === "done" && !each.files) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => attempt("upload-message", async () => {
        const { ok, said } = await post(`${here}/upload/${each.id}/${act}`);
        if (ok) show(said);
        else say("upload-message", refusal(said), "problem");
      }));
      row.append(button, " ");
    }
    at("unfinished").append(row);
  }
}

// ---------------------------------------------------------------- the page

const here = at("request")?.dataset.case;
if (at("new-request")) {
  at("new-request").addEventListener("submit", openRequest);
  at("add-person").addEventListener("click", addPerson);
}
const said = JSON.parse(sessionStorage.getItem("said") || "null");
sessionStorage.removeItem("said");
if (said && at(said.where)) {
  const place = at(said.where);
  place.tabIndex = -1;
  place.focus();
  say(said.where, said.text);
}
at("clock")?.addEventListener("submit", moveClock);
at("assign")?.addEventListener("submit", assign);
if (at("upload")) {
  at("upload").addEventListener("submit", upload);
  at("stop").addEventListener("click", () => { isStopped = true; });
  at("again").addEventListener("click", () => attempt("upload-message", async () => show((await post(`${here}/prepare`)).said)));
  addEventListener("beforeunload", (event) => { if (isSending) event.preventDefault(); });
  show(JSON.parse(at("standing").dataset.standing));
}
