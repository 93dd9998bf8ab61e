// Role: what is on: the scripted show or a replayed recording, never both, and the buttons that start and stop them. It
// must never post a line by itself: rows go to the chat through the player alone.
// @ts-check

import { parseChatCsv } from './csv.js';
import { clampSpeed, Player } from './show.js';

/** @typedef {import('./show.js').Row} Row */
/** @typedef {import('./csv.js').BadRow} BadRow */
/**
 * @typedef {object} ProgrammeParts
 * @property {HTMLButtonElement} showStart
 * @property {HTMLInputElement} file
 * @property {HTMLInputElement} speed
 * @property {HTMLButtonElement} replayStart
 * @property {HTMLButtonElement} replayStop
 * @property {HTMLProgressElement} progress
 * @property {HTMLElement} status
 * @property {HTMLElement} problems
 */

const SHOW_URL = '/demo/assets/show.json';
const PROBLEMS_NAMED = 3;
const count = new Intl.NumberFormat('en-US');

/** @returns {Promise<Row[]>} */
async function loadShow() {
  const response = await fetch(SHOW_URL);
  if (!response.ok) throw new Error(`the show could not be loaded: HTTP ${response.status}`);
  return response.json();
}

/**
 * @param {BadRow[]} bad
 * @returns {string}
 */
function describeProblems(bad) {
  if (bad.length === 0) return '';
  const named = bad.slice(0, PROBLEMS_NAMED).map(({ line, reason }) => `line ${line}: ${reason}`);
  const rest = bad.length > named.length ? '; …' : '';
  return `${count.format(bad.length)} ${bad.length === 1 ? 'row' : 'rows'} left out (${named.join('; ')}${rest})`;
}

export class Programme {
  #parts;
  #post;
  #showOptions;
  /** @type {Player | null} */
  #player = null;
  #isShow = false;

  /**
   * @param {ProgrammeParts} parts
   * @param {(row: Row) => void} post
   * @param {{speed: number, loop: boolean}} showOptions
   */
  constructor(parts, post, showOptions) {
    this.#parts = parts;
    this.#post = post;
    this.#showOptions = showOptions;
    parts.showStart.addEventListener('click', () => this.#toggleShow());
    parts.replayStart.addEventListener('click', () => this.#startReplay());
    parts.replayStop.addEventListener('click', () => this.#player?.stop());
  }

  stats() {
    const { playing = false, done = 0, total = 0 } = this.#player ?? {};
    return { playing, rows: { done, total } };
  }

  async startShow() {
    const rows = await loadShow();
    this.#play(rows, { ...this.#showOptions, isShow: true });
  }

  async #toggleShow() {
    if (this.#isShow && this.#player?.playing) this.#player.stop();
    else await this.startShow();
  }

  async #startReplay() {
    const { file, speed, status, problems } = this.#parts;
    const recording = file.files?.[0];
    if (recording === undefined) {
      status.textContent = 'Choose a recording first.';
      return;
    }
    const { rows, bad } = parseChatCsv(await recording.text());
    problems.textContent = describeProblems(bad);
    const clamped = clampSpeed(speed.value);
    speed.value = String(clamped);
    this.#play(rows, { speed: clamped, loop: false, isShow: false });
  }

  /**
   * @param {Row[]} rows
   * @param {{speed: number, loop: boolean, isShow: boolean}} options
   */
  #play(rows, { speed, loop, isShow }) {
    this.#player?.stop();
    this.#isShow = isShow;
    this.#player = new Player({ rows, speed, loop, post: this.#post, onChange: () => this.#render() });
    this.#player.start();
  }

  #render() {
    const player = this.#player;
    if (player === null) return;
    const { showStart, replayStop } = this.#parts;
    const showRuns = this.#isShow && player.playing;
    showStart.textContent = showRuns ? 'Stop the show' : 'Start the show';
    replayStop.disabled = this.#isShow || !player.playing;
    if (!this.#isShow) this.#renderReplay(player);
  }

  /** @param {Player} player */
  #renderReplay(player) {
    const { progress, status } = this.#parts;
    const place = `${count.format(player.done)} of ${count.format(player.total)} lines`;
    progress.max = Math.max(1, player.total);
    progress.value = player.done;
    if (player.finished) status.textContent = 'finished';
    else status.textContent = player.playing ? place : `stopped at ${place}`;
  }
}
