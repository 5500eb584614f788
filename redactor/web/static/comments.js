// @ts-check
/** Comments on a finding or a page, and what somebody is asked about it. */
import { at, make, say, send } from "./page.js";

/** @typedef {{id: number, by: string, at: string, text: string, page: number, finding: string, referred_to: string, settles: number | null}} Comment */

let base = "";
let documentId = "";
/** @type {() => {page: number, finding: string}} */
let where = () => ({ page: 1, finding: "" });
/** @type {(comment: Comment) => void} */
let whenAdded = () => {};

/** @param {string} url @param {string} id @param {typeof where} place @param {typeof whenAdded} added */
export function useComments(url, id, place, added) {
  [base, documentId, where, whenAdded] = [url, id, place, added];
  at("comment-form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!at("comment-text").value.trim()) return say("Write something first.", "problem");
    add(at("comment-text").value, at("refer-to").value, null);
  });
}

/** @param {string} text @param {string} referred @param {number | null} settles */
function add(text, referred, settles) {
  const { page, finding } = where();
  const isOfPage = at("comment-page").checked || !finding;
  send({
    url: `${base}/comment`,
    body: { document_id: documentId, page_number: page, finding_id: isOfPage ? null : finding, text, referred_to: referred, settles },
    done: (answer) => {
      at("comment-text").value = "";
      at("refer-to").value = "";
      say(referred ? `${referred} is asked. It stands on the page of the case until it is settled.` : "The comment is kept.");
      whenAdded(answer);
      at("findings").focus();
    },
    refused: (_, answer) => say(answer.error || "The comment could not be kept.", "problem"),
  });
}

/** Those on the current finding, and those on the page. @param {Comment[]} comments @param {number} page @param {string} finding */
export function showComments(comments, page, finding) {
  const settled = new Set(comments.map((each) => each.settles));
  const here = comments.filter((each) => (each.finding ? each.finding === finding : each.page === page));
  at("comment-count").textContent = here.length ? ` (${here.length})` : "";
  at("comment-list").replaceChildren(...here.map((each) => {
    const row = make("li");
    const about = each.finding ? "" : ", on the page";
    row.append(make("strong", {}, each.by), make("span", { class: "quiet" }, ` ${each.at}${about}`), make("p", {}, each.text));
    if (each.referred_to) {
      const isOpen = !settled.has(each.id);
      row.append(make("p", { class: "quiet" }, `Asked: ${each.referred_to}${isOpen ? "" : " – settled"}`));
      if (isOpen) {
        const button = make("button", { type: "button" }, "Settle");
        button.addEventListener("click", () => add(at("comment-text").value || "Settled.", "", each.id));
        row.append(button);
      }
    }
    return row;
  }));
}
