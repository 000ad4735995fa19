/** Runs the examples of the README and the doc comments, and compares their output. */

import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import { afterAll, expect, test } from '@jest/globals';
import * as surface from '@netvakt/matcher';
import { shownExamples, shownOutput, shownProgram } from '@netvakt/testing';

const ROOT = new URL('../', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'netvakt-matcher-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

function textOf(file: string): string {
  return readFileSync(new URL(file, ROOT), 'utf8');
}

test('the program of the README prints what it says, in a process of its own', async () => {
  const program = shownProgram(textOf('README.md'));
  expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(26);
  const words = ['--conditions=@netvakt/source', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: fileURLToPath(ROOT) });
  expect(shownOutput(program).length).toBeGreaterThan(4);
  expect(stdout.trimEnd().split('\n')).toEqual(shownOutput(program));
});

/** As strict as a project can be, with the libraries that it has by default. */
const STRICT = {
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  target: 'es2024',
  module: 'nodenext',
  types: [],
  allowImportingTsExtensions: true,
  paths: { '@netvakt/matcher': [fileURLToPath(new URL('src/index.ts', ROOT))] },
};

test('the program of the README is one of TypeScript, too', async () => {
  writeFileSync(join(folder, 'readme.ts'), shownProgram(textOf('README.md')));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT, files: ['readme.ts'] }));
  const compiler = fileURLToPath(new URL('../../node_modules/.bin/tsc', ROOT));
  const faults = await promisify(execFile)(compiler, ['--project', folder], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout, message }: { readonly stdout: string; readonly message: string }) => `${message}${stdout}`,
  );
  expect(faults).toBe('');
});

/** The examples of all sources, by the name of what they are of. */
function examples(): ReadonlyMap<string, string> {
  const sources = readdirSync(new URL('src/', ROOT), { recursive: true, encoding: 'utf8' });
  const texts = sources.filter((name) => name.endsWith('.ts')).map((name) => textOf(`src/${name}`));
  return new Map(texts.flatMap(shownExamples));
}

const all = examples();

test('every public function and class has an example, errors excepted', () => {
  const shown = Object.entries(surface).filter(
    ([name, value]) => typeof value === 'function' && !name.endsWith('Error'),
  );
  expect(shown.map(([name]) => name).filter((name) => !all.has(name))).toEqual([]);
});

const semantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
const seed = Uint32Array.of(1, 2, 3, 4);
const options = { markets: ['se'], lists: [{ id: 'national', version: '1', markets: ['se'] }], seed };

function rule(entry: string, line = 1): surface.Rule {
  const made = surface.ruleFrom(entry, semantics, 0, line);
  if (!made.ok) throw new Error(made.reason);
  return made.rule;
}

function hmac(text: string): string {
  return createHmac('sha256', 'key').update(text).digest('hex');
}

/** What is there for every example: what the README's program has made. */
function surroundings(): Readonly<Record<string, unknown>> {
  const buffer = surface.compile([rule('bad.example'), rule('http://shop.example/a/', 2)], options);
  const snapshot = surface.openSnapshot(buffer);
  const matcher = new surface.Matcher(snapshot);
  return { ...surface, semantics, seed, options, rule, buffer, snapshot, matcher, se: 0, hmac };
}

test.each([...all])('the example of %s gives what its comments say', (_, example) => {
  let checks = 0;
  const body = example.replaceAll(
    /^(?<value>\S.*); \/\/ → (?<wanted>.*)$/gmu,
    (_line, value: string, wanted: string) => {
      checks += 1;
      return `check(${value}, ${wanted});`;
    },
  );
  const given = { ...surroundings(), check: (value: unknown, wanted: unknown) => expect(value).toEqual(wanted) };
  // Names that the example declares itself are not given.
  const names = Object.keys(given).filter(
    (name) => !new RegExp(`\\bconst (?:\\{[^}]*\\b${name}\\b[^}]*\\}|${name}) =`, 'u').test(body),
  );
  const run = compileFunction(body, names) as (...values: readonly unknown[]) => void;
  run(...names.map((name) => given[name as keyof typeof given]));
  expect(checks).toBeGreaterThan(0);
});
