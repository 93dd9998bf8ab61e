// @ts-check
// Role: hands a text to the browser as a file to keep.
// Must not: know what is in it.

/** @param {string} text @param {string} name @param {string} type */
export function download(text, name, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
