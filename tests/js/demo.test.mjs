// Role: tests of the demo stream's pure parts: its limits, its CSV reader, the timing of its player, and the shape of
// the shipped show. It must not need a browser, real time or the network: the clock is moved by hand.
// @ts-check

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseChatCsv } from '../../www/demo/csv.js';
import { countMentions, LIMITS, Limits } from '../../www/demo/limits.js';
import { clampSpeed, Player } from '../../www/demo/show.js';

/** @typedef {import('../../www/demo/show.js').Row} Row */

/** A clock that stands still until `advance` moves it; wake-ups run at their time, or late when told so. */
class HandClock {
  #now = 1000;
  /** @type {{wake: () => void, at: number}[]} */
  pending = [];
  mostPending = 0;

  now = () => this.#now;

  /** @type {(wake: () => void, ms: number) => () => void} */
  later = (wake, ms) => {
    const timer = { wake, at: this.#now + ms };
    this.pending.push(timer);
    this.mostPending = Math.max(this.mostPending, this.pending.length);
    return () => this.#drop(timer);
  };

  /** @param {number} ms */
  advance(ms) {
    const until = this.#now + ms;
    for (let next = this.#due(until); next !== undefined; next = this.#due(until)) {
      this.#now = Math.max(this.#now, next.at);
      this.#drop(next);
      next.wake();
    }
    this.#now = until;
  }

  /** The tab was asleep: time passes first, and every wake-up comes late. @param {number} ms */
  sleep(ms) {
    this.#now += ms;
    this.advance(0);
  }

  /** @param {object} timer */
  #drop(timer) {
    this.pending = this.pending.filter((other) => other !== timer);
  }

