// @ts-check
// Role: a view for the tests beside it: a busy show, every list has something in it.
// Must not: be shared between pages; each test gets a copy to change.

/** @typedef {import('../../../extension/ui/types.d.ts').View} View */

/** @type {string[]} Short, long, accented and right-to-left, as viewers' names are. */
const VIEWERS = ['vintage_queen', 'sneaker_sam', 'Zoë', 'a_very_long_viewer_name_that_goes_on_and_on', 'ليلى', 'bob', 'kim'];

/** What a rule has that nobody touched. */
const PLAIN_RULE = { exclude: [], variants: [], caseSensitive: false, typos: true, cooldown: 0, viewerCooldown: 30_000 };

/** @type {View} */
const VIEW = {
  settings: {
    botActive: true,
    welcomeEnabled: true,
    welcomeMessage: 'Welcome to the stream, {username}!',
    welcomeVariants: [],
    welcomeDelay: 3000,
    welcomeWindow: 21_600_000,
    ignoredViewers: ['nightbot'],
    timerEnabled: true,
    timerMessages: [
      { id: 'timer_1', text: 'Follow the channel so that you do not miss the next show!', variants: [], interval: 15, minLines: 5, enabled: true },
      { id: 'timer_2', text: 'Orders over 50 ship free.', variants: ['Two or more pairs ship free today.'], interval: 7.5, minLines: 1, enabled: false },
    ],
    timerGap: 30_000,
    faqEnabled: true,
    faqRules: [
      { id: 'faq_1', triggers: ['shipping', 'ship'], reply: 'Shipping takes 3-5 business days.', mode: 'word', enabled: true, ...PLAIN_RULE },
      { id: 'faq_2', triggers: ['payment', 'pay'], reply: 'We take all major cards and PayPal.', mode: 'contains', enabled: true, ...PLAIN_RULE },
      { id: 'faq_3', triggers: ['\\bsize (s|m|l){1,2}'], reply: 'Sizes are in the description, {username}.', mode: 'regex', enabled: false, ...PLAIN_RULE },
    ],
    commandsEnabled: true,
    commands: [
      { id: 'cmd_1', name: 'size', aliases: ['sizes'], reply: 'We have S to XL, {username}.', cooldown: 30_000, viewerCooldown: 0, roles: [], enabled: true },
      { id: 'cmd_2', name: 'vault', aliases: [], reply: 'The vault opens at 9 pm.', cooldown: 30_000, viewerCooldown: 0, roles: ['vip'], enabled: false },
    ],
    moderationEnabled: true,
    blockedWords: ['scam', 'fake'],
    blockRepeats: true,
    maxRepeats: 3,
    giveawayKeywords: ['enter', 'me'],
    giveawayRoles: [],
    giveawayMinLines: 0,
    giveawayExcluded: [],
    giveawayExcludeWinners: false,
    giveawayDuration: 0,
    giveawayClaim: 0,
    giveawayReminder: 0,
    giveawayOpenMessage: '',
    giveawayReminderMessage: 'Type {keyword} to enter the giveaway!',
    giveawayWinnerMessage: '🎉 Giveaway winner: {winners}. Congratulations!',
    alertsEnabled: false,
    alertKeywords: ['refund', 'broken'],
    quickBarEnabled: true,
    quickReplies: ['SOLD! 🔥', 'Next item! ➡️', '5 min break ⏰', 'Thanks for watching! 🙏'].map((text, n) => ({ id: `quick_${n}`, text })),
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
  accounts: [{ id: 'acc_1', name: 'My shop', active: true }, { id: 'acc_2', name: 'Sneaker nights', active: false }],
  keys: [{ key: 'key_1', name: 'Shop dashboard', mask: 'bz_live_abc…9f3e', created: Date.UTC(2026, 9, 2) }],
  streams: [
    { stream: { site: 'demo', channel: 'friday-show' }, reading: true, canWrite: true, reason: null, observes: false },
    { stream: { site: 'youtube', channel: 'jfKfPfyJRdk' }, reading: true, canWrite: false, reason: 'Log in to this site to write in its chat.', observes: false },
  ],
  queue: [
    { kind: 'faq', text: '@sneaker_sam Shipping takes 3-5 business days.', viewer: 'sneaker_sam', due: Date.UTC(2026, 10, 21, 19, 31) },
    { kind: 'welcome', text: 'Welcome to the stream, {username}!', viewer: 'Zoë', due: Date.UTC(2026, 10, 21, 19, 31, 4) },
  ],
  totals: { welcomeMessages: 342, faqReplies: 1208, timerMessages: 96, otherMessages: 17, commandReplies: 9, questionsAnswered: 1544, viewersWelcomed: 411, linesRead: 48210 },
  analytics: {
    day: { welcomeMessages: 21, faqReplies: 64, timerMessages: 9, otherMessages: 2, commandReplies: 1, questionsAnswered: 71, viewersWelcomed: 25, linesRead: 2310 },
    week: { welcomeMessages: 80, faqReplies: 301, timerMessages: 30, otherMessages: 5, commandReplies: 3, questionsAnswered: 377, viewersWelcomed: 97, linesRead: 11_840 },
    month: { welcomeMessages: 210, faqReplies: 840, timerMessages: 71, otherMessages: 12, commandReplies: 7, questionsAnswered: 1002, viewersWelcomed: 260, linesRead: 36_020 },
    triggers: [['shipping', 402], ['size', 311], ['payment', 120], ['=pay', 31], ['الشحن', 12]],
    peakHour: 20,
  },
  link: { state: 'connected', address: 'http://127.0.0.1:4117', workspace: 'default', problem: null },
  pages: [
    { page: 'page-1', site: 'demo', stream: { site: 'demo', channel: 'friday-show' }, reading: true, canWrite: true, reason: null },
    { page: 'page-2', site: 'youtube', stream: { site: 'youtube', channel: 'jfKfPfyJRdk' }, reading: true, canWrite: false, reason: 'Log in to this site to write in its chat.' },
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

/** Twelve days, of which two are quiet, as the core writes them. */
function daysFile() {
  const rows = [40, 0, 61, 52, 0, 75, 33, 48, 90, 64, 71, 96].map((written, day) => {
    const date = new Date(Date.UTC(2026, 10, 10 + day)).toISOString().slice(0, 10);
    return [date, written, 10, written - 10, 0, 0, 0, written * 23].map((cell) => (typeof cell === 'number' ? Math.max(0, cell) : cell)).join();
  });
  return ['Date,Messages,Welcomes,FAQs,Timers,Commands,Other,LinesRead', ...rows, ''].join('\r\n');
}

/** What the worker hands out as files. */
export const sampleFiles = () => ({
  days: daysFile(),
  entrants: 'Name,Time\r\nbob,2026-11-21T19:30:50Z\r\n',
  triggers: 'Trigger,Count\r\nshipping,402\r\n',
  settings: '{"accounts":[{"name":"My shop"}]}',
});
