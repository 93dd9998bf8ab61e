// @ts-check
// Role: a short show that was recorded, and the real engine answering it with the seller's settings.
// Must not: answer by itself, or touch the bot that works on real streams.

import { openCore } from '../ui/core.js';

/**
 * @typedef {{ time: string, author: string, text: string, kind?: string }} Line
 * @typedef {{ number: number, at: number, who: 'viewer' | 'bot' | 'event', author: string, text: string, notes: { kind?: string }[] }} Row
 */

const INPUTS = 64;

/** Long enough for a timed message to come due. @type {Line[]} */
const SHOW = [
  { time: '0:04', author: 'lottie_b', text: 'joined', kind: 'join' },
  { time: '0:07', author: 'lottie_b', text: 'hi!! finally live again' },
  { time: '0:15', author: 'tomfromleeds', text: 'evening all' },
  { time: '0:41', author: 'deadstock_dan', text: 'how much is shipping?' },
  { time: '1:10', author: 'ren_', text: 'love that jacket' },
  { time: '1:52', author: 'tomfromleeds', text: 'how long does shiping take' },
  { time: '3:05', author: 'Ayşe K.', text: 'merhaba! what a lovely mug' },
  { time: '5:20', author: 'carla.m', text: 'can I pay with paypal?' },
  { time: '8:30', author: 'ren_', text: 'going once…' },
  { time: '10:40', author: 'lottie_b', text: 'sold!! 🎉' },
];

/** @param {number} at in seconds */
const clock = (at) => `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;

export class DemoShow {
  #lab;
  /** @type {Line[]} */
  #asked = [];

  /** @param {any} lab the core's replay of recorded chat */
  constructor(lab) {
    this.#lab = lab;
  }

  static async open() {
    return new DemoShow(new (await openCore()).Lab());
  }

  /** A line of the seller's own, after all others. @param {string} author @param {string} text */
  ask(author, text) {
    this.#asked.push({ time: clock(660 + 20 * this.#asked.length), author, text });
  }

  /** The show from its first line, as the bot would have it. @param {import('../ui/types.d.ts').Settings} settings @returns {Row[]} */
  play(settings) {
    const lab = this.#lab;
    lab.load(JSON.stringify([...SHOW, ...this.#asked]));
    lab.prepare(JSON.stringify(settings), '{"actions":[]}');
    while (lab.step(INPUTS));
    return lab.rows(false, 0, lab.count(false)).filter((/** @type {Row} */ { who }) => who !== 'event');
  }
}
