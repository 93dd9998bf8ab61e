// Role: every word of the page, but for the verdict's own, which come from the core. It must not touch the page.
// @ts-check

const numbers = new Intl.NumberFormat('en');

/** What stands in the page as it is, by `data-text`. */
export const FIXED = {
  title: 'Verify a giveaway draw',
  lead: 'A seller who draws winners with BuzzChat can publish a proof of the draw. This page does the whole draw again from that file and tells you whether the winners are right.',
  choose: 'Choose a proof file',
  orDrop: 'or drop it here',
  stays: 'The file stays on your device: nothing is sent anywhere.',
  winners: 'Winners',
  round: 'The round',
  findLabel: 'Is my name on the list?',
  find: 'Look it up',
  proven: 'Checked and found right',
  unproven: 'What this proof cannot show',
  compare: 'Compare these fingerprints',
  compareHint: 'The draw is fair only if these are the ones that were published: the first when the round opened, the second when it closed.',
  commitment: 'When the round opened',
  root: 'When the round closed',
};

export const TEXT = {
  pageTitle: 'Verify a giveaway draw – BuzzChat',
  reading: 'Reading the file…',
  checking: 'Checking every entrant…',
  holds: 'This proof holds',
  holdsText: 'The winners below are exactly those this draw had to pick.',
  fails: 'This proof does not hold',
  failsText: (/** @type {string} */ reason) => `The reason: ${reason}. Ask the seller for the file as BuzzChat saved it.`,
  stopped: 'This file could not be checked',
  noCore: 'This server has no browser core to check proofs with. Its operator can add it: ./build.sh dist, then build the relay again.',
  unreadable: 'The file could not be read. Choose it again.',
  tooMany: 'Choose one file at a time.',
  draw: (/** @type {number} */ number) => `Draw ${numbers.format(number)}`,
  entrants: 'Entrants',
  keywords: 'Keywords',
  noKeywords: 'none',
  roundId: 'Round',
  number: (/** @type {number} */ number) => numbers.format(number),
  found: (/** @type {string} */ name, /** @type {number} */ place) => `Yes: “${name}” is on the list, at place ${numbers.format(place)}.`,
  won: (/** @type {string} */ name, /** @type {number} */ place) => `Yes: “${name}” is on the list, at place ${numbers.format(place)}, and won.`,
  missing: (/** @type {string} */ name) => `No: “${name}” is not on the list.`,
  noName: 'Write your name as it stands in the chat.',
};
