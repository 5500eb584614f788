// @ts-check
/**
 * The review of one document: the list of findings is the control, the boxes over the page are its mirror.
 * What is decided is painted at once and sent in order through one outbox, which tries again until it is stored.
 */

/** @typedef {{verdict: string, code: string, reason: string, evidence: string, by: string, sequence: number}} Standing */
/** @typedef {Standing & {id: string, category: string, kind: string, before: string, text: string, after: string,
 *   pages: number[], boxes: number[][], seconded_by: string[], allowed: string[],
 *   suggestion: null | {verdict: string, code: string, why: string},
 *   evidence_of: {detector: string, rule: string, score: number, checksum: string, why: string, context: string[]},
 *   person: null | {id: string, name: string, role: string, standing: string, why_role: string}}} Finding */
/** @typedef {{number: number, pages: number, width: number, height: number, doubt: string[], findings: Finding[],
 *   open_pages: number[], open_by_page: Record<string, number>, comments: Comment[],
 *   counts: {total: number, undecided: number}}} Sheet */
/** @typedef {{id: number, by: string, at: string, text: string, page: number, finding: string, referred_to: string, settles: number | null}} Comment */
import { useComments, showComments } from "./comments.js";
import { adjust, boxKey, drawMode, isDrawing, stopAdjusting, usePaper } from "./drawing.js";
import { actOf, useKeys } from "./keys.js";
import { openMany } from "./many.js";
import { useWho } from "./who.js";
import { at, drained, make, post, say, send, WORDS } from "./page.js";

const SUGGESTED = { withhold: "withhold", release: "release", hold: "judge by hand" };
const CLAIM_MS = 60_000;
const home = at("review").dataset;
const base = `${home.case}/document/${home.document}`;

/** @type {Sheet} */
let sheet;
let current = "";
let lastCode = "";
let caseCounts = { total: 0, undecided: 0 };
/** The page to turn to when all is saved; 0 for none. */
let nextPage = 0;

const finding = () => sheet.findings.find((each) => each.id === current);
const title = (/** @type {Finding} */ each) => each.text || each.category;
const kindOf = (/** @type {Finding} */ each) => (each.kind ? `${each.category} · ${each.kind}` : each.category);

// ---------------------------------------------------------------- showing

/** @param {number} number @param {string} [select] a finding to make current; else the first open one */
async function openPage(number, select = "") {
  await drained();
  const answer = await fetch(`${base}/sheet?page=${number}`);
  if (answer.status === 401) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  if (!answer.ok) return say("This page could not be loaded. Open the review again from the command line.", "problem");
  sheet = await answer.json();
  stopAdjusting();
  isResult = false;
  at("result")?.setAttribute("aria-pressed", "false");
  at("overlay").style.removeProperty("visibility");
  history.replaceState(null, "", `?page=${number}`);
  void post(`${home.case}/prefer`, { name: "place", value: `${home.document} ${number}` });
  at("picture").width = Math.round(sheet.width);
  at("picture").height = Math.round(sheet.height);
  at("picture").src = `${base}/image/${number}`;
  at("overlay").setAttribute("viewBox", `0 0 ${sheet.width} ${sheet.height}`);
  if (number < sheet.pages) new Image().src = `${base}/image/${number + 1}`;
  const open = sheet.findings.find((each) => each.verdict === "open");
  const wanted = sheet.findings.find((each) => each.id === select) || open || sheet.findings[0];
  current = wanted ? wanted.id : "";
  at("page-number").textContent = `Page ${number} of ${sheet.pages}`;
  at("previous-page").disabled = number === 1;
  at("next-page").disabled = number === sheet.pages;
  at("nothing").hidden = sheet.findings.length > 0;
  at("findings").hidden = sheet.findings.length === 0;
  if (sheet.doubt.length) say(`This page may not be fully read: ${sheet.doubt.join(", ").replaceAll("_", " ")}.`, "problem");
  at("review").dataset.ready = String(number);
  show();
  showThumbs();
  void showCase();
}

