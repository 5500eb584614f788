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
 *   person: null | {name: string, role: string, standing: string, why_role: string}}} Finding */
/** @typedef {{number: number, pages: number, width: number, height: number, doubt: string[], findings: Finding[],
 *   open_pages: number[], counts: {total: number, undecided: number}}} Sheet */
/** @typedef {{url: string, body: object | (() => object), done: (answer: any) => void | Promise<void>,
 *   refused: (status: number, answer: any) => void}} Job */

const SVG = "http://www.w3.org/2000/svg";
const WORDS = { open: "to decide", withhold: "withheld", release: "released", hold: "on hold" };
const SUGGESTED = { withhold: "withhold", release: "release", hold: "judge by hand" };
const RETRY_MS = 1500;
const DRAG_PX = 4;

/** @type {(id: string) => any} */
const at = (id) => document.getElementById(id);
const home = at("review").dataset;
const base = `${home.case}/document/${home.document}`;

/** @type {Sheet} */
let sheet;
let current = "";
let lastCode = "";
/** @type {Job[]} */
const outbox = [];
let isSending = false;
/** The page to turn to when all is saved; 0 for none. */
let nextPage = 0;

// ---------------------------------------------------------------- small things

/** @param {string} text @param {"" | "problem"} [kind] */
function say(text, kind = "") {
  at("message").dataset.kind = kind;
  at("message").textContent = text;
}

/** @param {"saved" | "saving" | "unsaved"} state */
function showSaved(state) {
  at("saved").dataset.state = state;
  at("saved").textContent = { saved: "Saved", saving: "Saving…", unsaved: "Not saved – trying again" }[state];
}

/** @param {string} tag @param {Record<string, string>} [attributes] @param {string} [text] */
function make(tag, attributes = {}, text = "") {
  const made = tag === "rect" || tag === "line" ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

const finding = () => sheet.findings.find((each) => each.id === current);
const title = (/** @type {Finding} */ each) => each.text || each.category;
const kindOf = (/** @type {Finding} */ each) => (each.kind ? `${each.category} · ${each.kind}` : each.category);

// ---------------------------------------------------------------- the outbox

/** @param {Job} job */
function send(job) {
  outbox.push(job);
  void pump();
}

async function pump() {
  if (isSending) return;
  isSending = true;
  while (outbox.length) {
    showSaved(at("saved").dataset.state === "unsaved" ? "unsaved" : "saving");
    const job = outbox[0];
    const body = JSON.stringify(typeof job.body === "function" ? job.body() : job.body);
    try {
      const answer = await fetch(job.url, {
        method: "POST", body, headers: { "content-type": "application/json", "x-redactor": "1" },
      });
      if (answer.status === 503) throw new Error("busy");
      if (answer.status === 401) {
        say("You were signed out. Sign in again in another tab: what you decided waits here and is sent then.", "problem");
        throw new Error("signed out");
      }
      const said = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : {};
      outbox.shift();
      showSaved("saved");
      if (answer.ok) await job.done(said);
      else job.refused(answer.status, said);
    } catch {
      showSaved("unsaved");
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  isSending = false;
}

async function drained() {
  while (outbox.length) await new Promise((resolve) => setTimeout(resolve, 50));
}

addEventListener("beforeunload", (event) => { if (outbox.length) event.preventDefault(); });

// ---------------------------------------------------------------- showing

/** @param {number} number @param {string} [select] a finding to make current; else the first open one */
async function openPage(number, select = "") {
  await drained();
  const answer = await fetch(`${base}/sheet?page=${number}`);
  if (answer.status === 401) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  if (!answer.ok) return say("This page could not be loaded. Open the review again from the command line.", "problem");
  sheet = await answer.json();
  history.replaceState(null, "", `?page=${number}`);
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
}

function show() {
  const here = sheet.findings.filter((each) => each.verdict === "open").length;
  at("counts").textContent = `${here} to decide here, ${sheet.counts.undecided} of ${sheet.counts.total} in the document`;
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
    if (each.id !== current) return [mark];
    const around = { x: `${x - 3}`, y: `${y - 3}`, width: `${width + 6}`, height: `${height + 6}`, rx: "2" };
    return [mark, make("rect", { ...around, class: "halo" })];
  });
}

function showPanel() {
  const each = finding();
  at("current").hidden = !each;
  if (!each) return;
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
    ["Person", person ? `${person.name} – ${person.standing === "other" ? person.role.replaceAll("_", " ") : person.standing}` : ""],
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
  const was = each.verdict;
  Object.assign(each, standing);
  sheet.counts.undecided += Number(each.verdict === "open") - Number(was === "open");
  const isOpenHere = sheet.findings.some((other) => other.verdict === "open");
  const others = sheet.open_pages.filter((number) => number !== sheet.number);
  sheet.open_pages = (isOpenHere ? [...others, sheet.number] : others).sort((one, other) => one - other);
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
  undo() {
    say("");
    send({
      url: `${home.case}/undo`,
      body: {},
      done: async (answer) => {
        const [first] = answer.findings;
        if (!first) return say("There is nothing of yours to take back.");
        say(`Taken back: ${answer.findings.length > 1 ? `${answer.findings.length} decisions` : "your last decision"}${first.startsWith(`${home.document}-`) ? "" : ` in document ${first.split("-")[0]}`}.`);
        void openPage(sheet.number, first);
      },
      refused: (_, answer) => say(answer.error || "It could not be taken back.", "problem"),
    });
  },
};

// ---------------------------------------------------------------- drawing

/** @type {null | {first: null | {x: number, y: number}, cross: {x: number, y: number}, pressed: null | {x: number, y: number}}} */
let drawing = null;

/** @param {boolean} on */
function drawMode(on) {
  drawing = on ? { first: null, cross: { x: sheet.width / 2, y: sheet.height / 3 }, pressed: null } : null;
  at("draw").setAttribute("aria-pressed", String(on));
  at("paper").classList.toggle("drawing", on);
  say(on ? "Drawing: drag, or click two corners, or move with the arrow keys and press Enter at two corners. Esc leaves." : "");
  showDrawing();
}

function showDrawing() {
  if (!drawing) return at("drawing").replaceChildren();
  const { first, cross } = drawing;
  const lines = [
    make("line", { x1: "0", x2: `${sheet.width}`, y1: `${cross.y}`, y2: `${cross.y}`, class: "cross" }),
    make("line", { x1: `${cross.x}`, x2: `${cross.x}`, y1: "0", y2: `${sheet.height}`, class: "cross" }),
  ];
  if (first) {
    const [x, y] = [Math.min(first.x, cross.x), Math.min(first.y, cross.y)];
    const size = { width: `${Math.abs(first.x - cross.x)}`, height: `${Math.abs(first.y - cross.y)}` };
    lines.push(make("rect", { x: `${x}`, y: `${y}`, ...size, class: "band" }));
  }
  at("drawing").replaceChildren(...lines);
}

/** One corner is set; the second one makes the box. */
function setCorner() {
  if (!drawing) return;
  if (!drawing.first) {
    drawing.first = { ...drawing.cross };
    return showDrawing();
  }
  const { first, cross } = drawing;
  const ground = lastCode || at("code").value || [...at("code").options].map((option) => option.value).find(Boolean) || "";
  drawMode(false);
  send({
    url: `${home.case}/draw`,
    body: { document_id: home.document, page_number: sheet.number, x0: first.x, y0: first.y, x1: cross.x, y1: cross.y, code: ground },
    done: (answer) => {
      say(`Box added and withheld (${ground}). Change its ground beside it, or take it back with u.`);
      void openPage(sheet.number, answer.finding_id);
    },
    refused: (_, answer) => say(`Not added: the box ${(answer.lacking || ["could not be stored"]).join("; it ")}.`, "problem"),
  });
}

/** @param {PointerEvent} event */
function pointAt(event) {
  const area = at("overlay").getBoundingClientRect();
  const x = ((event.clientX - area.left) / area.width) * sheet.width;
  const y = ((event.clientY - area.top) / area.height) * sheet.height;
  return { x: Math.min(Math.max(x, 0), sheet.width), y: Math.min(Math.max(y, 0), sheet.height) };
}

at("paper").addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
  if (!drawing || event.button) return;
  event.preventDefault();
  drawing.cross = pointAt(event);
  drawing.pressed = { x: event.clientX, y: event.clientY };
  at("paper").setPointerCapture(event.pointerId);
  if (!drawing.first) setCorner();
});
at("paper").addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
  if (!drawing) return;
  drawing.cross = pointAt(event);
  showDrawing();
});
at("paper").addEventListener("pointerup", (/** @type {PointerEvent} */ event) => {
  if (!drawing || !drawing.pressed || !drawing.first) return;
  drawing.cross = pointAt(event);
  const moved = Math.hypot(event.clientX - drawing.pressed.x, event.clientY - drawing.pressed.y);
  const isSecondClick = Math.hypot(drawing.cross.x - drawing.first.x, drawing.cross.y - drawing.first.y) > DRAG_PX;
  drawing.pressed = null;
  if (moved > DRAG_PX || isSecondClick) setCorner();
});

