// Role: the chat around every editor of this folder: a list, a send button that is off while the editor is empty, and knobs.
// Must not: know BuzzChat, or which editor it holds.

const list = document.querySelector("#chat-lines");
const button = document.querySelector("#chat-send");

/** `trustedOnly` ignores events a script made, `slow` empties the editor late, as a page does that waits for its server,
 * `again` empties it once more. */
window.knobs = { trustedOnly: false, slow: 0, again: 0 };
window.posted = [];
window.emptied = 0;

function show(text) {
  const row = document.createElement("li");
  row.className = "line";
  row.dataset.id = crypto.randomUUID();
  row.dataset.own = "";
  row.innerHTML = '<span class="author">seller</span><span class="text"></span>';
  row.lastChild.textContent = text;
  list.append(row);
}

/**
 * @param {{ text(): string, clear(): void, placeholder(): boolean }} editor what the editor's own model holds
 * @returns {{ changed(): void, send(event: Event): void }} what the editor calls when its model changed and on Enter
 */
export function chat(editor) {
  const changed = () => {
    button.disabled = editor.text().trim() === "";
  };
  const clear = () => {
    window.emptied += 1;
    window.emptiedAt = performance.now();
    editor.clear();
  };
  const send = (event) => {
    const text = editor.text();
    if (!text.trim() || (knobs.trustedOnly && !event.isTrusted)) return;
    posted.push(text);
    show(text);
    if (knobs.slow) setTimeout(clear, knobs.slow);
    else clear();
    if (knobs.again) setTimeout(clear, knobs.again);
    knobs.again = 0;
  };
  button.addEventListener("click", send);
  window.model = () => editor.text();
  window.untouched = () => editor.text() === "" && editor.placeholder();
  changed();
  return { changed, send };
}
