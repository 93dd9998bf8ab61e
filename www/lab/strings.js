// @ts-check
// Role: every word the lab shows, in English. Must not: hold markup, or know the page.

/** @typedef {import('./types.d.ts').Note} Note */

export const WORDS = {
  title: 'Replay lab',
  intro: 'A recorded chat through the real bot: what it would have said, and why. Nothing leaves this page.',
  skip: 'Skip to the transcript',
  loading: 'Loading the bot…',
  failed: 'The bot could not be loaded. Reload the page to try again.',

  recording: 'Recording',
  choose: 'Open a recording',
  drop: 'or drop it here: CSV, JSONL or JSON with a time, an author and a text per line.',
  show: 'Built-in show',
  example: 'Download the show as an example (CSV)',
  notRead: 'could not be read',
  notRun: 'The recording could not be read.',

  seller: 'What the seller does',
  sellerHint: 'Minutes and seconds of the recording, such as 2:00. Empty: never.',
  open: 'Opens a giveaway',
  close: 'Closes it',
  draw: 'Draws a winner',
  badMoment: 'Write minutes and seconds, such as 2:00',

  settings: 'Settings',
  asForm: 'Form',
  asJson: 'All as JSON',
  showSettings: "The show's settings",
  defaults: 'The defaults',
  json: 'All settings as JSON',
  jsonHint: 'Every setting by its documented name; what is left out has its default.',
  notJson: 'This is not JSON',

  welcome: 'Welcome newcomers',
  welcomeMessage: 'Welcome',
  usernameHint: '{username} is the viewer',
  welcomeDelay: 'Seconds to wait',
  faq: 'Answer questions',
  rule: 'Rule',
  triggers: 'Triggers',
  triggersHint: 'Parted by commas',
  pattern: 'Pattern',
  exclude: 'Not with these words',
  reply: 'Reply',
  mode: 'Match',
  modes: { word: 'Whole words', phrase: 'Words in this order', contains: 'Anywhere in the line', regex: 'Pattern' },
  typos: 'Misspelt words count',
  addRule: 'Add a rule',
  commands: 'Answer commands',
  command: 'Command',
  name: 'Name, without the !',
  addCommand: 'Add a command',
  timers: 'Timed messages',
  timer: 'Timed message',
  text: 'Text',
  interval: 'Every … minutes',
  minLines: 'After … lines',
  addTimer: 'Add a timed message',
  moderation: 'Ignore blocked words',
  blockedWords: 'Blocked words',
  alerts: 'Alert the seller',
  alertKeywords: 'Words to watch for',
  giveaway: 'Giveaway',
  keywords: 'Words that enter',
  remove: 'Remove',

  run: 'Run',
  stop: 'Stop',
  measure: 'Measure the engine',
  measuring: 'Measuring…',
  running: 'Running',
  done: 'Done',
  stopped: 'Stopped',
  transcript: 'Transcript',
  onlyActed: 'Only lines the bot acted on',
  nothingYet: 'Press Run to see what the bot would have said.',
  nothingActed: 'The bot did nothing about this chat.',
  previous: 'Previous',
  next: 'Next',
  pages: 'Pages of the transcript',
  bot: 'Bot',
  event: 'Show',
  why: 'Why',
  problem: 'Settings',
};

/** The figures above the transcript, in their order. */
export const FIGURES = /** @type {const} */ ({
  lines: 'Lines read',
  said: 'Lines said',
  questions: 'Questions',
  answered: 'Answered',
  welcomed: 'Welcomed',
  commands: 'Commands',
  timers: 'Timed',
  entered: 'Entered',
  alerts: 'Alerts',
  skipped: 'Skipped',
});

const number = new Intl.NumberFormat('en');
export const count = (/** @type {number} */ value) => number.format(value);

/** @param {{ lines: number, length: number }} recording */
export const recordingSize = ({ lines, length }) => `${count(lines)} lines over ${clock(length)}`;
export const faultyRows = (/** @type {number} */ rows) => (rows === 1 ? '1 row could not be read and is left out:' : `${count(rows)} rows could not be read and are left out:`);
export const progress = (/** @type {number} */ done, /** @type {number} */ total) => `${count(done)} of ${count(total)} lines`;
export const speed = (/** @type {number} */ lines, /** @type {number} */ ms) => (ms > 0 ? `${count(Math.round((lines / ms) * 1000))} lines/s` : '');
export const runSpeed = (/** @type {string} */ figure) => `${figure} with this transcript`;
export const engineSpeed = (/** @type {string} */ figure) => `${figure} by the engine alone`;
export const digest = (/** @type {string} */ value) => `Fingerprint of all effects: ${value}`;
export const pageOf = (/** @type {number} */ page, /** @type {number} */ pages) => `Page ${count(page)} of ${count(pages)}`;
export const finished = (/** @type {number} */ lines, /** @type {number} */ said) => `Done: ${count(lines)} lines read, ${count(said)} said.`;
export const goTo = (/** @type {number} */ row) => `Go to row ${count(row + 1)}`;
export const numbered = (/** @type {string} */ what, /** @type {number} */ index) => `${what} ${index + 1}`;

