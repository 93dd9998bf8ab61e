// @ts-check
// Role: how the bar of quick replies looks, light and dark, and that nothing of the page's own styles gets in.
// Must not: lay the bar over the page; where it stands is set beside it.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  // What a shadow root says of its host with !important no style of the page can undo.
  const CSS = `
    :host { all: initial !important; display: block !important; position: fixed !important; inset: 0 auto auto 0 !important;
      z-index: 2147483647 !important; color-scheme: light dark !important }
    * { box-sizing: border-box }
    .bar { --surface: #fff; --raised: #f3ece2; --line: #8d8071; --ink: #211a12; --soft: #655a4d; --key: #f6b71e; --focus: #1d5fd1;
      position: fixed; display: flex; align-items: center; gap: 6px; max-inline-size: min(540px, calc(100vw - 16px));
      padding: 6px; border: 1px solid var(--line); border-radius: 12px; background: var(--surface);
      color: var(--ink); font: 600 13px/1.3 system-ui, sans-serif; box-shadow: 0 4px 18px #0005; user-select: none }
    .bar.unplaced { visibility: hidden; inset: 0 auto auto 0 }
    @media (prefers-color-scheme: dark) {
      .bar { --surface: #1e1a16; --raised: #2a251f; --line: #6b6055; --ink: #f5efe6; --soft: #b8ab9b; --key: #ffc95c; --focus: #8ab4ff } }
    .replies { display: flex; flex-wrap: wrap; gap: 6px; min-inline-size: 0; max-block-size: calc(100vh - 40px); padding: 3px; overflow: auto }
    button { display: flex; align-items: center; gap: 6px; min-block-size: 32px; margin: 0; padding: 4px 10px 4px 5px; border: 1px solid var(--line);
      border-radius: 8px; background: var(--surface); color: inherit; font: inherit; cursor: pointer }
    [dir=rtl] button { padding: 4px 5px 4px 10px }
    button:hover { background: var(--raised) } button:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px }
    button.pressed { border-color: var(--key); box-shadow: inset 0 0 0 1px var(--key) }
    .words { max-inline-size: 22ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    .key { min-inline-size: 20px; padding: 2px 0; border-radius: 5px; background: var(--key); color: #231a05; font-size: 12px; text-align: center }
    .bar .grip, .bar .fold { flex: none; justify-content: center; inline-size: 26px; padding: 0; border-color: transparent; color: var(--soft) }
    .grip { cursor: grab; touch-action: none } .grip:active { cursor: grabbing }
    .folded .fold { inline-size: auto; padding-inline: 6px 10px; color: var(--ink) } .folded .replies { display: none } .bar:not(.folded) .name { display: none }
    .said { position: absolute; left: 6px; top: calc(100% + 4px); inline-size: max-content; max-inline-size: min(320px, calc(100vw - 28px)); margin: 0;
      padding: 4px 10px; border: 1px solid var(--surface); border-radius: 8px; background: var(--ink); color: var(--surface); font-size: 12px;
      overflow-wrap: anywhere; pointer-events: none }
    .right .said { left: auto; right: 6px } .low .said { top: auto; bottom: calc(100% + 4px) } .said:empty { display: none }
    svg { display: block; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
    @media (forced-colors: active) { .key { forced-color-adjust: none } button.pressed { border-color: Highlight } }
    @media (prefers-reduced-motion: no-preference) { button { transition: background .12s, box-shadow .12s } }`;

  /** @param {ShadowRoot} root */
  function dress(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } catch {
      // Firefox does not let a content script hand a sheet to a page's tree.
      const style = document.createElement("style");
      style.textContent = CSS;
      root.append(style);
    }
  }

  (shared.quick ??= {}).dress = dress;
})();
