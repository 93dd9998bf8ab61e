// @ts-check
// Role: the live feed: follows the newest line, stands still while the seller reads further up or looks at a line.
// Must not: know what a line means; row.js and why.js do.

import { useUi } from '../ui/context.js';
import { siteName } from '../ui/streams.js';
import { number, plural, t } from '../ui/text.js';
import { html, useLayoutEffect, useReducer, useRef, useState } from '../ui/vendor/htm-preact.js';
import { drawRow } from './row.js';

/**
 * @typedef {import('../ui/types.d.ts').FeedItem} FeedItem
 * @typedef {import('./lines.js').Lines} Lines
 */

/** A finger's breadth above the end still counts as the end. */
const NEAR_END_PX = 30;

/** @param {{ lines: Lines }} props */
export function Feed({ lines }) {
  useLines(lines);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const [opened, setOpened] = useState(0);
  const { sites, streams } = useUi().view;
  const several = streams.length > 1;
  useLayoutEffect(() => () => lines.release(), [lines]);
  // What opens pushes its own line up, out of sight at the top.
  useLayoutEffect(() => list.current?.querySelector('.why')?.parentElement?.scrollIntoView({ block: 'nearest' }), [opened]);
  const open = (/** @type {number} */ n) => {
    setOpened(n);
    lines.hold('opened', n > 0);
  };
  const onNewest = () => {
    open(0);
    lines.release();
    list.current?.focus();
    list.current?.scrollTo({ top: 0 });
  };
  const nameOf = (/** @type {FeedItem} */ { stream }) => siteName(sites, stream?.site ?? '');
  const rows = lines.shown.map((item) => rowOf(item, item.n === opened, nameOf(item)));
  return html`
    <div class="feed">
      <div ref=${list} class=${`lines ${several ? 'several' : ''}`} role="log" aria-live="off" aria-label=${t('feed')} aria-describedby="feed-keys"
        tabindex="0" ...${listeners(lines, opened, open)}>
        <ol>${rows}</ol>
      </div>
      <p id="feed-keys" class="heard">${t('feedKeys')}</p>
      ${rows.length === 0 && html`<p class="soft quiet">${t('feedEmpty')}</p>`}
      <${NewLines} count=${lines.fresh} onPress=${onNewest} />
    </div>`;
}

/** Draws again when the lines change. @param {Lines} lines */
export function useLines(lines) {
  const [, redraw] = useReducer((/** @type {number} */ drawn) => drawn + 1, 0);
  useLayoutEffect(() => lines.subscribe(() => redraw(null)), [lines]);
}

/** @param {{ count: number, onPress: () => void }} props */
const NewLines = ({ count, onPress }) =>
  count > 0 && html`<button type="button" class="primary new-lines" onClick=${onPress}>${plural('newLines', count)}</button>`;

/** One set for the whole list: hundreds of rows come and go. @param {Lines} lines @param {number} opened @param {(n: number) => void} open */
function listeners(lines, opened, open) {
  const numberOf = (/** @type {Event} */ { target }) => {
    const button = /** @type {Element} */ (target).closest('button[data-n]');
    return button ? Number(button.getAttribute('data-n')) : 0;
  };
  const onClick = (/** @type {Event} */ event) => {
    const n = numberOf(event);
    if (n > 0) open(n === opened ? 0 : n);
  };
  // The list is laid out from its end: zero is the newest line, and further up is negative.
  const onScroll = (/** @type {Event} */ event) =>
    lines.hold('scrolled', /** @type {Element} */ (event.currentTarget).scrollTop < -NEAR_END_PX);
  const onFocusIn = (/** @type {Event} */ event) => lines.hold('focus', numberOf(event) > 0);
  const onFocusOut = () => lines.hold('focus', false);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape' && opened > 0) open(0);
    if (moved(event)) event.preventDefault();
  };
  return { onClick, onScroll, onFocusIn, onFocusOut, onKeyDown };
}

/** Up and down go from tag to tag, from the newest. @param {KeyboardEvent} event */
function moved({ key, currentTarget }) {
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return false;
  const list = /** @type {Element} */ (currentTarget);
  const tags = [...list.querySelectorAll('button[data-n]')];
  const at = tags.indexOf(/** @type {Element} */ (document.activeElement));
  const next = at < 0 ? tags.at(-1) : tags[at + (key === 'ArrowUp' ? -1 : 1)];
  /** @type {HTMLElement | undefined} */ (next)?.focus();
  return tags.length > 0;
}

/** @type {WeakMap<FeedItem, unknown>} */
const drawn = new WeakMap();

/** A row that was drawn once is the same ever after, so that hundreds cost nothing when one comes. @param {FeedItem} item @param {boolean} opened @param {string} site */
function rowOf(item, opened, site) {
  if (opened) return drawRow(item, true, site);
  const row = drawn.get(item) ?? drawRow(item, false, site);
  drawn.set(item, row);
  return row;
}
