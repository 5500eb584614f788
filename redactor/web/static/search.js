// @ts-check
/** The search page: every hit withheld as one act, if the hits are still those that were seen. */
import { at, refusal, say, send } from "./page.js";

const home = at("searching").dataset;

at("withhold-all")?.addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  send({
    url: `${home.case}/search/withhold`,
    body: {
      words: home.words, whole_words: Boolean(home.whole), seal: home.seal,
      code: at("code").value, reason: at("reason").value, evidence: at("evidence").value,
    },
    done: (answer) => say(`${answer.count} places are withheld. On a page of the case, u takes it back.`),
    refused: (_, answer) => say(refusal(answer, "It could not be done."), "problem"),
  });
});
