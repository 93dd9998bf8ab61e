// Role: opens a page with a real editor and the content scripts, and tells what its page and its model hold.
// Must not: assert anything, or look inside the scripts.
import { adapterOf, open } from "../browser.mjs";
import { pageOf } from "./pages.mjs";

export const BOX = "#editor :is(textarea, input, [contenteditable]:not([contenteditable=false]))";

function adapterFor(way) {
  const adapter = adapterOf("demo");
  adapter.input.select = ["#editor textarea", "#editor input", "#editor [contenteditable]:not([contenteditable=false])"];
  Object.assign(adapter.submit, { order: [way], emptiesWithinMs: 1500 });
  return adapter;
}

/** A page with that editor, ready to be typed into, and the complaints of its frameworks so far. */
export async function openEditor(name, way = "enter") {
  const page = await open(await pageOf(name), { adapter: adapterFor(way) });
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.waitForFunction(() => window.untouched?.());
  return { page, complaints };
}

export const posted = (page) => page.evaluate(() => window.posted);
export const model = (page) => page.evaluate(() => window.model());