function show() {
  const here = sheet.findings.filter((each) => each.verdict === "open").length;
  at("counts").textContent = `${here} to decide here, ${sheet.counts.undecided} of ${sheet.counts.total} in the document`;
  at("document-progress").max = sheet.counts.total || 1;
  at("document-progress").value = sheet.counts.total - sheet.counts.undecided;
  at("findings").replaceChildren(...sheet.findings.map(showRow));
  at("findings").setAttribute("aria-activedescendant", current ? `f-${current}` : "");
  at("boxes").replaceChildren(...sheet.findings.flatMap(showBoxes));
  showPanel();
  document.getElementById(`f-${current}`)?.scrollIntoView({ block: "nearest" });
  at("boxes").querySelector(".halo")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @param {Finding} each */
function showRow(each) {
  const row = make("li", { id: `f-${each.id}`, role: "option", "aria-selected": String(each.id === current) });
  row.append(make("span", { class: "text" }, title(each)));
  row.append(make("span", { class: "chip", "data-verdict": each.verdict }, WORDS[each.verdict]));
  row.append(make("span", { class: "kind" }, kindOf(each)));
  row.addEventListener("click", () => select(each.id));
  return row;
}

/** @param {Finding} each */
function showBoxes(each) {
  return each.boxes.flatMap(([x, y, width, height]) => {
    const size = { x: `${x}`, y: `${y}`, width: `${width}`, height: `${height}` };
    const mark = make("rect", { ...size, class: "mark", "data-verdict": each.verdict });
    mark.addEventListener("click", () => select(each.id));
    const parts = [mark];
    const label = each.verdict === "withhold" ? labelOf(each.code) : "";
    if (label && width > 24) {
      const high = Math.min(height * 0.7, 8);
      parts.push(make("text", { x: `${x + 2}`, y: `${y + height - (height - high) / 2 - 1}`, "font-size": `${high}`, class: "label" }, label));
    }
    if (each.id !== current) return parts;
    const around = { x: `${x - 3}`, y: `${y - 3}`, width: `${width + 6}`, height: `${height + 6}`, rx: "2" };
    return [...parts, make("rect", { ...around, class: "halo" })];
  });
}

function showPanel() {
  const each = finding();
  at("current").hidden = !each;
  showComments(sheet.comments, sheet.number, current);
  if (!each) return;
  at("many-open").hidden = false;
  at("adjust").hidden = each.category !== "Marked by hand" || each.verdict !== "withhold" || each.boxes.length !== 1;
  at("person-line").hidden = !each.person;
  if (each.person) {
    at("person-name").textContent = each.person.name;
    at("person-name").href = `${home.case}/people#${each.person.id}`;
    at("person-role").textContent = each.person.standing === "other" ? each.person.role.replaceAll("_", " ") : each.person.standing;
  }
  at("what").textContent = kindOf(each);
  at("verdict").textContent = WORDS[each.verdict];
  at("verdict").dataset.verdict = each.verdict;
  const second = each.seconded_by.length ? `, seconded by ${each.seconded_by.join(", ")}` : "";
  at("by").textContent = each.verdict === "open" ? "" : `by ${each.by}${each.code ? `, ${each.code}` : ""}${second}`;
  at("words").hidden = !each.text;
  at("words").replaceChildren(`${each.before} `, make("strong", {}, each.text), ` ${each.after}`);
  const suggestion = each.suggestion;
  at("suggestion").textContent = suggestion
    ? `Suggested: ${SUGGESTED[suggestion.verdict]}${suggestion.code ? ` (${suggestion.code})` : ""}. ${suggestion.why}` : "";
  at("accept").disabled = !suggestion || suggestion.verdict === "hold";
  at("code").value = each.verdict === "withhold" ? each.code : suggestedGround(each) || lastCode;
  at("reason").value = each.verdict === "open" ? "" : each.reason;
  at("evidence").value = each.verdict === "open" ? "" : each.evidence;
  at("why").replaceChildren(...reasons(each).map(([name, value]) => {
    const line = make("div");
    line.append(make("dt", {}, name), make("dd", {}, value));
    return line;
  }));
}

/** @param {Finding} each */
function suggestedGround(each) {
  const code = each.suggestion ? each.suggestion.code : "";
  return [...at("code").options].some((option) => option.value === code) ? code : "";
}

/** @param {Finding} each @returns {[string, string][]} */
function reasons(each) {
  const raised = each.evidence_of;
  const person = each.person;
  /** @type {[string, string][]} */
  const lines = [
    ["Because", raised.why],
    ["Role from", person ? person.why_role : ""],
    ["Cue words", raised.context.join(", ")],
    ["Check digit", raised.checksum],
    ["Detector", [raised.detector, raised.rule].filter(Boolean).join(" · ")],
    ["Score", raised.score.toFixed(2)],
    ["Pages", each.pages.length > 1 ? each.pages.join(", ") : ""],
    ["Id", each.id],
  ];
  return lines.filter(([, value]) => value);
}

// ---------------------------------------------------------------- moving

/** @param {string} id */
function select(id) {
  current = id;
  show();
}

/** @param {number} step */
function step(step) {
  const place = sheet.findings.findIndex((each) => each.id === current) + step;
  if (sheet.findings[place]) select(sheet.findings[place].id);
  else say(step > 0 ? "This is the last finding on the page." : "This is the first finding on the page.");
}

/** @param {number} number */
function turn(number) {
  nextPage = 0;
  say("");
  if (number >= 1 && number <= sheet.pages) void openPage(number);
  else say(number < 1 ? "This is the first page." : "This is the last page.");
}

/** To the next open finding: on this page, then on a later one. Never back without saying so. */
function moveOn() {
  const place = sheet.findings.findIndex((each) => each.id === current);
  const next = sheet.findings.slice(place + 1).find((each) => each.verdict === "open");
  if (next) return select(next.id);
  show();
  const left = sheet.findings.filter((each) => each.verdict === "open").length;
  if (left) return say(`${left} left to decide higher up on this page.`);
  const later = sheet.open_pages.find((number) => number > sheet.number);
  if (later) return void turnWhenSaved(later);
  const earlier = sheet.open_pages.filter((number) => number < sheet.number);
  if (earlier.length) return say(`The rest is done; left to decide: page ${earlier.join(", ")}.`);
  say("Everything in this document is decided. ");
  const onward = home.nextDocument ? `${home.case}/document/${home.nextDocument}` : home.case || "/";
  at("message").append(make("a", { href: onward, id: "onward" }, home.nextDocument ? `On to ${home.nextDocument}` : "Back to the case"));
}

/** Turn over once everything is stored: a decision that is refused keeps its page open. @param {number} later */
async function turnWhenSaved(later) {
  nextPage = later;
  await drained();
  if (nextPage !== later) return;
  nextPage = 0;
  say(`Page ${sheet.number} is done; now page ${later}.`);
  await openPage(later);
}

// ---------------------------------------------------------------- deciding

/** @param {Finding} each @param {Partial<Standing>} standing */
function stand(each, standing) {
  const wasOpen = each.verdict === "open";
  Object.assign(each, standing);
  const change = Number(each.verdict === "open") - Number(wasOpen);
  if (!change) return;
  sheet.counts.undecided += change;
  caseCounts.undecided += change;
  for (const page of each.pages) sheet.open_by_page[page] = (sheet.open_by_page[page] || 0) + change;
  sheet.open_pages = Object.keys(sheet.open_by_page).filter((page) => sheet.open_by_page[page] > 0).map(Number);
  showThumbs();
  showCaseCounts();
}

/** @param {Finding} each @param {{verdict: string, code: string, reason: string, evidence: string}} wanted */
function decide(each, wanted) {
  if (!each.allowed.includes(wanted.verdict)) return say("That verdict is not offered here.", "problem");
  const { verdict, code, reason, evidence, by } = each;
  const before = { verdict, code, reason, evidence, by };
  say("");
  at("conflict").hidden = true;
  stand(each, { ...wanted, by: "you", seconded_by: [] });
  send({
    url: `${home.case}/decide`,
    body: () => ({ finding_id: each.id, ...wanted, expected: each.sequence }),
    done: (answer) => stand(each, answer.decision),
    refused: (status, answer) => {
      nextPage = 0;
      stand(each, status === 409 ? answer.standing : before);
      select(each.id);
      if (status === 409) return showConflict(each, answer.standing, wanted);
      say(answer.lacking ? `Not saved: this ${answer.lacking.join("; it ")}.` : answer.error || "Not saved.", "problem");
      const asked = (answer.lacking || []).join();
      const field = asked.includes("evidence") ? "evidence" : asked.includes("reason") ? "reason" : "code";
      if (status === 422) at(field).focus();
    },
  });
  moveOn();
}

/** @param {Finding} each @param {Standing} standing @param {{verdict: string, code: string, reason: string, evidence: string}} mine */
function showConflict(each, standing, mine) {
  at("conflict-said").textContent =
    `${standing.by || "Somebody"} has made it “${WORDS[standing.verdict]}”${standing.code ? ` (${standing.code})` : ""}. `
    + `You chose “${WORDS[mine.verdict]}”${mine.code ? ` (${mine.code})` : ""}.`;
  at("conflict").hidden = false;
  at("keep-theirs").onclick = () => { at("conflict").hidden = true; moveOn(); };
  at("use-mine").onclick = () => decide(each, mine);
  at("keep-theirs").focus();
}

const acts = {
  accept() {
    const each = finding();
    if (!each) return;
    const wanted = each.suggestion;
    if (!wanted || wanted.verdict === "hold") return say("Only a person can judge this one: withhold it or release it.", "problem");
    const reason = at("reason").value || wanted.why;
    decide(each, { verdict: wanted.verdict, code: wanted.code, reason, evidence: at("evidence").value });
  },
  withhold() {
    const each = finding();
    if (!each) return;
    lastCode = at("code").value;
    decide(each, { verdict: "withhold", code: lastCode, reason: at("reason").value, evidence: at("evidence").value });
  },
  release() {
    const each = finding();
    if (!each) return;
    const code = each.suggestion && each.suggestion.verdict === "release" ? each.suggestion.code : "";
    decide(each, { verdict: "release", code, reason: at("reason").value, evidence: at("evidence").value });
  },
  hold() {
    const each = finding();
    if (each) decide(each, { verdict: "hold", code: at("code").value, reason: at("reason").value, evidence: at("evidence").value });
  },
  undo: () => back("undo", "Taken back", "There is nothing of yours to take back."),
  redo: () => back("redo", "Done again", "There is nothing to do again."),
};

/** @param {"undo" | "redo"} way @param {string} done @param {string} nothing */
function back(way, done, nothing) {
  say("");
  send({
    url: `${home.case}/${way}`,
    body: {},
    done: (answer) => {
      const [first] = answer.findings;
      if (!first) return say(nothing);
      const many = answer.findings.length > 1 ? `${answer.findings.length} decisions` : "your last decision";
      say(`${done}: ${many}${first.startsWith(`${home.document}-`) ? "" : ` in document ${first.split("-")[0]}`}.`);
      void openPage(sheet.number, first);
    },
    refused: (_, answer) => say(answer.error || "It could not be done.", "problem"),
  });
}

/** Withhold on the ground with this number, and keep it for what has none suggested. @param {number} number */
function withholdOn(number) {
  const option = at("code").options[number];
  if (!option || !finding()) return say(`There is no ground ${number}.`);
  at("code").value = option.value;
  acts.withhold();
}

/** @param {string} code */
const labelOf = (code) => [...at("code").options].find((option) => option.value === code)?.dataset.label || "";

/** Withhold the whole page or document on the chosen ground. @param {boolean} all */
function whole(all) {
  const what = all ? "document" : "page";
  send({
    url: `${home.case}/whole`,
    body: {
      document_id: home.document, page_number: all ? null : sheet.number,
      code: at("whole-code").value, reason: at("whole-reason").value, evidence: at("whole-evidence").value,
    },
    done: (answer) => {
      say(`The whole ${what} is withheld. Take it back with u.`);
      void openPage(sheet.number, answer.finding_id);
    },
    refused: (_, answer) => say(`Not saved: the ${what} ${(answer.lacking || ["could not be ruled on"]).join("; it ")}.`, "problem"),
  });
}

// ---------------------------------------------------------------- many at once

/** @param {string} role */
const roleName = (role) => (role === "unknown" ? "of unknown role" : `“${role.replaceAll("_", " ")}”`);

function many() {
  const each = finding();
  /** @type {import("./many.js").Scope[]} */
  const scopes = [];
  if (each?.person) scopes.push({ label: `${each.person.name}, in the whole case`, wanted: { person: each.person.id } });
  if (each?.person?.standing === "other") scopes.push({ label: `Everybody who is ${roleName(each.person.role)}, in the whole case`, wanted: { role: each.person.role } });
  if (each?.text && each.text.length <= 120) scopes.push({ label: `Exactly “${each.text}”, in the whole case`, wanted: { text: each.text } });
  scopes.push({ label: "This page", wanted: { document: home.document, page: sheet.number } });
  scopes.push({ label: "This document", wanted: { document: home.document } });
  scopes.push({ label: "The whole case", wanted: {} });
  openMany({
    base: home.case || "", scopes, code: each ? suggestedGround(each) || lastCode : lastCode,
    done: (count) => {
      say(`${count} findings decided at once. Take it back with u.`);
      void openPage(sheet.number, current);
    },
  });
}

// ---------------------------------------------------------------- original and result

let isResult = false;

async function toggleResult() {
  if (!at("result")) return say("The result is shown where redactor review was started with its tools.");
  if (isResult) return void openPage(sheet.number, current);
  await drained();
  const address = `${base}/result/${sheet.number}?${Date.now()}`;
  say("Making the result…");
  const answer = await fetch(address);
  if (!answer.ok) return say((await answer.json()).error || "The result could not be made.", "problem");
  isResult = true;
  at("picture").src = address;
  at("overlay").style.setProperty("visibility", "hidden");
  at("result").setAttribute("aria-pressed", "true");
  const left = sheet.counts.undecided;
  say(`The page as it would leave.${left ? " What nobody has decided is withheld here." : ""}`);
}

// ---------------------------------------------------------------- pages, progress, who else is here

function showThumbs() {
  const list = at("thumb-list");
  if (!at("thumbs").open) return;
  if (list.children.length !== sheet.pages) {
    list.replaceChildren(...Array.from({ length: sheet.pages }, (_, place) => {
      const row = make("li");
      const button = make("button", { type: "button", "data-page": String(place + 1) });
      button.append(
        make("img", { src: `${base}/image/${place + 1}?small=1`, alt: "", loading: "lazy", width: "60", height: "85" }),
        make("span", {}, `${place + 1}`), make("span", { class: "left" }),
      );
      button.addEventListener("click", () => turn(place + 1));
      row.append(button);
      return row;
    }));
  }
  for (const button of list.querySelectorAll("button")) {
    const page = button.dataset.page;
    const left = sheet.open_by_page[page];
    button.querySelector(".left").textContent = left ? `${left} to decide` : "";
    button.setAttribute("aria-current", String(page === String(sheet.number)));
  }
}

async function showCase() {
  const answer = await fetch(`${home.case}/progress`);
  if (!answer.ok) return;
  caseCounts = await answer.json();
  showCaseCounts();
}

function showCaseCounts() {
  if (caseCounts.total) at("case-counts").textContent = `${caseCounts.undecided} of ${caseCounts.total} in the case`;
}

/** @param {boolean} take */
async function claim(take) {
  const { ok, said } = await post(`${base}/claim`, { take }).catch(() => ({ ok: false, said: {} }));
  if (!ok) return;
  at("claim").hidden = said.mine;
  if (!said.mine) at("claim-said").textContent = `${said.by} has had this document open since ${new Date(said.since).toLocaleTimeString("en-GB", { timeStyle: "short" })}.`;
  else if (take) say("This document is yours now; the other reviewer sees that.");
}

// ---------------------------------------------------------------- keys and buttons

function goTo() {
  at("go-page").value = String(sheet.number);
  at("go").showModal();
  at("go-page").select();
}

useKeys(home.case || "", [
  { name: "next", key: "j", also: "or ↓", words: "next finding", run: () => step(1) },
  { name: "previous", key: "k", also: "or ↑", words: "previous finding", run: () => step(-1) },
  { name: "accept", key: "a", words: "accept what is suggested", run: acts.accept },
  { name: "withhold", key: "w", words: "withhold on the chosen ground", run: acts.withhold },
  { name: "release", key: "r", words: "release", run: acts.release },
  { name: "hold", key: "h", words: "hold: somebody has to think", run: acts.hold },
  { name: "many", key: "m", words: "decide many at once: this person, these words, this page …", run: many },
  { name: "undo", key: "u", words: "take your last act back, and the one before", run: acts.undo },
  { name: "redo", key: "U", words: "do again what you took back", run: acts.redo },
  { name: "comment", key: "c", words: "comment, or ask a colleague", run: () => at("comment-text").focus() },
  { name: "nextPage", key: "n", words: "next page", run: () => turn(sheet.number + 1) },
  { name: "previousPage", key: "p", words: "previous page", run: () => turn(sheet.number - 1) },
  { name: "goPage", key: "g", words: "go to a page", run: goTo },
  { name: "pages", key: "t", words: "show or hide the pages", run: () => at("thumbs").toggleAttribute("open") },
  { name: "draw", key: "d", words: "draw a box: drag, two clicks, or arrow keys and Enter", run: () => drawMode(!isDrawing()) },
  { name: "adjust", key: "e", words: "move, resize or snap a box drawn by hand", run: startAdjusting },
  { name: "result", key: "o", words: "the page as it would leave, and back", run: () => void toggleResult() },
  { name: "people", key: "i", words: "the people of the case", run: () => location.assign(`${home.case}/people`) },
  { name: "search", key: "/", words: "search all text", run: () => location.assign(`${home.case}/search`) },
  { name: "help", key: "?", words: "this list", run: () => at("keys").showModal() },
], home.keys || "");

function startAdjusting() {
  const each = finding();
  if (!each || at("adjust").hidden) return say("Only a box drawn by hand can be moved; draw another one over this place with d.");
  adjust(each);
}

usePaper({
  base: home.case || "", document: home.document || "", sheet: () => sheet,
  ground: () => lastCode || at("code").value || [...at("code").options].map((option) => option.value).find(Boolean) || "",
  reload: (id) => openPage(sheet.number, id),
});
useComments(home.case || "", home.document || "", () => ({ page: sheet.number, finding: current }), (comment) => {
  sheet.comments.push(comment);
  showPanel();
});

useWho(home.case || "", () => current, () => void openPage(sheet.number, current));

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!sheet || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (target.matches("input, textarea, select")) {
    if (event.key === "Escape") at("findings").focus();
    return;
  }
  if (target.matches("button, a, summary") && event.key === "Enter") return;
  if (boxKey(event)) return;
  const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
  const isListKey = isArrow && target === at("findings");
  const isElsewhere = target === document.querySelector(".sheet") || target === document.querySelector(".panel");
  const arrow = isListKey || (isArrow && !isElsewhere && actOf("j")) ? () => step(event.key === "ArrowDown" ? 1 : -1) : undefined;
  const ground = /^[1-9]$/.test(event.key) && actOf("w") ? () => withholdOn(Number(event.key)) : undefined;
  const act = isArrow ? arrow : ground || actOf(event.key);
  if (!act) return;
  event.preventDefault();
  act();
});

at("details").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
at("go-form").addEventListener("submit", () => turn(Number(at("go-page").value)));
at("thumbs").addEventListener("toggle", showThumbs);
at("take-over").addEventListener("click", () => void claim(true));
for (const [id, act] of Object.entries({
  accept: acts.accept, withhold: acts.withhold, release: acts.release, hold: acts.hold, undo: acts.undo, redo: acts.redo,
  draw: () => drawMode(!isDrawing()), adjust: startAdjusting, result: () => void toggleResult(), "many-open": many,
  help: () => at("keys").showModal(), "next-page": () => turn(sheet.number + 1), "previous-page": () => turn(sheet.number - 1),
  "whole-page": () => whole(false), "whole-document": () => whole(true),
})) at(id)?.addEventListener("click", act);

const wanted = location.hash.slice(1);
await openPage(Number(home.page), wanted);
at("findings").focus();
void claim(false);
setInterval(() => { if (!document.hidden) void claim(false); }, CLAIM_MS);
