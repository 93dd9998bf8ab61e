// Role: the chat's rules for the account owner's lines, as a pure class. It must never read a clock, a random number or
// the DOM: every answer depends on its arguments and on what it accepted before, so that tests can replay any schedule.
// @ts-check

/** @typedef {'too_long' | 'too_many_mentions' | 'too_fast' | 'too_many' | 'repeated'} Refusal */

export const LIMITS = Object.freeze({
  characters: 200,
  mentions: 5,
  gapMs: 1000,
  windowMs: 30_000,
  perWindow: 20,
  repeatMs: 5000,
});

/** What the chat tells the sender, one sentence a reason. */
export const REFUSAL_TEXT = Object.freeze({
  too_long: `Too long: a message has ${LIMITS.characters} characters at most.`,
  too_many_mentions: `Too many mentions: ${LIMITS.mentions} @names a message at most.`,
  too_fast: 'Slow down: wait a second between messages.',
  too_many: `Too many messages: ${LIMITS.perWindow} in ${LIMITS.windowMs / 1000} seconds at most.`,
  repeated: `You just said that: wait ${LIMITS.repeatMs / 1000} seconds before you repeat it.`,
});

// A letter before the @ makes it an e-mail address, which no chat turns into a mention.
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]/gu;

/**
 * @param {string} text
 * @returns {number} how many people the line mentions
 */
export function countMentions(text) {
  return text.match(MENTION)?.length ?? 0;
}

export class Limits {
  /** @type {{text: string, at: number}[]} lines accepted within the rolling window, oldest first */
  #accepted = [];

  /**
   * Accepts and remembers the line, or names the first rule it breaks. A refused line counts against nothing.
   * @param {string} text
   * @param {number} now milliseconds on any clock that never runs backwards
   * @returns {Refusal | null} null when the line is accepted
   */
  admit(text, now) {
    this.#accepted = this.#accepted.filter((line) => now - line.at < LIMITS.windowMs);
    const refusal = this.#refusal(text, now);
    if (refusal === null) this.#accepted.push({ text, at: now });
    return refusal;
  }

  /**
   * What no waiting can cure comes first, so that the sender is not told to wait for a line that will never pass.
   * @param {string} text
   * @param {number} now
   * @returns {Refusal | null}
   */
  #refusal(text, now) {
    if (text.length > LIMITS.characters) return 'too_long';
    if (countMentions(text) > LIMITS.mentions) return 'too_many_mentions';
    const last = this.#accepted.at(-1);
    if (last !== undefined && now - last.at < LIMITS.gapMs) return 'too_fast';
    if (this.#accepted.length >= LIMITS.perWindow) return 'too_many';
    const repeated = this.#accepted.some((line) => line.text === text && now - line.at < LIMITS.repeatMs);
    return repeated ? 'repeated' : null;
  }
}
