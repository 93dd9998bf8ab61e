// Role: the pages that hold real editors, bundled once for a test run.
// Must not: reach any network, or know BuzzChat.
// @ts-check
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** @type {Record<string, [script: string, settings: string]>} */
const EDITORS = {
  slate: ["slate.jsx", ""],
  lexical: ["lexical.jsx", ""],
  draft: ["draft.jsx", ""],
  textarea: ["field.jsx", "fieldKind = 'textarea'"],
  input: ["field.jsx", "fieldKind = 'input'"],
  plaintext: ["plain.js", "editable = 'plaintext-only'"],
  editable: ["plain.js", "editable = ''"],
};
export const NAMES = Object.keys(EDITORS);

/** @type {Map<string, Promise<string>>} */
const bundles = new Map();

/** @param {string} script */
async function bundled(script) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    write: false,
    // Draft.js knows only this name of the window. The development builds are the ones that complain.
    define: { global: "window", "process.env.NODE_ENV": '"development"' },
    jsx: "automatic",
    logLevel: "error",
  });
  // The whole page is one answer, and a library may name the tag that would end the script.
  return outputFiles[0].text.replaceAll("</script", "<\\/script");
}

/**
 * A whole chat page with that editor.
 * @param {string} name
 */
export async function pageOf(name) {
  const [script, settings] = EDITORS[name];
  if (!bundles.has(script)) bundles.set(script, bundled(script));
  return `<form id="search"><input id="q"><button type="submit">Go</button></form>
    <ul id="chat-lines"></ul><div id="chat-notice" hidden></div>
    <div id="editor"></div><button id="chat-send" type="button">Send</button>
    <script>${settings}</script><script>${await bundles.get(script)}</script>`;
}