/** 65,000 → "1:05"; an hour and more as "1:02:03". @param {number} ms */
export function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, ...rest] = parts.map(String);
  return hours === '0' ? `${rest[0]}:${rest[1].padStart(2, '0')}` : `${hours}:${rest.map((part) => part.padStart(2, '0')).join(':')}`;
}

const KINDS = { seller: 'line', winner: 'announcement', api: 'line', command: 'answer to a command', faq: 'answer', welcome: 'welcome', timer: 'timed message' };
const kind = (/** @type {Note} */ note) => KINDS[note.kind ?? 'api'];

/**
 * What a note says: a word for the row, and a sentence for whoever wants to know.
 * @type {Record<string, (note: Note) => [string, string]>}
 */
const NOTES = {
  question: (n) => [`“${n.trigger}”`, `The trigger “${n.trigger}” of rule ${n.rule} fired.`],
  command: (n) => [`${n.trigger}`, `It is the command ${n.rule}.`],
  newcomer: () => ['', 'This is a newcomer, to be welcomed.'],
  entered: () => ['entered', 'It holds a word that enters the giveaway.'],
  alert: (n) => ['alert', `“${n.trigger}” caught the seller’s eye.`],
  said: (n) => [SAID[n.kind ?? 'api'] ?? 'said', `The ${kind(n)} stands in the chat.`],
  skipped: (n) => ['skipped', `The ${kind(n)} was skipped: ${n.text}.`],
  unsaid: () => ['not said', 'The recording ended before the bot could say it.'],
  rests: () => ['rests', 'Not answered: the rule or command rests, or the same question already waits for its answer.'],
  for: (n) => [kind(n), n.text ? `${capital(kind(n))} for ${n.text}${n.trigger ? `, who wrote “${n.trigger}” (${n.rule})` : ''}.` : `${capital(kind(n))}${n.rule ? ` ${n.rule}` : ''}.`],
  refused: (n) => ['refused', `Refused: ${n.text}.`],
  opened: (n) => ['giveaway opened', `The giveaway is open; ${n.text} enters.`],
  closed: () => ['giveaway closed', 'The giveaway takes no more entries.'],
  drawn: (n) => ['winner drawn', `The winner: ${n.text}.`],
  cleared: () => ['giveaway cleared', 'The entries were thrown away.'],
  own: () => ['', 'The bot’s own account wrote it.'],
  staff: () => ['', 'The seller wrote it: the bot does not answer the seller.'],
  ignored: () => ['', 'The viewer is on the list of those the bot ignores.'],
  unwritten: () => ['', 'Nobody wrote this line: there is no question in it.'],
  blocked: (n) => ['blocked', `It holds the blocked word “${n.trigger}”, so the bot ignores it.`],
  faq_off: (n) => ['', `Rule ${n.rule} would fire on “${n.text}”, but answering questions is switched off.`],
  left: (n) => ['left alone', `Rule ${n.rule} fires on “${n.text}”, but the bot left the line alone: a known bot, or a repeat.`],
  as_word: (n) => ['', `“${n.text}” is the trigger as a whole word.`],
  as_phrase: (n) => ['', `“${n.text}” are the trigger’s words in their order.`],
  as_part: (n) => ['', `“${n.text}” holds the trigger.`],
  as_pattern: (n) => ['', `“${n.text}” fits the pattern.`],
  as_typo: (n) => ['', `“${n.text}” was taken for a misspelt “${n.trigger}”.`],
  near: (n) => ['', `No rule fires. The nearest is ${n.rule}: ${n.text}`],
  command_rests: (n) => ['rests', `${n.trigger} rests, or the viewer may not use it.`],
  no_command: (n) => ['', `There is no command ${n.trigger}.`],
  no_rule: () => ['', 'No rule fires on it.'],
};

const SAID = /** @type {Record<string, string>} */ ({ faq: 'answered', welcome: 'welcomed', command: 'answered' });
const capital = (/** @type {string} */ text) => text[0].toUpperCase() + text.slice(1);

/** @param {Note} note @returns {[string, string]} */
export const noteWords = (note) => NOTES[note.what]?.(note) ?? [note.what, note.text ?? note.what];
