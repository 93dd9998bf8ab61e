// Role: runs programs and collects what they print. Must not: know the relay or any API.
// @ts-check

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../relay.mjs';

const PYTHON = path.join(ROOT, 'target/python/bin');

/** A program of the Python packages in tests/requirements.txt. @param {string} name */
export function python(name = 'python') {
  const program = path.join(PYTHON, name);
  if (!existsSync(program)) throw new Error('the packages of tests/requirements.txt are not installed: ./build.sh test does it');
  return program;
}

/** @param {string} program @param {string[]} words @param {import('node:child_process').SpawnOptions} [options] */
export async function run(program, words, options = {}) {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => (out += chunk));
  child.stderr?.on('data', (chunk) => (err += chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { code, out, err };
}
