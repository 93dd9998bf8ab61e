// @ts-check
// Role: what this document's address says to an adapter: whether it is a live chat, and of which channel.
// Must not: read rows, or follow the address; main.js does that.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const page = shared.page;

  /** The address of the whole page, or nothing where another site embeds us. */
  function topUrl() {
    try {
      return window.top?.location.href ?? "";
    } catch {
      return "";
    }
  }

  /**
   * The channel shown, or null where this address is no live chat. A chat frame that does not name its stream is asked
   * about the page around it.
   * @param {Adapter} adapter
   * @returns {string | null}
   */
  function channelHere({ route, channelDefault }) {
    const query = new URLSearchParams(location.search);
    const fits = Object.entries(route.query ?? {}).every(([key, source]) => page.pattern(source, "u").test(query.get(key) ?? ""));
    if (!fits || !page.pattern(route.path, "u").test(location.pathname)) return null;
    for (const address of route.channel ? [location.href, topUrl()] : []) {
      const { pathname, search } = new URL(address || "about:blank");
      const found = page.pattern(route.channel, "u").exec(pathname + search)?.[1];
      if (found) return found;
    }
    return channelDefault ?? "";
  }

  /**
   * Where addresses tell nothing, a page counts only once it shows a chat.
   * @param {Adapter} adapter
   */
  const shown = ({ route }) => !route.shows || document.querySelector(route.shows.join(",")) !== null;

  shared.route = { topUrl, channelHere, shown };
})();