/** @param {KeyboardEvent} event @returns {boolean} whether the key was for the drawing */
function drawByKey(event) {
  if (!drawing) return false;
  const far = event.shiftKey ? 1 : 10;
  const moves = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
  if (event.key === "Escape") drawMode(false);
  else if (event.key === "Enter") setCorner();
  else if (event.key in moves) {
    const [dx, dy] = moves[/** @type {keyof typeof moves} */ (event.key)];
    drawing.cross.x = Math.min(Math.max(drawing.cross.x + dx, 0), sheet.width);
    drawing.cross.y = Math.min(Math.max(drawing.cross.y + dy, 0), sheet.height);
    showDrawing();
  } else return false;
  event.preventDefault();
  return true;
}

// ---------------------------------------------------------------- keys and buttons

/** @type {Record<string, () => void>} */
const KEYS = {
  j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
  a: acts.accept, w: acts.withhold, r: acts.release, u: acts.undo,
  n: () => turn(sheet.number + 1), p: () => turn(sheet.number - 1),
  d: () => drawMode(!drawing), "?": () => at("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!sheet || event.ctrlKey || event.metaKey || event.altKey || at("keys").open) return;
  if (target.matches("input, textarea, select")) {
    if (event.key === "Escape") at("findings").focus();
    return;
  }
  if (drawByKey(event)) return;
  const isListKey = target === at("findings") && event.key.startsWith("Arrow");
  const isElsewhere = event.key.startsWith("Arrow") && (target === document.querySelector(".sheet") || target === document.querySelector(".panel"));
  if (!KEYS[event.key] || isElsewhere || !(isListKey || at("single-keys").checked)) return;
  event.preventDefault();
  KEYS[event.key]();
});

at("single-keys").checked = localStorage.getItem("single-keys") !== "off";
at("single-keys").addEventListener("change", () => localStorage.setItem("single-keys", at("single-keys").checked ? "on" : "off"));
at("details").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
for (const [id, act] of Object.entries({
  accept: acts.accept, withhold: acts.withhold, release: acts.release, undo: acts.undo, draw: () => drawMode(!drawing),
  help: () => at("keys").showModal(), "next-page": () => turn(sheet.number + 1), "previous-page": () => turn(sheet.number - 1),
})) at(id).addEventListener("click", act);

await openPage(Number(home.page));
at("findings").focus();
