// @ts-check
// Role: the one place where a page of the extension meets the browser's extension calls.
// Must not: hold state, or be used by content scripts, which have no module loader.

/** @typedef {import('./types.d.ts').BrowserApi} BrowserApi */

/** @type {BrowserApi} The cast keeps the page's types apart from those the content scripts declare for the same global. */
export const browser = /** @type {any} */ (globalThis).chrome;
