// @ts-check
// Role: lines of a feed for the tests beside it: one of every kind, and as many plain ones as a test wants.
// Must not: open pages.

/** @typedef {import('../../../extension/ui/types.d.ts').FeedItem} FeedItem */

const STREAM = { site: 'demo', channel: 'friday-show' };
const BEGAN = Date.UTC(2026, 10, 21, 19, 30);

/** @param {number} n @param {object} item @returns {FeedItem} */
const numbered = (n, item) => /** @type {FeedItem} */ ({ n, at: BEGAN + n * 1_000, stream: STREAM, ...item });

/** A viewer's line. @param {number} n @param {string} viewer @param {string} text @param {import('../../../extension/ui/types.d.ts').Did[]} [did] @param {string[]} [roles] */
export const line = (n, viewer, text, did = [], roles = []) => numbered(n, { type: 'line', viewer, text, roles, kind: 'chat', did });

/** @param {number} first @param {number} count */
export const chatter = (first, count) => Array.from({ length: count }, (_, at) => line(first + at, `viewer${first + at}`, `line number ${first + at}`));

/** A short stretch of a show with everything in it. */
export const busyShow = () => [
  line(1, 'sam', 'how long does shipping take?', [{ what: 'asked', rule: 'faq_1', trigger: 'shipping' }, { what: 'welcomed' }]),
  numbered(2, { type: 'sent', text: '@sam Shipping takes 3-5 business days.', parts: [{ kind: 'faq', rule: 'faq_1', trigger: 'shipping', viewer: 'sam' }] }),
  line(3, 'Zoë', 'shipping?', [{ what: 'resting', rule: 'faq_1', trigger: 'shipping' }]),
  line(4, 'ليلى', 'ship?', [{ what: 'waiting', rule: 'faq_1', trigger: 'ship' }]),
  line(5, 'kim', '!size', [{ what: 'command', rule: 'command_1', trigger: '!size' }]),
  line(6, 'troll', 'cheap followers', [{ what: 'blocked', trigger: 'followers' }]),
  line(7, 'mia', 'be nice', [], ['moderator']),
  line(8, 'bob', 'enter', [{ what: 'entered', trigger: 'enter' }]),
  line(9, 'bob', 'enter', [{ what: 'repeat' }]),
  line(10, 'larry', 'enter', [{ what: 'late', trigger: 'enter' }]),
  line(11, 'bob', 'I want a refund', [{ what: 'alert', trigger: 'refund' }]),
  numbered(12, { type: 'skipped', parts: [{ kind: 'welcome', viewer: 'ann' }], reason: 'It waited too long' }),
  numbered(13, { type: 'unconfirmed', text: 'Orders over 50 ship free.', parts: [{ kind: 'timer', rule: 'timer_2' }], reason: 'The stream page was closed' }),
  numbered(14, { type: 'sent', text: 'SOLD!', parts: [{ kind: 'seller' }] }),
  numbered(15, { type: 'line', viewer: 'new_nora', text: '', roles: [], kind: 'join', did: [] }),
];
