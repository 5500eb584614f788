// @ts-check
/** Saying of one mention, number or address whose it is. */
import { at, make, post, refusal, say, send } from "./page.js";

/** @param {string} base @param {() => string} current @param {() => void} changed */
export function useWho(base, current, changed) {
  at("who").addEventListener("toggle", async () => {
    if (!at("who").open || at("who-person").options.length) return;
    const answer = await fetch(`${base}/people/names`);
    const { people } = await answer.json();
    at("who-person").replaceChildren(...people.map((/** @type {any} */ each) =>
      make("option", { value: each.id }, `${each.name} (${each.role.replaceAll("_", " ")})`)));
  });
  at("who-say").addEventListener("click", async () => {
    const body = { change: "assign", person_id: at("who-person").value, finding_ids: [current()] };
    const weighed = await post(`${base}/people/weigh`, body);
    if (!weighed.ok) return say(refusal(weighed.said, "It could not be stored."), "problem");
    send({
      url: `${base}/people/correct`,
      body: { ...body, edition: weighed.said.edition },
      done: (answer) => {
        at("who").open = false;
        say(answer.changed ? `So it is; ${answer.changed} undecided ${answer.changed === 1 ? "finding is" : "findings are"} suggested otherwise now.` : "So it is; nothing is suggested otherwise.");
        changed();
      },
      refused: (_, answer) => say(refusal(answer, "It could not be stored."), "problem"),
    });
  });
}
