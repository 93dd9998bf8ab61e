// @ts-check
// Role: a view for the tests beside it: a busy show, every list has something in it.
// Must not: be shared between pages; each test gets a copy to change.

/** @typedef {import('../../../extension/ui/types.d.ts').View} View */

/** @type {string[]} Short, long, accented and right-to-left, as viewers' names are. */
const VIEWERS = ['vintage_queen', 'sneaker_sam', 'Zoë', 'a_very_long_viewer_name_that_goes_on_and_on', 'ليلى', 'bob', 'kim'];

/** @type {View} */
const VIEW = {
  settings: {
    botActive: true,
    welcomeEnabled: true,
    welcomeMessage: 'Welcome to the stream, {username}!',
    welcomeDelay: 3000,
    timerEnabled: true,
    timerMessages: [
      { id: 'timer_1', text: 'Follow the channel so that you do not miss the next show!', interval: 15, minLines: 5, enabled: true },
      { id: 'timer_2', text: 'Orders over 50 ship free.', interval: 7.5, minLines: 1, enabled: false },
    ],
    faqEnabled: true,
    faqRules: [
      { id: 'faq_1', triggers: ['shipping', 'ship'], reply: 'Shipping takes 3-5 business days.', mode: 'word', caseSensitive: false, enabled: true },
      { id: 'faq_2', triggers: ['payment', 'pay'], reply: 'We take all major cards and PayPal.', mode: 'contains', caseSensitive: false, enabled: true },
      { id: 'faq_3', triggers: ['\\bsize (s|m|l){1,2}'], reply: 'Sizes are in the description, {username}.', mode: 'regex', caseSensitive: false, enabled: false },
    ],
    giveawayKeywords: ['enter', 'me'],
  },
  giveaway: {
    round: 'round_1',
    open: true,
    commitment: '5f'.repeat(32),
    closed: null,
    entrants: 128,
    late: 0,
    newest: VIEWERS.map((viewer, n) => ({ at: Date.UTC(2026, 10, 21, 19, 30, 50 - n), id: `evt_${n}`, viewer })),
    winners: [],
    provable: false,
  },
  keys: [{ key: 'key_1', name: 'Shop dashboard', mask: 'bz_live_abc…9f3e', created: Date.UTC(2026, 9, 2) }],
  streams: [
    { stream: { site: 'demo', channel: 'friday-show' }, reading: true, canWrite: true, reason: null, observes: false },
    { stream: { site: 'youtube', channel: 'jfKfPfyJRdk' }, reading: true, canWrite: false, reason: 'Sign in to YouTube to write in this chat.', observes: false },
  ],
  queue: [
    { kind: 'faq', text: '@sneaker_sam Shipping takes 3-5 business days.', viewer: 'sneaker_sam', due: Date.UTC(2026, 10, 21, 19, 31) },
    { kind: 'welcome', text: 'Welcome to the stream, {username}!', viewer: 'Zoë', due: Date.UTC(2026, 10, 21, 19, 31, 4) },
  ],
  totals: { welcomeMessages: 342, faqReplies: 1208, timerMessages: 96, otherMessages: 17, questionsAnswered: 1544, viewersWelcomed: 411, linesRead: 48210 },
  link: { state: 'connected', address: 'http://127.0.0.1:4117', workspace: 'default', problem: null },
  pages: [
    { page: 'page-1', site: 'demo', stream: { site: 'demo', channel: 'friday-show' }, reading: true, canWrite: true, reason: null },
    { page: 'page-2', site: 'youtube', stream: { site: 'youtube', channel: 'jfKfPfyJRdk' }, reading: true, canWrite: false, reason: 'Sign in to YouTube to write in this chat.' },
  ],
  sites: [
    { site: 'demo', name: 'Demo stream', confidence: 'high', sends: true, overrides: {}, problem: null },
    { site: 'youtube', name: 'YouTube', confidence: 'high', sends: true, overrides: {}, problem: null },
    { site: 'kick', name: 'Kick', confidence: 'medium', sends: true, overrides: {}, problem: null },
    { site: 'ebay', name: 'eBay Live', confidence: 'low', sends: false, overrides: {}, problem: null },
  ],
  ownPages: [{ site: 'live.example.org', origin: 'https://live.example.org/*' }],
};

export const sampleView = () => structuredClone(VIEW);
