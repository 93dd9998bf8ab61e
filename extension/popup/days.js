// @ts-check
// Role: the file of the days, asked of the worker once, as rows for charts and their table.
// Must not: count; the core did.

import { useUi } from '../ui/context.js';
import { useEffect, useState } from '../ui/vendor/htm-preact.js';

/** @typedef {{ at: number, written: number, read: number }} Day `at`: the start of a UTC day */

const DAY_MS = 86_400_000;
const SHOWN = 30;

/** @returns {Day[] | null | undefined} nothing yet, or null where the worker did not answer */
export function useDays() {
  const { link } = useUi();
  const [days, setDays] = useState(/** @type {Day[] | null | undefined} */ (undefined));
  useEffect(() => {
    void link.export('days').then((text) => setDays(text === null ? null : daysOf(text)));
  }, [link]);
  return days;
}

/**
 * The last 30 days to the newest one in the file; none where nothing was counted.
 * @param {string} csv with a line of column names; dates and counts, so no cell is quoted
 * @returns {Day[]}
 */
export function daysOf(csv) {
  const [names, ...rows] = csv.trim().split(/\r?\n/).map((line) => line.split(','));
  const cell = (/** @type {string[]} */ row, /** @type {string} */ name) => row[names.indexOf(name)] ?? '';
  const count = (/** @type {string[]} */ row, /** @type {string} */ name) => Number(cell(row, name));
  const dayOf = (/** @type {string[]} */ row) => ({ at: Date.parse(cell(row, 'Date')), written: count(row, 'Messages'), read: count(row, 'LinesRead') });
  const read = rows.map(dayOf);
  const newest = read.at(-1)?.at;
  if (newest === undefined) return [];
  const byDay = new Map(read.map((row) => [row.at, row]));
  const shown = Array.from({ length: SHOWN }, (_, back) => newest - (SHOWN - 1 - back) * DAY_MS);
  return shown.map((at) => byDay.get(at) ?? { at, written: 0, read: 0 });
}
