// Role: each served description is OpenAPI 3.1 by a judge that is not ours, and the committed file. Must not: judge what it
// describes.
// @ts-check

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, Relay, temporaryFolder } from '../relay.mjs';
import { python, run } from './programs.mjs';

test('every description is valid, in both forms', async (context) => {
  const relay = await new Relay().start();
  context.after(() => relay.stop());
  for (const name of ['openapi', 'openapi/ava', 'openapi/botbiz', 'openapi/elitbuzz', 'openapi/domo']) {
    for (const form of ['json', 'yaml']) {
      const text = await (await fetch(`${relay.url}/${name}.${form}`)).text();
      const file = path.join(temporaryFolder('description'), `openapi.${form}`);
      writeFileSync(file, text);
      const { code, out, err } = await run(python(), ['-m', 'openapi_spec_validator', '--schema', '3.1', file]);
      assert.equal(code, 0, `${name}: ${out}${err}`);
      if (form === 'yaml') assert.equal(text, readFileSync(path.join(ROOT, `${name}.yaml`), 'utf8'));
    }
  }
});
