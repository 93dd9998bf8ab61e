// Role: a chat box that is nothing but a contenteditable: `plaintext-only` as TikTok has it, or empty as YouTube has it.
// Must not: know BuzzChat or a test.
import { chat } from "./shell.js";

const box = document.createElement("div");
box.setAttribute("contenteditable", window.editable);
document.querySelector("#editor").append(box);

const page = chat({
  text: () => box.textContent.replaceAll("\u00a0", " "),
  clear: () => {
    box.textContent = "";
    page.changed();
  },
  placeholder: () => !box.firstChild,
});
box.addEventListener("input", page.changed);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  page.send(event);
});
