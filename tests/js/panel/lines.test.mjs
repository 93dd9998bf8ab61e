// @ts-check
// Role: what the feed holds: the newest lines, handed on once a frame, and still while somebody looks.
// Must not: open a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lines } from '../../../extension/panel/lines.js';
import { busyShow, chatter } from './shown-lines.mjs';

/** A feed whose frames come when the test says so. */
function feed() {
  /** @type {(() => void)[]} */
  const asked = [];
  const lines = new Lines((draw) => void asked.push(draw));
  let draws = 0;
  lines.subscribe(() => void (draws += 1));
  const frame = () => asked.splice(0).forEach((draw) => draw());
  return { lines, frame, asked, draws: () => draws };
}

test('many messages between two frames are drawn once', () => {
  const { lines, frame, asked, draws } = feed();
  for (let n = 1; n <= 5; n += 1) lines.hear(chatter(n, 1));
  assert.equal(asked.length, 1);
  frame();
  assert.deepEqual([draws(), lines.shown.map(({ n }) => n)], [1, [1, 2, 3, 4, 5]]);
});

test('no more than two hundred are kept, the newest', () => {
  const { lines, frame } = feed();
  lines.hear(chatter(1, 150));
  lines.hear(chatter(151, 150));
  frame();
  assert.deepEqual([lines.shown.length, lines.shown[0]?.n, lines.shown.at(-1)?.n], [200, 101, 300]);
});

test('held lines stand still, and those that came are counted until all reasons to hold are gone', () => {
  const { lines, frame } = feed();
  lines.hear(chatter(1, 10));
  frame();
  lines.hold('scrolled');
  lines.hold('opened');
  lines.hear(chatter(11, 3));
  frame();
  assert.deepEqual([lines.shown.length, lines.fresh], [10, 3]);
  lines.hold('scrolled', false);
  frame();
  assert.equal(lines.shown.length, 10, 'something is still open');
  lines.release();
  frame();
  assert.deepEqual([lines.shown.length, lines.fresh], [13, 0]);
});

test('a worker that starts anew begins with an empty feed, also where it was held', () => {
  const { lines, frame } = feed();
  lines.hear(busyShow());
  frame();
  lines.hold('scrolled');
  lines.clear();
  lines.hear(chatter(1, 1));
  frame();
  assert.deepEqual([lines.shown.map(({ n }) => n), lines.unsent], [[1], []]);
});

test('what was not sent is kept apart, after the lines around it are gone', () => {
  const { lines, frame } = feed();
  lines.hear(busyShow());
  lines.hear(chatter(100, 250));
  frame();
  assert.deepEqual(lines.unsent.map(({ type }) => type), ['skipped', 'unconfirmed']);
});
