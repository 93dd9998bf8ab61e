// Role: the small local pages of the content tests, each with one habit of a real chat page and a few knobs on `window`.
// Must not: contain anything of BuzzChat, or load anything.

/** The demo page: a capped list, an unrelated form before the chat form, and knobs `keep`, `mute`, `slow`. */
export const DEMO = `
<form id="search"><input id="q"><button type="submit" id="go">Go</button></form>
<ul id="chat-lines"></ul>
<div id="chat-notice" hidden></div>
<form id="chat"><textarea id="chat-input"></textarea><button id="chat-send" type="submit">Send</button></form>
<script>
  window.posted = []; window.searches = 0; window.cap = 250; window.next = 1;
  window.add = (author, text, extra = {}) => {
    const row = document.createElement("li");
    row.className = "line";
    row.dataset.id = extra.id ?? "r" + window.next++;
    Object.assign(row.dataset, extra.data);
    row.innerHTML = '<span class="author"></span><span class="text"></span>';
    row.querySelector(".author").textContent = author;
    row.querySelector(".text").textContent = text;
    const list = document.querySelector("#chat-lines");
    list.append(row);
    while (list.children.length > cap) list.firstChild.remove();
    return row;
  };
  document.querySelector("#search").addEventListener("submit", (event) => { event.preventDefault(); searches++; });
  document.querySelector("#chat").addEventListener("submit", (event) => {
    event.preventDefault();
    const box = document.querySelector("#chat-input"), notice = document.querySelector("#chat-notice");
    if (window.keep) { notice.hidden = false; notice.textContent = "Slow down"; return; }
    posted.push({ text: box.value, at: performance.now() });
    const text = box.value;
    box.value = "";
    if (!window.mute) setTimeout(() => add("seller", text, { data: { own: "", role: "host" } }), window.slow ?? 0);
  });
</script>`;

/** A list that shows ten rows in ten nodes it never replaces, as virtual lists keyed by index do. */
export const RECYCLED = `
<div data-testid="desktop-chat-panel"><div data-testid="virtuoso-item-list"></div></div>
<textarea data-testid="chat-input"></textarea>
<script>
  window.items = [];
  const list = document.querySelector("[data-testid=virtuoso-item-list]");
  window.top_ = null;
  window.render = () => {
    const from = window.top_ ?? Math.max(items.length - 10, 0);
    const shown = items.slice(from, from + 10);
    while (list.children.length < shown.length) {
      const node = document.createElement("div");
      node.innerHTML = '<div data-testid="chat-message"><a data-testid="chat-message-avatar-link"><img alt=""></a><div class="flex flex-col"><strong></strong><strong></strong></div></div>';
      list.append(node);
    }
    shown.forEach(([author, text], index) => {
      const node = list.children[index];
      node.dataset.index = from + index;
      node.querySelector("a").setAttribute("href", "/user/" + author);
      const [name, body] = node.querySelectorAll("strong");
      if (name.textContent !== author) name.textContent = author;
      if (body.textContent !== text) body.textContent = text;
    });
  };
  window.add = (author, text) => { items.push([author, text]); render(); };
  for (let i = 0; i < 15; i++) items.push(["old" + i, "old line"]);
  render();
</script>`;

/** A chat frame with an empty contenteditable attribute, short-lived temporary ids and authors that come late. */
export const EDITOR = `
<yt-live-chat-app><div id="item-offset"><div id="items" class="yt-live-chat-item-list-renderer"></div></div></yt-live-chat-app>
<input id="elsewhere">
<yt-live-chat-message-input-renderer>
  <yt-live-chat-text-input-field-renderer><div id="input" contenteditable=""></div></yt-live-chat-text-input-field-renderer>
  <div id="send-button"><button disabled>Send</button></div>
</yt-live-chat-message-input-renderer>
<script>
  window.posted = []; window.next = 1;
  const box = document.querySelector("#input"), button = document.querySelector("#send-button button");
  window.finalId = () => "final" + String(window.next++).padStart(40, "0");
  window.add = (author, text, id = finalId()) => {
    const row = document.createElement("yt-live-chat-text-message-renderer");
    row.id = id;
    row.innerHTML = '<span id="author-name"></span><span id="message"></span>';
    row.querySelector("#author-name").textContent = author;
    row.querySelector("#message").textContent = text;
    document.querySelector("#items").append(row);
    return row;
  };
  const refresh = () => { button.disabled = window.off || box.textContent.trim() === ""; };
  window.refresh = refresh;
  box.addEventListener("input", refresh);
  button.addEventListener("click", () => {
    posted.push(box.textContent);
    const row = add("seller", box.textContent, "temp");
    box.textContent = "";
    refresh();
    setTimeout(() => (row.id = finalId()), 150);
  });
</script>`;

/** A list without ids that keeps 100 rows, each an element of its own. */
export const PLAIN = `
<div data-testid="chat-messages"></div>
<form><textarea></textarea><button>Send</button></form>
<script>
  window.add = (author, text) => {
    const row = document.createElement("div");
    row.dataset.testid = "chat-message";
    row.innerHTML = '<span data-testid="username"></span> <span data-testid="message-text"></span>';
    row.firstChild.textContent = author;
    row.lastChild.textContent = text;
    const list = document.querySelector("[data-testid=chat-messages]");
    list.append(row);
    while (list.children.length > 100) list.firstChild.remove();
  };
</script>`;
