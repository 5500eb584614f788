// @ts-check
/** One ruling over many findings: choose what is meant, look at the frozen list, decide it as one act. */
import { at, make, post, send, WORDS } from "./page.js";

/** @typedef {{label: string, wanted: Record<string, any>}} Scope */

let base = "";
let seal = "";
let count = 0;
/** @type {Scope[]} */
let scopes = [];
/** @type {(count: number) => void} */
let whenDone = () => {};
let asking = 0;
/** The next order may take the findings in only once the last one did. */
let isDeciding = false;

function order() {
  const scope = scopes[Number(document.querySelector("[name=many-scope]:checked")?.getAttribute("value") || 0)];
  const chosen = /** @type {HTMLInputElement} */ (document.querySelector("[name=many-verdict]:checked")).value;
  const wanted = { ...scope.wanted };
  if (chosen === "release" && at("many-names").checked && (wanted.person || wanted.role)) wanted.category = "person";
  return {
    wanted, verdict: chosen === "accept" ? null : chosen,
    code: chosen === "withhold" ? at("many-code").value : "",
    reason: at("many-reason").value, evidence: at("many-evidence").value, again: at("many-again").checked,
  };
}

async function preview() {
  const mine = (asking += 1);
  at("many-decide").disabled = true;
  const chosen = /** @type {HTMLInputElement} */ (document.querySelector("[name=many-verdict]:checked")).value;
  at("many-code-field").hidden = chosen !== "withhold";
  at("many-names-field").hidden = chosen !== "release";
  const { ok, said } = await post(`${base}/many/preview`, order());
  if (mine !== asking) return;
  if (!ok) return show(said.error || "The list could not be made.");
  seal = said.seal;
  count = said.count;
  const left = said.left_out_count ? ` ${said.left_out_count} are left out.` : "";
  show(count ? `${count} ${count === 1 ? "finding" : "findings"} in ${said.documents} ${said.documents === 1 ? "document" : "documents"} will be decided.${left}` : `Nothing to decide.${left}`);
  at("many-list").replaceChildren(
    ...said.shown.map((/** @type {any} */ each) => row(each, WORDS[each.becomes], each.code)),
    ...said.left_out.map((/** @type {any} */ each) => row(each, "left out", `it ${each.why}`)),
  );
  at("many-decide").textContent = `Decide ${count}`;
  at("many-decide").disabled = !count;
  if (count && document.activeElement === at("many-title")) at("many-decide").focus();
}

/** @param {string} text */
function show(text) {
  at("many-said").textContent = text;
}

/** @param {any} each @param {string} becomes @param {string} why */
function row(each, becomes, why) {
  const made = make("li");
  made.append(make("strong", {}, each.text), ` ${each.document}, page ${each.page}: ${becomes}${why ? ` (${why})` : ""}`);
  return made;
}

function decide() {
  if (isDeciding || at("many-decide").disabled) return;
  isDeciding = true;
  at("many-decide").disabled = true;
  send({
    url: `${base}/many/decide`,
    body: { ...order(), seal },
    done: (answer) => {
      isDeciding = false;
      at("many").close();
      whenDone(answer.count);
    },
    refused: (_, answer) => {
      isDeciding = false;
      void preview().then(() => show(answer.error || `Not saved: it ${(answer.lacking || []).join("; it ")}.`));
    },
  });
}

/** Open the dialogue. @param {{base: string, scopes: Scope[], code?: string, done: (count: number) => void}} asked */
export function openMany(asked) {
  ({ base, scopes } = asked);
  whenDone = asked.done;
  at("many-scopes").replaceChildren(...scopes.map((scope, place) => {
    const label = make("label");
    const choice = make("input", { type: "radio", name: "many-scope", value: String(place) });
    if (place === 0) choice.setAttribute("checked", "");
    label.append(choice, ` ${scope.label}`);
    return label;
  }));
  if (asked.code) at("many-code").value = asked.code;
  for (const id of ["many-reason", "many-evidence"]) at(id).value = "";
  at("many-again").checked = false;
  at("many-accept").checked = true;
  at("many-list").replaceChildren();
  show("Looking…");
  at("many").showModal();
  at("many-title").focus();
  void preview();
}

if (at("many")) {
  at("many-form").addEventListener("change", () => void preview());
  at("many-form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    decide();
  });
  at("many-close").addEventListener("click", () => at("many").close());
}
