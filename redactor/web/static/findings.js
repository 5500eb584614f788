// @ts-check
/** The list of findings: all that it shows can be decided at once. */
import { openMany } from "./many.js";
import { at } from "./page.js";

const home = at("list").dataset;
const asked = JSON.parse(home.asked || "{}");
for (const name of ["page", "below"]) if (name in asked) asked[name] = Number(asked[name]);

at("many-open")?.addEventListener("click", () => openMany({
  base: home.case || "",
  scopes: [{ label: "All that this list shows, on every sheet", wanted: asked }],
  done: () => location.reload(),
}));
