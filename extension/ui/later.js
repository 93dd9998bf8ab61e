// @ts-check
// Role: a part of a page that is fetched when it is first drawn, or before, when the page has nothing else to do.
// Must not: hold up what is there already.

import { html, useLayoutEffect, useReducer } from './vendor/htm-preact.js';

/**
 * @param {() => Promise<unknown>} fetchPart an `import()` and the component in it
 * @returns a component in its place, with `load` to fetch it ahead
 */
export function later(fetchPart) {
  /** @type {unknown} */
  let Part = null;
  /** @type {Promise<void> | null} */
  let coming = null;
  const load = () => {
    coming ??= fetchPart().then((found) => void (Part = found));
    return coming;
  };
  const Later = () => {
    const [, redraw] = useReducer((/** @type {number} */ drawn) => drawn + 1, 0);
    useLayoutEffect(() => {
      if (!Part) void load().then(() => redraw(null));
    }, []);
    return Part && html`<${Part} />`;
  };
  return Object.assign(Later, { load });
}
