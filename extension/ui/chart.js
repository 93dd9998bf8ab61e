// @ts-check
// Role: a bar for each day, in the page's colours; what is under the pointer is said beside the title.
// Must not: be the only place that says its numbers: a picture is read by nobody who listens.

import { compact, day, number, t } from './text.js';
import { html, useEffect, useReducer, useRef, useState } from './vendor/htm-preact.js';

/**
 * @typedef {{ at: number, count: number }} Bar `at`: the start of a UTC day
 * @typedef {import('./vendor/uplot.js').Plot} Plot
 * @typedef {import('./vendor/uplot.js').default} Plotter
 */

const HEIGHT = 110;
/** A chart with a single line in it should not look like a thousand. */
const LEAST_TOP = 4;
/** Counts are whole; so are the marks at their axis. */
const MARKS = [1, 2, 5].flatMap((mark) => [1, 10, 100, 1e3, 1e4, 1e5, 1e6].map((power) => mark * power)).sort((a, b) => a - b);

/** @param {{ title: string, bars: Bar[] }} props */
export function DayChart({ title, bars }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const [under, setUnder] = useState(/** @type {Bar | undefined} */ (undefined));
  const scheme = useColourScheme();
  const onPoint = (/** @type {number | null | undefined} */ at) => setUnder(bars[at ?? -1]);
  useEffect(() => drawn(/** @type {HTMLElement} */ (place.current), bars, onPoint), [bars, scheme]);
  const said = under ? t('onDay', day(under.at), number(under.count)) : '';
  return html`
    <figure class="chart">
      <figcaption><strong>${title}</strong><span class="soft">${said}</span></figcaption>
      <div ref=${place} role="img" aria-label=${title} dir="ltr" />
    </figure>`;
}

/** Counts how often the system turned dark or light: a canvas keeps the colours it was drawn with. */
function useColourScheme() {
  const [turns, turn] = useReducer((/** @type {number} */ count) => count + 1, 0);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const hear = () => turn(null);
    dark.addEventListener('change', hear);
    return () => dark.removeEventListener('change', hear);
  }, []);
  return turns;
}

/** The plotter and its style are fetched when the first chart is wanted, so that they cost an opening page nothing. */
async function fetchPlotter() {
  const style = document.createElement('link');
  const styled = new Promise((resolve) => style.addEventListener('load', resolve));
  Object.assign(style, { rel: 'stylesheet', href: new URL('./vendor/uplot.css', import.meta.url).href });
  document.head.append(style);
  const [{ default: Plotter }] = await Promise.all([import('./vendor/uplot.js'), styled]);
  return Plotter;
}

/** @type {Promise<Plotter> | null} */
let plotter = null;

/**
 * @param {HTMLElement} place
 * @param {Bar[]} bars
 * @param {(at: number | null | undefined) => void} onPoint
 * @returns {() => void} takes the chart away
 */
function drawn(place, bars, onPoint) {
  /** @type {Plot | undefined} */
  let plot;
  let gone = false;
  const width = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT }));
  plotter ??= fetchPlotter();
  void plotter.then((Plotter) => {
    if (gone) return;
    plot = new Plotter(options(Plotter, place, bars, onPoint), [bars.map((_, at) => at), bars.map(({ count }) => count)], place);
    width.observe(place);
  });
  return () => {
    gone = true;
    width.disconnect();
    plot?.destroy();
  };
}

/** @param {Plotter} Plotter @param {HTMLElement} place @param {Bar[]} bars @param {(at: number | null | undefined) => void} onPoint */
function options(Plotter, place, bars, onPoint) {
  const style = getComputedStyle(place);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name);
  const axis = { stroke: colour('--soft'), font: '11px system-ui', ticks: { show: false }, gap: 4 };
  const days = (/** @type {unknown} */ _, /** @type {number[]} */ marks) => marks.map((at) => (bars[at] ? day(bars[at].at) : ''));
  const counts = (/** @type {unknown} */ _, /** @type {number[]} */ marks) => marks.map((mark) => compact(mark));
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 14, 0, 0],
    scales: {
      x: { time: false, range: () => [-0.5, bars.length - 0.5] },
      y: { range: (/** @type {unknown} */ _, /** @type {number} */ least, /** @type {number} */ most) => [0, Math.max(LEAST_TOP, most * 1.1)] },
    },
    series: [{}, { stroke: colour('--bar'), fill: colour('--bar'), width: 0, points: { show: false }, paths: Plotter.paths.bars({ size: [0.7, 24] }) }],
    axes: [
      { ...axis, size: 20, space: 60, incrs: [1, 2, 7, 14], grid: { show: false }, values: days },
      { ...axis, size: 36, space: 26, incrs: MARKS, grid: { stroke: colour('--line'), width: 1 }, values: counts },
    ],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    hooks: { setCursor: [(/** @type {Plot} */ plot) => onPoint(plot.cursor.idx)] },
  };
}
