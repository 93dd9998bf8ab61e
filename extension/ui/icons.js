// @ts-check
// Role: the line drawings of tabs and buttons, in the colour of the text around them.
// Must not: carry meaning of their own; the name always stands beside them or in a label.

import { html } from './vendor/htm-preact.js';

/** Paths on a 24 by 24 grid. @type {Record<string, string>} */
const PATHS = {
  home: 'M4 11.5 12 5l8 6.5M6 10v9h12v-9M10 19v-5h4v5',
  messages: 'M4 6h16v10H10l-4 4v-4H4zM8 10h8M8 13h5',
  faq: 'M12 21a9 9 0 1 0-9-9 9 9 0 0 0 9 9ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.6v.1',
  commands: 'm5 7 5 5-5 5M12 18h7',
  moderation: 'M12 3.5 5 6v5.5c0 4.3 3 7.5 7 9 4-1.5 7-4.7 7-9V6ZM9 12l2 2 4-4',
  giveaway: 'M4 9h16v4H4zM6 13v7h12v-7M12 9v11M12 9S10.5 4 8 4.500 9 9 12 9Zm0 0s1.500-5 4-4.500S15 9 12 9Z',
  analytics: 'M5 20v-7M12 20V5M19 20v-10M3 20h18',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  chat: 'M4 6h16v10H10l-4 4v-4H4z',
  queue: 'M5 7h14M5 12h14M5 17h8',
  panel: 'M4 5h16v14H4zM14.500 5v14',
  pause: 'M9 6v12M15 6v12',
  resume: 'm8 5 11 7-11 7z',
  fold: 'm9 6 6 6-6 6',
  up: 'm6 14 6-6 6 6',
  down: 'm6 10 6 6 6-6',
};

/** @param {{ name: string }} props */
export const Icon = ({ name }) => html`
  <svg class=${`glyph ${name}`} viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
