// @ts-check
/** What every page of the app uses: elements, messages, and the outbox through which every act is sent in order. */

/** @typedef {{url: string, body: object | (() => object), done: (answer: any) => void | Promise<void>,
 *   refused: (status: number, answer: any) => void, key?: string}} Job */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = ["rect", "line", "text", "circle"];
const RETRY_MS = 1500;
export const WORDS = { open: "to decide", withhold: "withheld", release: "released", hold: "on hold" };

/** @type {(id: string) => any} */
export const at = (id) => document.getElementById(id);

/** @param {string} tag @param {Record<string, string>} [attributes] @param {string} [text] */
export function make(tag, attributes = {}, text = "") {
  const made = SVG_TAGS.includes(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

/** @param {string} text @param {"" | "problem"} [kind] @param {string} [where] */
export function say(text, kind = "", where = "message") {
  at(where).dataset.kind = kind;
  at(where).textContent = text;
}

/** @param {any} answer @param {string} otherwise */
export function refusal(answer, otherwise) {
  return answer.lacking ? `Not saved: this ${answer.lacking.join("; it ")}.` : answer.error || otherwise;
}

// ---------------------------------------------------------------- the outbox

/** @type {Job[]} */
const outbox = [];
let isSending = false;

/** @param {"saved" | "saving" | "unsaved"} state */
function showSaved(state) {
  if (!at("saved")) return;
  at("saved").dataset.state = state;
  at("saved").textContent = { saved: "Saved", saving: "Saving…", unsaved: "Not saved – trying again" }[state];
}

/** @param {string} url @param {object} body @param {string} [key] @returns {Promise<{status: number, ok: boolean, said: any}>} */
export async function post(url, body, key) {
  /** @type {Record<string, string>} */
  const headers = { "content-type": "application/json", "x-redactor": "1" };
  if (key) headers["idempotency-key"] = key;
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(body), headers });
  const said = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : {};
  return { status: answer.status, ok: answer.ok, said };
}

/** Send an act; it is tried under one key until it is stored or refused. @param {Job} job */
export function send(job) {
  outbox.push({ ...job, key: crypto.randomUUID() });
  void pump();
}

async function pump() {
  if (isSending) return;
  isSending = true;
  while (outbox.length) {
    showSaved(at("saved")?.dataset.state === "unsaved" ? "unsaved" : "saving");
    const job = outbox[0];
    try {
      const answer = await post(job.url, typeof job.body === "function" ? job.body() : job.body, job.key);
      if (answer.status === 503) throw new Error("busy");
      if (answer.status === 401) {
        say("You were signed out. Sign in again in another tab: what you decided waits here and is sent then.", "problem");
        throw new Error("signed out");
      }
      outbox.shift();
      showSaved("saved");
      if (answer.ok) await job.done(answer.said);
      else job.refused(answer.status, answer.said);
    } catch {
      showSaved("unsaved");
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  isSending = false;
}

export async function drained() {
  while (outbox.length) await new Promise((resolve) => setTimeout(resolve, 50));
}

addEventListener("beforeunload", (event) => { if (outbox.length) event.preventDefault(); });
