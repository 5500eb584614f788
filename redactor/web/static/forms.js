/**
 * Forms that are sent as JSON from our own page: the fields, a kind, and the targets that are ticked elsewhere.
 * @module
 */

const message = /** @type {HTMLElement} */ (document.getElementById("message"));

/** @param {string} words @param {boolean} wrong */
function say(words, wrong) {
  message.textContent = words;
  message.dataset.kind = wrong ? "problem" : "";
}

/** @param {string} id @returns {string[]} */
function ticked(id) {
  const boxes = document.querySelectorAll(`#${CSS.escape(id)} input[name="target"]:checked`);
  return [...boxes].map((box) => /** @type {HTMLInputElement} */ (box).value);
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} button */
function bodyOf(form, button) {
  /** @type {Record<string, unknown>} */
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (value !== "") fields[name] = value === "true" ? true : value === "false" ? false : value;
  }
  if (button instanceof HTMLButtonElement && button.name) fields[button.name] = button.value;
  if (!form.dataset.kind) return fields;
  const targets = ticked(form.dataset.targets ?? "");
  return { targets, says: { kind: form.dataset.kind, ...fields } };
}

/** @param {SubmitEvent} event */
async function send(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const body = bodyOf(form, event.submitter);
  if ("targets" in body && !(/** @type {string[]} */ (body.targets).length)) {
    say("Choose above what it is about.", true);
    return;
  }
  try {
    const answer = await fetch(form.dataset.post ?? "", {
      method: "POST",
      headers: { "content-type": "application/json", "x-redactor": "1" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.ok) {
      if (form.dataset.says && form.dataset.says in told) {
        say(`${told[form.dataset.says]} accepted in your name; ${told.left} are left that the sample speaks for.`, false);
      } else {
        location.reload();
      }
      return;
    }
    say([told.error, ...(told.lacking ?? []), told.remedy].filter(Boolean).join(" ") || "A field is missing or does not fit.", true);
  } catch {
    say("It was not stored: the server does not answer.", true);
  }
}

for (const form of document.querySelectorAll("form[data-post]")) form.addEventListener("submit", (event) => send(/** @type {SubmitEvent} */ (event)));