  /** @param {number} until */
  #due(until) {
    return this.pending.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

/** @type {(offsets: number[]) => Row[]} */
const rowsAt = (offsets) => offsets.map((offset, i) => ({ offset, kind: 'chat', author: 'ana', text: `line ${i}` }));

/**
 * @param {Row[]} rows
 * @param {{speed?: number, loop?: boolean, post?: () => void}} [options]
 */
function play(rows, options = {}) {
  const clock = new HandClock();
  const start = clock.now();
  /** @type {[number, string][]} */
  const posted = [];
  const player = new Player({ rows, clock, post: (row) => posted.push([clock.now() - start, row.text]), ...options });
  player.start();
  return { clock, player, posted };
}

test('limits: a line of 200 UTF-16 units passes, 201 do not, and an emoji counts as two', () => {
  assert.equal(new Limits().admit('x'.repeat(200), 0), null);
  assert.equal(new Limits().admit('x'.repeat(201), 0), 'too_long');
  assert.equal(new Limits().admit('🎉'.repeat(100), 0), null);
  assert.equal(new Limits().admit('🎉'.repeat(100) + 'x', 0), 'too_long');
});

test('limits: the gap ends after exactly 1000 ms, and a refused line does not prolong it', () => {
  const limits = new Limits();
  assert.equal(limits.admit('a', 5000), null);
  assert.equal(limits.admit('b', 5999), 'too_fast');
  assert.equal(limits.admit('b', 6000), null);
});

test('limits: 21 lines within 30 s are one too many, and a place is free when the first leaves the window', () => {
  const limits = new Limits();
  for (let i = 0; i < LIMITS.perWindow; i += 1) assert.equal(limits.admit(`line ${i}`, i * 1100), null);
  assert.equal(limits.admit('one more', 29_999), 'too_many');
  assert.equal(limits.admit('one more', 30_000), null);
  assert.equal(limits.admit('and one more', 31_050), 'too_many');
  assert.equal(limits.admit('and one more', 31_100), null);
});

test('limits: the same text waits 5 s, another text does not', () => {
  const limits = new Limits();
  limits.admit('hello', 0);
  assert.equal(limits.admit('other', 1500), null);
  assert.equal(limits.admit('hello', 4999), 'repeated');
  assert.equal(limits.admit('hello', 5000), null);
});

test('limits: five mentions pass, six do not, and an e-mail address is no mention', () => {
  assert.equal(new Limits().admit('@a @b @c @d @é', 0), null);
  assert.equal(new Limits().admit('@a @b @c @d @e @f', 0), 'too_many_mentions');
  assert.equal(countMentions('write to shop@buzz.example, or ask @mia and (@theo)'), 2);
  assert.equal(countMentions('@ @ @'), 0);
});

const HEADER = 'offset_ms,author,text\n';

/** @param {string} body */
const texts = (body) => parseChatCsv(HEADER + body).rows.map((row) => row.text);

test('csv: plain rows', () => {
  assert.deepEqual(parseChatCsv(`${HEADER}0,ana,hi\n1500,ben,yo\n`), {
    rows: [
      { offset: 0, kind: 'chat', author: 'ana', text: 'hi' },
      { offset: 1500, kind: 'chat', author: 'ben', text: 'yo' },
    ],
    bad: [],
  });
});

test('csv: quoted commas, quotes and line breaks; a quote inside a plain cell is text', () => {
  assert.deepEqual(texts('1,a,"one, two"\n2,a,"say ""hi"""\n'), ['one, two', 'say "hi"']);
  assert.deepEqual(texts('3,a,"up\ndown"\n4,a,""\n'), ['up\ndown', '']);
  assert.deepEqual(texts('1,a,""""\n2,a,a 5" heel\n'), ['"', 'a 5" heel']);
});

test('csv: CRLF, a byte-order mark, a missing last line end, blank lines, an empty text', () => {
  const { rows, bad } = parseChatCsv('\uFEFFoffset_ms,author,text\r\n1,a,x\r\n\r\n2,b,\r\n3,c,"y"\r\nx,e,f\r\n4,d,');
  assert.deepEqual([rows.map((row) => row.text), bad.map(({ line }) => line)], [['x', '', 'y', ''], [6]]);
});

test('csv: bad rows are reported by the line they begin on, and the rows around them survive', () => {
  const wrong = 'soon,b,x\n2,c\n3,,x\n4,d,"x"y\n-5,e,x\n6,f,a,b\n';
  const { rows, bad } = parseChatCsv(`${HEADER}1,a,"two\nlines"\n${wrong}7,g,ok\n`);
  assert.deepEqual(rows.map((row) => row.offset), [1, 7]);
  assert.deepEqual(bad.map(({ line }) => line), [4, 5, 6, 7, 8, 9]);
  const reasons = [/offset/, /3 fields expected, 2 found/, /author/, /closing quote/, /offset/, /4 found/];
  reasons.forEach((reason, i) => assert.match(bad[i].reason, reason));
});

test('csv: a quote that is never closed is one bad row', () => {
  const { rows, bad } = parseChatCsv(`${HEADER}1,a,ok\n2,b,"open\n3,c,lost\n`);
  assert.deepEqual([rows.length, bad], [1, [{ line: 3, reason: 'a quote is never closed' }]]);
});

test('csv: only the first line can be the header, and none is needed', () => {
  assert.equal(parseChatCsv('5,a,x').rows.length, 1);
  assert.deepEqual(parseChatCsv(`5,a,x\n${HEADER}`).bad.map(({ line }) => line), [2]);
  assert.deepEqual(parseChatCsv(''), { rows: [], bad: [] });
});

test('csv: a large hostile file is read to its end', () => {
  const count = 60_000;
  const body = '1,a,"""x"",\n"\n'.repeat(count / 2) + 'no\n'.repeat(count / 2);
  const { rows, bad } = parseChatCsv(HEADER + body);
  assert.deepEqual([rows.length, bad.length, bad.at(-1)?.line], [count / 2, count / 2, 1 + count + count / 2]);
});

test('player: each row comes at its time, and one whose offset runs backwards keeps its place', () => {
  const { clock, player, posted } = play(rowsAt([0, 400, 400, 2500, 300]));
  clock.advance(10_000);
  assert.deepEqual(posted, [[0, 'line 0'], [400, 'line 1'], [400, 'line 2'], [2500, 'line 3'], [2500, 'line 4']]);
  assert.deepEqual([player.finished, clock.pending.length], [true, 0]);
});

test('player: speed divides the times', () => {
  const { clock, posted } = play(rowsAt([0, 1000, 3000]), { speed: 4 });
  clock.advance(749);
  assert.equal(posted.length, 2);
  clock.advance(1);
  assert.deepEqual(posted.map(([at]) => at), [0, 250, 750]);
});

test('player: a tab that slept posts everything due, in order, nothing twice, with one wake-up at a time', () => {
  const rows = rowsAt(Array.from({ length: 1000 }, (_, i) => i * 10));
  const { clock, posted } = play(rows);
  clock.sleep(7005);
  assert.equal(posted.length, 701);
  clock.sleep(60_000);
  assert.deepEqual(posted.map(([, text]) => text), rows.map((row) => row.text));
  assert.equal(clock.mostPending, 1);
});

test('player: a long delay is made good in slices shorter than the 250 rows the chat keeps', () => {
  const { clock, posted } = play(rowsAt(Array.from({ length: 600 }, () => 5)));
  const sizes = [];
  while (posted.length < 600) {
    const before = posted.length;
    const [next] = clock.pending.splice(0);
    clock.sleep(10);
    next.wake();
    sizes.push(posted.length - before);
  }
  assert.ok(Math.max(...sizes) < 250, `a slice had ${Math.max(...sizes)} rows`);
});

test('player: a distant row is reached although no timer may last that long', () => {
  const day = 86_400_000;
  const { clock, posted } = play(rowsAt([30 * day]), { speed: 0.1 });
  assert.ok(clock.pending[0].at - clock.now() < 2 ** 31);
  clock.advance(300 * day - 1);
  assert.equal(posted.length, 0);
  clock.advance(1);
  assert.equal(posted.length, 1);
});

test('player: stop ends it, start begins at the first row again', () => {
  const { clock, player, posted } = play(rowsAt([0, 100]));
  player.stop();
  clock.advance(1000);
  assert.deepEqual([posted.length, player.playing, player.finished, player.done], [1, false, false, 1]);
  player.start();
  player.start();
  clock.advance(1000);
  assert.deepEqual(posted.map(([, text]) => text), ['line 0', 'line 0', 'line 0', 'line 1']);
  assert.equal(clock.mostPending, 1);
});

test('player: a row may stop the player', () => {
  const { clock, player } = play(rowsAt([5, 5]), { post: () => player.stop() });
  clock.advance(100);
  assert.deepEqual([player.done, player.playing, clock.pending.length], [1, false, 0]);
});

test('player: a loop plays the rows again, and a night asleep owes no more than the round it was in', () => {
  const { clock, posted } = play(rowsAt([0, 1000]), { loop: true });
  clock.advance(3000);
  assert.deepEqual(posted.map(([at]) => at), [0, 1000, 3000]);
  clock.sleep(8 * 3_600_000);
  assert.equal(posted.length, 4);
  clock.advance(3000);
  assert.equal(posted.length, 6);
  assert.equal(play([], { loop: true }).player.finished, true, 'without rows it ends at once');
});

test('player: progress is told after each step and at the end', () => {
  const clock = new HandClock();
  /** @type {[number, boolean][]} */
  const seen = [];
  const onChange = () => seen.push([player.done, player.playing]);
  const player = new Player({ rows: rowsAt([0, 10]), clock, post: () => {}, onChange });
  player.start();
  clock.advance(10);
  assert.deepEqual(seen, [[1, true], [2, false]]);
});

test('player: speeds are kept between 0.1 and 100', () => {
  assert.deepEqual(['3', '0', '-4', '1e9', 'fast', '', null, 0.5].map(clampSpeed), [3, 0.1, 0.1, 100, 1, 1, 1, 0.5]);
});

/** @type {Row[]} */
const show = JSON.parse(readFileSync(new URL('../../www/demo/show.json', import.meta.url), 'utf8'));
const viewers = show.filter((row) => row.role === undefined);

test('show.json: every row is well formed and in order', () => {
  let last = 0;
  for (const row of show) {
    assert.ok(Number.isInteger(row.offset) && row.offset >= last, JSON.stringify(row));
    assert.ok(row.kind === 'chat' || (row.kind === 'join' && row.text === 'joined'), JSON.stringify(row));
    assert.ok(row.author !== '' && row.text !== '' && row.author !== 'BuzzShop', JSON.stringify(row));
    assert.ok(row.role === undefined || ['host', 'moderator'].includes(row.role), JSON.stringify(row));
    last = row.offset;
  }
});

test('show.json: it is as long and as lively as the demo needs', () => {
  const firstMinute = show.filter((row) => row.offset < 60_000).length;
  assert.ok(show.length >= 150 && show.length <= 190, `${show.length} rows`);
  assert.ok(firstMinute >= 60 && firstMinute <= 100, `${firstMinute} rows in the first minute`);
  assert.ok((show.at(-1)?.offset ?? 0) >= 140_000 && new Set(viewers.map((row) => row.author)).size >= 30);
});

test('show.json: the giveaway is announced, then at least twelve viewers enter within 50 s', () => {
  const announced = show.find((row) => row.role === 'host' && row.text.includes('ENTER'));
  assert.ok(announced !== undefined && announced.offset >= 13_000 && announced.offset <= 17_000);
  const inTime = viewers.filter((row) => row.offset > announced.offset && row.offset < 50_000);
  const entered = inTime.filter((row) => /^enter\b/iu.test(row.text)).map((row) => row.author);
  assert.ok(new Set(entered).size >= 12, `${new Set(entered).size} viewers`);
  assert.ok(entered.length > new Set(entered).size, 'somebody enters twice');
});

const MUST_HOLD = [
  /center piece/, /in a relationship/, /^how mutch is shiping\?\?$/, /^<b>hi<\/b>$/, /^\/ban everyone$/, /^=1\+1$/,
  /^\{username\}$/, /^.{180,}$/, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u, /^Wie lange/, /cuánto cuesta/,
];

test('show.json: it holds what a bot has to cope with', () => {
  for (const pattern of MUST_HOLD) assert.ok(viewers.some((row) => pattern.test(row.text)), String(pattern));
  assert.ok(show.some((row) => row.role === 'moderator'));
  assert.equal(viewers.filter((row) => row.author === 'Oliver_B' && row.text === 'ok ok').length, 2);
});
