// @ts-check
/** Boxes by hand: drawn, moved, resized, snapped to words. Whatever can be dragged can be done with keys and numbers. */
import { at, make, post, say, send } from "./page.js";

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number, y: number, width: number, height: number}} Frame */
/** @typedef {{base: string, document: string, sheet: () => {number: number, width: number, height: number},
 *   ground: () => string, reload: (select: string) => Promise<void>}} Paper */

const DRAG_PX = 4;
const NEAR_PT = 7;

/** @type {Paper} */
let paper;
/** @type {null | {first: null | Point, cross: Point, pressed: null | Point}} */
let drawing = null;
/** @type {null | (Frame & {id: string, grip: null | {dx: number, dy: number, sizes: boolean}})} */
let moving = null;

export const isBusy = () => Boolean(drawing || moving);

/** @param {number} value @param {number} least @param {number} most */
const within = (value, least, most) => Math.min(Math.max(value, least), most);

// ---------------------------------------------------------------- drawing

/** @param {boolean} on */
export function drawMode(on) {
  const { width, height } = paper.sheet();
  moving = null;
  drawing = on ? { first: null, cross: { x: width / 2, y: height / 3 }, pressed: null } : null;
  at("draw").setAttribute("aria-pressed", String(on));
  at("adjusting").hidden = true;
  at("paper").classList.toggle("drawing", on);
  say(on ? "Drawing: drag, or click two corners, or move with the arrow keys and press Enter at two corners. Esc leaves." : "");
  show();
}

export const isDrawing = () => Boolean(drawing);

function show() {
  if (moving) return showMoving();
  if (!drawing) return at("drawing").replaceChildren();
  const { first, cross } = drawing;
  const { width, height } = paper.sheet();
  const lines = [
    make("line", { x1: "0", x2: `${width}`, y1: `${cross.y}`, y2: `${cross.y}`, class: "cross" }),
    make("line", { x1: `${cross.x}`, x2: `${cross.x}`, y1: "0", y2: `${height}`, class: "cross" }),
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
    return show();
  }
  const { first, cross } = drawing;
  const ground = paper.ground();
  drawMode(false);
  send({
    url: `${paper.base}/draw`,
    body: { ...corners({ x: first.x, y: first.y, width: cross.x - first.x, height: cross.y - first.y }), code: ground },
    done: (answer) => void paper.reload(answer.finding_id).then(
      () => say(`Box added and withheld (${ground}). Change its ground beside it, or take it back with u.`),
    ),
    refused: (_, answer) => say(`Not added: the box ${(answer.lacking || ["could not be stored"]).join("; it ")}.`, "problem"),
  });
}

/** @param {Frame} frame */
function corners(frame) {
  const { x, y, width, height } = frame;
  return { document_id: paper.document, page_number: paper.sheet().number, x0: x, y0: y, x1: x + width, y1: y + height };
}

// ---------------------------------------------------------------- moving, resizing, snapping

/** @param {{id: string, boxes: number[][]}} box */
export function adjust(box) {
  drawMode(false);
  const [x, y, width, height] = box.boxes[0];
  moving = { id: box.id, x, y, width, height, grip: null };
  at("paper").classList.add("drawing");
  at("adjusting").hidden = false;
  say("Move with the arrow keys, resize with Shift and the arrow keys, s snaps to words, Enter keeps, Esc leaves it as it was.");
  show();
  at("overlay").closest("section").focus();
}

function showMoving() {
  if (!moving) return;
  const { x, y, width, height } = moving;
  const size = { x: `${x}`, y: `${y}`, width: `${width}`, height: `${height}` };
  at("drawing").replaceChildren(
    make("rect", { ...size, class: "band" }),
    make("circle", { cx: `${x + width}`, cy: `${y + height}`, r: "4", class: "grip" }),
  );
  for (const name of ["x", "y", "width", "height"]) {
    const field = at(`box-${name}`);
    if (document.activeElement !== field) field.value = String(Math.round(moving[/** @type {"x"} */ (name)] * 10) / 10);
  }
}

/** @param {Partial<Frame>} change */
function shape(change) {
  if (!moving) return;
  const sheet = paper.sheet();
  Object.assign(moving, change);
  moving.width = within(moving.width, 2, sheet.width);
  moving.height = within(moving.height, 2, sheet.height);
  moving.x = within(moving.x, 0, sheet.width - moving.width);
  moving.y = within(moving.y, 0, sheet.height - moving.height);
  show();
}

export function stopAdjusting() {
  moving = null;
  at("paper").classList.remove("drawing");
  at("adjusting").hidden = true;
  show();
}

