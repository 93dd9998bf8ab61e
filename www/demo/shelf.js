// Role: what is for sale: the card over the video, the shelf below it, the search and the bag. It must never touch the
// chat, and it sells nothing: the bag only counts.
// @ts-check

/** @typedef {{id: string, name: string, price: string, detail: string}} Product */
/**
 * @typedef {object} ShelfParts
 * @property {HTMLElement} card
 * @property {HTMLElement} list
 * @property {HTMLTemplateElement} template
 * @property {HTMLFormElement} search
 * @property {HTMLInputElement} query
 * @property {HTMLElement} found
 * @property {HTMLElement} bag
 */

/** @type {readonly Product[]} */
const PRODUCTS = [
  { id: 'jacket', name: 'Sunset linen jacket', price: '$48.00', detail: 'XS to XL, washed linen' },
  { id: 'mugs', name: 'Meadow mug set', price: '$32.00', detail: 'Two mugs, hand glazed' },
  { id: 'tote', name: 'Harbor leather tote', price: '$89.00', detail: 'Full-grain leather' },
  { id: 'candle', name: 'Ember soy candle', price: '$24.00', detail: 'Fig and cedar, 40 hours' },
];
const SVG = 'http://www.w3.org/2000/svg';

/**
 * Pictures are symbols of the page, because the page's policy admits no picture from elsewhere.
 * @param {Element} holder an <svg>
 * @param {Product} product
 */
function draw(holder, { id }) {
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#pic-${id}`);
  holder.replaceChildren(use);
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
function part(root, selector) {
  const element = root.querySelector(selector);
  if (element === null) throw new Error(`the page lacks ${selector}`);
  return element;
}

export class Shelf {
  #parts;
  #inBag = 0;
  /** @type {{product: Product, item: HTMLElement}[]} */
  #items = [];

  /** @param {ShelfParts} parts */
  constructor(parts) {
    this.#parts = parts;
    for (const product of PRODUCTS) this.#add(product);
    parts.search.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#search(parts.query.value);
    });
    part(parts.card, '.buy').addEventListener('click', () => this.#buy());
    this.#present(PRODUCTS[0]);
  }

  /** @param {Product} product */
  #add(product) {
    const copy = /** @type {DocumentFragment} */ (this.#parts.template.content.cloneNode(true));
    const item = /** @type {HTMLElement} */ (part(copy, 'li'));
    this.#fill(item, product);
    part(item, 'button').addEventListener('click', () => this.#present(product));
    this.#items.push({ product, item });
    this.#parts.list.append(item);
  }

  /**
   * @param {Element} root
   * @param {Product} product
   */
  #fill(root, product) {
    draw(part(root, '.picture'), product);
    part(root, '.product-name').textContent = product.name;
    part(root, '.product-price').textContent = product.price;
    part(root, '.product-detail').textContent = product.detail;
  }

  /** @param {Product} shown */
  #present(shown) {
    this.#fill(this.#parts.card, shown);
    for (const { product, item } of this.#items) {
      part(item, 'button').setAttribute('aria-pressed', String(product === shown));
    }
  }

  #buy() {
    this.#inBag += 1;
    this.#parts.bag.textContent = String(this.#inBag);
  }

  /** @param {string} query */
  #search(query) {
    const wanted = query.trim().toLowerCase();
    let found = 0;
    for (const { product, item } of this.#items) {
      item.hidden = !`${product.name} ${product.detail}`.toLowerCase().includes(wanted);
      if (!item.hidden) found += 1;
    }
    this.#parts.found.textContent = wanted === '' ? '' : `${found} of ${this.#items.length} products`;
  }
}
