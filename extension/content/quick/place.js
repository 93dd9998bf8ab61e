// @ts-check
// Role: where the bar of quick replies stands: kept from visit to visit, inside the window, off the chat box, and at first where
// it is least in the way.
// Must not: draw, or measure more often than the bar is shown, moved or the window changes.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { page } = shared;

  // A place on the screen is no secret, so it lies with the site: that needs no permission and no word with the worker before
  // the bar can stand. The site may change it, and is believed no further than numbers go.
  const KEY = "buzzchat.quick";
  const EDGE = 8;
  const SAMPLES = [0.05, 0.35, 0.65, 0.95];
  const CONTROLS = "a,button,input,textarea,select,summary,[role=button],[role=slider],[role=tab],[contenteditable]";
  /** How much of the bar may stand over the chat's lines before it folds by itself. */
  const OVER_LINES = 0.05;

  /** @typedef {{ left: number, top: number, width: number, height: number }} Rect */
  /** Distances from the nearest edges, so that a bar in a corner stays there when the window changes. @typedef {{ x: number, y: number, right: boolean, bottom: boolean }} Spot */

  /** @param {unknown} value */
  const number = (value) => (typeof value === "number" && Number.isFinite(value) ? Math.max(0, value) : null);

  /** @returns {{ spot: Spot, folded: boolean } | null} */
  function kept() {
    try {
      const { x, y, right, bottom, folded } = JSON.parse(localStorage.getItem(KEY) ?? "");
      if (number(x) === null || number(y) === null) return null;
      return { spot: { x, y, right: right === true, bottom: bottom === true }, folded: folded === true };
    } catch {
      // Nothing kept, or a frame without a store.
      return null;
    }
  }

  /** @param {Spot} spot @param {boolean} folded */
  function keep(spot, folded) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...spot, folded }));
    } catch {
      // Full, or none: the bar stands where it began the next time.
    }
  }

  const size = () => ({ width: document.documentElement.clientWidth || innerWidth, height: innerHeight });

  /** @param {number} value @param {number} room */
  const within = (value, room) => Math.max(EDGE, Math.min(value, room - EDGE));

  /** @param {Rect} rect @returns {Rect} */
  function inside(rect) {
    const { width, height } = size();
    return { ...rect, left: within(rect.left, width - rect.width), top: within(rect.top, height - rect.height) };
  }

  /** @param {Rect} a @param {Rect} b how much of `a` lies over `b` */
  function overlap(a, b) {
    const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
    const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
    return across > 0 && down > 0 ? (across * down) / (a.width * a.height) : 0;
  }

  /** The chat box and its button. @param {Plan} plan @returns {Rect[]} */
  function boxes(plan) {
    const buttons = page.allVisible(plan.adapter.submit?.button);
    return [...page.chatBoxes(plan.adapter), ...buttons].map((element) => element.getBoundingClientRect());
  }

  /** As near to what the seller wants as the window and the chat box let it. @param {Rect} wanted @param {Plan} plan */
  function allowed(wanted, plan) {
    const rect = inside(wanted);
    const covered = boxes(plan).filter((box) => overlap(rect, box) > 0);
    if (!covered.length) return rect;
    const above = inside({ ...rect, top: Math.min(...covered.map(({ top }) => top)) - rect.height - EDGE });
    const below = inside({ ...rect, top: Math.max(...covered.map(({ top, height }) => top + height)) + EDGE });
    return [above, below].find((free) => !boxes(plan).some((box) => overlap(free, box) > 0)) ?? rect;
  }

  /** How many of some points of the rectangle are over what the page lets people press. @param {Rect} rect @param {Element} host */
  function pressables(rect, host) {
    const points = SAMPLES.flatMap((x) => SAMPLES.map((y) => ({ x: rect.left + rect.width * x, y: rect.top + rect.height * y })));
    const hit = points.filter(({ x, y }) => document.elementsFromPoint(x, y).find((element) => element !== host)?.closest(CONTROLS));
    return hit.length / points.length;
  }

  /** The corner, or the middle of an edge, that is least in the way. @param {Rect} rect @param {Plan} plan @param {Element} host */
  function free(rect, plan, host) {
    const { width, height } = size();
    const lefts = [width - rect.width - EDGE, EDGE, (width - rect.width) / 2];
    const places = [height - rect.height - EDGE, EDGE].flatMap((top) => lefts.map((left) => inside({ ...rect, left, top })));
    const taken = boxes(plan);
    const lines = page.container(plan)?.getBoundingClientRect();
    const over = (/** @type {Rect} */ place) => (lines ? overlap(place, lines) : 0);
    const cost = (/** @type {Rect} */ place) => 100 * taken.reduce((sum, box) => sum + overlap(place, box), 0) + 10 * over(place) + pressables(place, host);
    const rated = places.map((place) => ({ place, cost: cost(place) }));
    const best = rated.reduce((best, next) => (next.cost < best.cost ? next : best)).place;
    return { place: best, crowded: over(best) > OVER_LINES };
  }

  /** @param {Rect} rect @returns {Spot} */
  function spotOf({ left, top, width, height }) {
    const room = size();
    const [right, bottom] = [left + width / 2 > room.width / 2, top + height / 2 > room.height / 2];
    return { right, bottom, x: right ? room.width - left - width : left, y: bottom ? room.height - top - height : top };
  }

  /** @param {Spot} spot @param {Rect} rect @returns {Rect} */
  function rectAt({ x, y, right, bottom }, rect) {
    const room = size();
    return { ...rect, left: right ? room.width - x - rect.width : x, top: bottom ? room.height - y - rect.height : y };
  }

  (shared.quick ??= {}).place = { kept, keep, allowed, free, spotOf, rectAt };
})();