function keepMoved() {
  if (!moving) return;
  const { id } = moving;
  const body = { finding_id: id, ...corners(moving) };
  stopAdjusting();
  send({
    url: `${paper.base}/move`,
    body,
    done: (answer) => void paper.reload(answer.finding_id).then(() => say("The box is moved.")),
    refused: (_, answer) => say(`Not moved: the box ${(answer.lacking || ["could not be moved"]).join("; it ")}.`, "problem"),
  });
}

async function snap() {
  if (!moving) return;
  const { ok, said } = await post(`${paper.base}/snap`, corners(moving));
  if (!ok) return say(`Not snapped: the box ${(said.lacking || ["could not be snapped"]).join("; it ")}.`, "problem");
  const [x, y, width, height] = said.box;
  shape({ x, y, width, height });
}

// ---------------------------------------------------------------- pointer and keys

/** @param {PointerEvent} event */
function pointAt(event) {
  const area = at("overlay").getBoundingClientRect();
  const { width, height } = paper.sheet();
  const x = ((event.clientX - area.left) / area.width) * width;
  const y = ((event.clientY - area.top) / area.height) * height;
  return { x: within(x, 0, width), y: within(y, 0, height) };
}

/** @param {PointerEvent} event */
function press(event) {
  if (event.button || !isBusy()) return;
  event.preventDefault();
  at("paper").setPointerCapture(event.pointerId);
  const point = pointAt(event);
  if (moving) {
    const [right, foot] = [moving.x + moving.width, moving.y + moving.height];
    const sizes = Math.hypot(point.x - right, point.y - foot) < NEAR_PT;
    const inside = point.x >= moving.x && point.x <= right && point.y >= moving.y && point.y <= foot;
    if (sizes || inside) moving.grip = { dx: point.x - (sizes ? right : moving.x), dy: point.y - (sizes ? foot : moving.y), sizes };
  } else if (drawing) {
    drawing.cross = point;
    drawing.pressed = { x: event.clientX, y: event.clientY };
    if (!drawing.first) setCorner();
  }
}

/** @param {PointerEvent} event */
function drag(event) {
  const point = pointAt(event);
  if (moving?.grip) {
    const [x, y] = [point.x - moving.grip.dx, point.y - moving.grip.dy];
    shape(moving.grip.sizes ? { width: x - moving.x, height: y - moving.y } : { x, y });
  } else if (drawing) {
    drawing.cross = point;
    show();
  }
}

/** @param {PointerEvent} event */
function lift(event) {
  if (moving) moving.grip = null;
  if (!drawing || !drawing.pressed || !drawing.first) return;
  drawing.cross = pointAt(event);
  const moved = Math.hypot(event.clientX - drawing.pressed.x, event.clientY - drawing.pressed.y);
  const isSecondClick = Math.hypot(drawing.cross.x - drawing.first.x, drawing.cross.y - drawing.first.y) > DRAG_PX;
  drawing.pressed = null;
  if (moved > DRAG_PX || isSecondClick) setCorner();
}

/** @param {KeyboardEvent} event @returns {boolean} whether the key was for a box */
export function boxKey(event) {
  if (!isBusy()) return false;
  const far = drawing ? (event.shiftKey ? 1 : 10) : 2;
  const steps = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
  const step = steps[/** @type {keyof typeof steps} */ (event.key)];
  if (event.key === "Escape") drawing ? drawMode(false) : stopAdjusting();
  else if (event.key === "Enter") drawing ? setCorner() : keepMoved();
  else if (event.key === "s" && moving) void snap();
  else if (step && drawing) {
    const { width, height } = paper.sheet();
    drawing.cross = { x: within(drawing.cross.x + step[0], 0, width), y: within(drawing.cross.y + step[1], 0, height) };
    show();
  } else if (step && moving) {
    const [dx, dy] = step;
    shape(event.shiftKey ? { width: moving.width + dx, height: moving.height + dy } : { x: moving.x + dx, y: moving.y + dy });
  } else return false;
  event.preventDefault();
  return true;
}

/** @param {Paper} given */
export function usePaper(given) {
  paper = given;
  at("paper").addEventListener("pointerdown", press);
  at("paper").addEventListener("pointermove", drag);
  at("paper").addEventListener("pointerup", lift);
  for (const name of ["x", "y", "width", "height"]) {
    at(`box-${name}`).addEventListener("input", () => {
      const value = Number(at(`box-${name}`).value);
      if (Number.isFinite(value) && at(`box-${name}`).value) shape({ [name]: value });
    });
  }
  at("snap").addEventListener("click", () => void snap());
  at("keep-box").addEventListener("click", keepMoved);
  at("leave-box").addEventListener("click", stopAdjusting);
}
