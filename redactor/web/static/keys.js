// @ts-check
/** Single keys: one table, which the help shows and a person may change or switch off; kept for each reviewer. */
import { at, make, post } from "./page.js";

/** @typedef {{name: string, key: string, words: string, run: () => void, also?: string}} Act */

/** @type {Act[]} */
let acts = [];
let base = "";
/** @type {{single: boolean, map: Record<string, string>}} */
let liked = { single: true, map: {} };

/** @param {Act} act */
const keyOf = (act) => liked.map[act.name] ?? act.key;

function keep() {
  void post(`${base}/prefer`, { name: "keys", value: JSON.stringify(liked) });
}

function showKeys() {
  at("key-list").replaceChildren(...acts.map((act) => {
    const line = make("div");
    const field = /** @type {HTMLInputElement} */ (make("input", { maxlength: "1", size: "2", "aria-label": `Key for: ${act.words}` }));
    field.value = keyOf(act);
    field.addEventListener("change", () => change(act, field));
    const term = make("dt");
    term.append(field, act.also ? ` ${act.also}` : "");
    line.append(term, make("dd", {}, act.words));
    return line;
  }));
  for (const act of acts) {
    const shown = document.querySelector(`kbd[data-act="${act.name}"]`);
    if (shown) shown.textContent = keyOf(act);
    if (shown instanceof HTMLElement) shown.hidden = !liked.single;
  }
}

/** @param {Act} act @param {HTMLInputElement} field */
function change(act, field) {
  const wanted = field.value.trim();
  const other = acts.find((each) => each !== act && keyOf(each) === wanted);
  if (wanted && (other || /[1-9]/.test(wanted))) {
    at("keys-said").textContent = other ? `“${wanted}” is taken: ${other.words}.` : "The digits choose grounds.";
    field.value = keyOf(act);
    return;
  }
  liked.map[act.name] = wanted;
  at("keys-said").textContent = wanted ? `“${wanted}” is now: ${act.words}.` : `No key for: ${act.words}.`;
  keep();
  showKeys();
}

/** Take the table in, and what the reviewer changed of it. @param {string} where @param {Act[]} table @param {string} kept */
export function useKeys(where, table, kept) {
  base = where;
  acts = table;
  try {
    const read = JSON.parse(kept);
    if (typeof read === "object" && read) liked = { single: read.single !== false, map: read.map || {} };
  } catch { /* nothing was kept yet */ }
  at("single-keys").checked = liked.single;
  at("single-keys").addEventListener("change", () => {
    liked.single = at("single-keys").checked;
    keep();
    showKeys();
  });
  at("keys-reset").addEventListener("click", () => {
    liked.map = {};
    at("keys-said").textContent = "Every key is as it was.";
    keep();
    showKeys();
  });
  showKeys();
}

/** What a key does, or nothing where single keys are off. @param {string} key @returns {undefined | (() => void)} */
export function actOf(key) {
  return liked.single ? acts.find((act) => keyOf(act) === key)?.run : undefined;
}

/** Whether single keys are on. */
export const hasKeys = () => liked.single;
