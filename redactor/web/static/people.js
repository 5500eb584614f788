// @ts-check
/** The people panel: what a person says about people is shown with what it would change before it is stored. */
import { openMany } from "./many.js";
import { at, make, post, refusal, say, send } from "./page.js";

const base = at("people").dataset.case || "";
const GOES = { withhold: "withhold", release: "release", hold: "judge by hand", "": "nothing" };
/** @type {any} */
let person = null;
/** @type {any} */
let weighed = null;

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#table tbody tr")]);

// ---------------------------------------------------------------- the table

at("filter").addEventListener("input", () => {
  const wanted = at("filter").value.trim().toLowerCase();
  for (const row of rows()) row.hidden = !(row.textContent || "").toLowerCase().includes(wanted);
});

for (const row of rows()) {
  const theirs = JSON.parse(row.dataset.person || "{}");
  row.querySelector(".change")?.addEventListener("click", () => open(theirs));
  row.querySelector(".rule")?.addEventListener("click", () => openMany({
    base,
    scopes: [
      { label: `${theirs.name}, in the whole case`, wanted: { person: theirs.id } },
      ...(theirs.standing === "other" ? [{ label: `Everybody whose role is ${theirs.role.replaceAll("_", " ")}, in the whole case`, wanted: { role: theirs.role } }] : []),
    ],
    done: () => location.reload(),
  }));
}

// ---------------------------------------------------------------- saying something

/** @param {any} theirs */
function open(theirs) {
  person = theirs;
  at("change-title").textContent = theirs.name;
  at("kind").value = "role";
  at("role").value = theirs.role;
  at("name").value = theirs.name;
  at("pseudonym").value = theirs.pseudonym;
  at("consent").value = theirs.consent ? "no" : "yes";
  for (const option of at("other").options) option.hidden = option.disabled = option.value === theirs.id;
  at("other").value = [...at("other").options].find((option) => !option.disabled)?.value || "";
  at("kind").querySelector("[value=standing]").disabled = theirs.is_subject;
  choose();
  at("change").showModal();
  at("kind").focus();
}

function choose() {
  const kind = at("kind").value;
  for (const part of document.querySelectorAll("[data-for]")) {
    /** @type {HTMLElement} */ (part).hidden = !(part.getAttribute("data-for") || "").split(" ").includes(kind);
  }
  if (kind === "split" && at("mentions").dataset.person !== person.id) void listMentions();
  if (kind === "split") at("name").value = "";
  forget();
}

function forget() {
  weighed = null;
  at("say").disabled = true;
  at("effects").textContent = "";
  at("effect-list").replaceChildren();
}

async function listMentions() {
  at("mentions").dataset.person = person.id;
  const answer = await fetch(`${base}/people/${person.id}/mentions`);
  const { mentions } = await answer.json();
  at("mentions").replaceChildren(...mentions.map((/** @type {any} */ each) => {
    const [row, label] = [make("li"), make("label")];
    label.append(make("input", { type: "checkbox", value: each.id }), ` ${each.text} `, make("span", { class: "quiet" }, `${each.document}, page ${each.page}`));
    row.append(label);
    return row;
  }));
}

function said() {
  const change = at("kind").value;
  const chosen = [...at("mentions").querySelectorAll("input:checked")].map((box) => box.value);
  const value = { role: at("role").value, rename: at("name").value, split: at("name").value, standing: at("standing").value,
    consent: at("consent").value, pseudonym: at("pseudonym").value, merge: "" }[change];
  return {
    change, person_id: person.id, value,
    others: change === "merge" ? [at("other").value] : [],
    finding_ids: change === "split" ? chosen : [],
  };
}

/** @param {any} body */
async function weigh(body) {
  const { ok, said: answer } = await post(`${base}/people/weigh`, body);
  if (!ok) {
    at("effects").textContent = refusal(answer, "It could not be weighed.").replace("Not saved: this ", "Not so: ");
    return null;
  }
  return answer;
}

/** @param {any} answer */
function tell(answer) {
  const moves = answer.moves.map((/** @type {any} */ move) => `${move.count} from ${GOES[move.from]} to ${GOES[move.to]}`);
  const decided = answer.decided_count ? ` ${answer.decided_count} decided ones would now be suggested otherwise; they stay as decided.` : "";
  return (moves.length ? `Undecided findings that are suggested otherwise: ${moves.join(", ")}.` : "No undecided finding is suggested otherwise.") + decided;
}

at("weigh").addEventListener("click", async () => {
  const body = said();
  const answer = await weigh(body);
  if (!answer) return;
  weighed = { ...body, edition: answer.edition };
  at("effects").textContent = tell(answer);
  at("effect-list").replaceChildren(...[...answer.open, ...answer.decided].map((/** @type {any} */ each) => {
    const row = make("li");
    row.append(make("strong", {}, each.text || "A place"), ` ${each.document}, page ${each.page}: ${GOES[each.from]} → ${GOES[each.to]}`);
    return row;
  }));
  at("say").disabled = false;
  at("say").focus();
});

/** @param {any} body */
function store(body) {
  send({
    url: `${base}/people/correct`,
    body,
    done: () => location.reload(),
    refused: (_, answer) => {
      forget();
      at("effects").textContent = refusal(answer, "It could not be stored.");
      say(refusal(answer, "It could not be stored."), "problem");
    },
  });
}

at("kind").addEventListener("change", choose);
at("change-form").addEventListener("input", (/** @type {Event} */ event) => { if (event.target !== at("kind")) forget(); });
at("change-form").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  if (weighed) store(weighed);
  else at("weigh").click();
});
at("leave").addEventListener("click", () => at("change").close());
for (const button of document.querySelectorAll(".take-back")) {
  const { sequence, person: whom, change } = /** @type {HTMLElement} */ (button).dataset;
  button.addEventListener("click", () => store({ change, person_id: whom, undoes: Number(sequence) }));
}
if (location.hash) document.querySelector(`${location.hash} .change`)?.scrollIntoView({ block: "center" });
at("people").dataset.ready = "yes";
