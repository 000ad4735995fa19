/**
 * The matcher as others get it: packed as for a release, installed by npm into an empty folder, type-checked, run and bundled. It is
 * also opened in a real browser, in pages with and without shared memory.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser, LONG_TEST, shownExamples, shownOutput, shownProgram } from '@netvakt/testing';
import { archiveFaults, openArchive } from '../check/archive.ts';
import { pnpm } from '../release/build.ts';
import { filesIn } from '../release/files.ts';
import { packPackage } from '../release/npm.ts';
import { testWith } from './support/missing.ts';
import { OutsideProject } from './support/outside.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE = 'packages/matcher';
const README = readFileSync(join(ROOT, PACKAGE, 'README.md'), 'utf8');
const PROGRAM = shownProgram(README);
const OUTSIDE_PROGRAM = readFileSync(join(ROOT, PACKAGE, 'test/outside/program.ts'), 'utf8');
const INSTALLED = 'node_modules/@netvakt/matcher';
/** How new a platform's tables of host names are, as a snapshot remembers it (src/canonical/idna.ts). */
const TABLES = String.raw`['\u{1DF25}', '\u{2EBF0}', '\u{A7CB}', '\u{A7D2}'].filter((letter) => URL.canParse('http://' + letter + '.test/')).length`;

const folder = mkdtempSync(join(tmpdir(), 'netvakt-matcher-package-'));
const browser = new Browser();
const servers: Server[] = [];
let archive = '';
let outside: OutsideProject;

beforeAll(() => {
  pnpm(['--dir', PACKAGE, 'run', 'prepack'], ROOT);
  archive = join(folder, packPackage(ROOT, PACKAGE, folder));
  outside = new OutsideProject(archive);
  outside.write('program.ts', OUTSIDE_PROGRAM);
}, LONG_TEST);

afterAll(async () => {
  await browser.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
  outside.remove();
});

test('the archive is whole, and brings nothing else along', () => {
  expect(archiveFaults(openArchive(archive, PACKAGE))).toEqual([]);
  const lock = JSON.parse(outside.read('package-lock.json').toString()) as { packages: object };
  expect(Object.keys(lock.packages)).toEqual(['', INSTALLED]);
});

test('the program of the README prints what it says', () => {
  outside.write('readme.js', PROGRAM);
  expect(shownOutput(PROGRAM).length).toBeGreaterThan(4);
  expect(outside.node('readme.js')).toEqual(shownOutput(PROGRAM));
});

const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];
const COMPILERS = ['tsc', 'tsc6'] as const;
const WAYS_TO_CHECK = COMPILERS.flatMap((compiler) => RESOLUTIONS.map((options) => ({ compiler, options })));

test.each(WAYS_TO_CHECK)(
  'a program of TypeScript compiles strictly: $compiler, $options.moduleResolution',
  ({ compiler, options }) => {
    // No library but the language's own: neither Node's types nor a browser's are needed.
    expect(outside.typeFaults(compiler, { ...options, target: 'es2024', lib: ['es2024'] }, ['program.ts'])).toBe('');
    outside.write('wrong.ts', "import { Matcher } from '@netvakt/matcher';\nexport const wrong: number = Matcher;\n");
    expect(outside.typeFaults(compiler, options, ['wrong.ts'])).toContain('wrong.ts');
  },
);

test.each(WAYS_TO_CHECK)(
  'so does the program of the README: $compiler, $options.moduleResolution',
  ({ compiler, options }) => {
    outside.write('readme.ts', PROGRAM);
    expect(outside.typeFaults(compiler, { ...options, target: 'es2024' }, ['readme.ts'])).toBe('');
  },
);

test('it runs, and gives what it says', () => {
  outside.write('run.js', "import { lines } from './program.ts';\nfor (const line of lines) console.log(line);\n");
  expect(outside.node('run.js')).toEqual([
    'true',
    'false',
    'false',
    'true',
    'host-character',
    '1',
    'ERR_MATCH_MARKET',
    'ERR_MATCH_MARKET',
    'ERR_MATCH_MARKET',
  ]);
});

/** The examples that the packed declarations show, by the name of what they are of. */
function packedExamples(): ReadonlyMap<string, string> {
  const dist = join(outside.folder, INSTALLED, 'dist');
  const declarations = filesIn(dist).filter((file) => file.endsWith('.d.ts'));
  return new Map(declarations.flatMap((file) => shownExamples(readFileSync(join(dist, file), 'utf8'))));
}

/** What the examples take for granted. */
const GIVEN = `declare const semantics: RuleSemantics;
declare const seed: Uint32Array;
declare const options: CompileOptions;
declare const rule: (entry: string, line?: number) => Rule;
declare const buffer: SharedArrayBuffer;
declare const snapshot: Snapshot;
declare const matcher: Matcher;
declare const se: number;
declare const hmac: (text: string) => string;
`;

test('the examples of the declarations compile strictly', () => {
  const examples = packedExamples();
  expect(examples.size).toBeGreaterThan(20);
  const values = [...examples.keys(), 'INVALID_REASONS'].join(', ');
  const types = 'type CompileOptions, type Rule, type RuleSemantics, type Snapshot';
  const functions = Array.from(examples, ([name, example]) => `export function of_${name}() {\n${example}}\n`);
  outside.write(
    'examples.ts',
    `import { ${values}, ${types} } from '@netvakt/matcher';\n${GIVEN}${functions.join('')}`,
  );
  expect(outside.typeFaults('tsc', { ...RESOLUTIONS[0], target: 'es2024', lib: ['es2024'] }, ['examples.ts'])).toBe('');
});

test('its size is the one that the README states', () => {
  const stated = [...README.matchAll(/^\| `(?<entry>[^`]+from '@netvakt\/matcher')` \| (?<size>[\d.]+) kB \|$/gmu)];
  expect(stated).toHaveLength(2);
  const wrong = stated.flatMap(({ groups: { entry = '', size = '' } = {} }) => {
    outside.write('entry.js', `${entry};\n`);
    const measured = outside.bundle('entry.js', 'entry.min.js') / 1000;
    return Math.abs(Number(size) - measured) < 0.5 ? [] : [`${entry}: ${size} kB, measured: ${measured.toFixed(1)} kB`];
  });
  expect(wrong).toEqual([]);
});

/** Runs before the program: keeps what it prints, how it ends, and how often it calls the kernel. */
const RECORDER = `globalThis.seen = { printed: [], kernelCalls: 0, shared: typeof SharedArrayBuffer };
globalThis.ended = new Promise((resolve) => {
  globalThis.end = resolve;
  addEventListener('error', ({ message }) => resolve(message));
  addEventListener('unhandledrejection', ({ reason }) => resolve(String(reason)));
});
console.log = (value) => seen.printed.push(String(value));
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module) {
  const exports = { ...new Instance(module).exports };
  for (const name of ['walk', 'walkWords']) {
    const walk = exports[name];
    exports[name] = (...words) => {
      seen.kernelCalls += 1;
      return walk(...words);
    };
  }
  return { exports };
};
`;

/** The program of the README; then its snapshot in a worker, and one that Node has made. */
const PAGE_PROGRAM = `${PROGRAM}
seen.buffer = snapshot.buffer.constructor.name;
seen.worker = await new Promise((resolve, reject) => {
  const worker = new Worker('/worker.min.js', { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(snapshot.buffer);
});
const fetched = await (await fetch('/lists.snapshot')).arrayBuffer();
try {
  seen.fetched = new Matcher(openSnapshot(fetched)).matchHost('www.bad.example', se) > 0;
} catch (error) {
  seen.fetched = error.code;
}
end('done');
`;
const WORKER_PROGRAM = `import { attachSnapshot, Matcher } from '@netvakt/matcher';
onmessage = ({ data }) => {
  const matcher = new Matcher(attachSnapshot(data));
  postMessage(['www.bad.example', 'good.bad.example'].map((host) => matcher.matchHost(host, 0) > 0));
};
`;

const SAVING_PROGRAM = `import { writeFileSync } from 'node:fs';
import { saved } from './program.ts';
writeFileSync('lists.snapshot', saved);
`;

/** A page that loads one script, or the modules as they are installed. */
const pageOf = (script: string): string => `<!doctype html><meta charset="utf-8"><title>matcher</title>
<script src="/recorder.js"></script>
<script type="importmap">{ "imports": { "@netvakt/matcher": "/${INSTALLED}/dist/index.js" } }</script>
<script type="module" src="/${script}"></script>
`;

/** Serves the project's folder on loopback with `headers`; returns the address. */
async function serve(headers: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://page.invalid');
    const kind = /\.(?<kind>html|js)$/u.exec(pathname)?.groups?.['kind'];
    const type = { html: 'text/html', js: 'text/javascript' }[kind ?? ''] ?? 'application/octet-stream';
    try {
      const body = outside.read(pathname.slice(1));
      response.writeHead(200, { ...headers, 'content-type': type }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const PAGES = [
  { why: 'bundled, without shared memory', script: 'page.min.js', headers: {}, isolated: false, kernel: true },
  { why: 'bundled, in an isolated page', script: 'page.min.js', headers: ISOLATED, isolated: true, kernel: true },
  { why: 'as modules, without a bundler', script: 'page.js', headers: {}, isolated: false, kernel: true },
  {
    why: 'under a policy that allows no WebAssembly',
    script: 'page.min.js',
    headers: { 'content-security-policy': "default-src 'self'" },
    isolated: false,
    kernel: false,
  },
  {
    why: 'under a policy that allows it',
    script: 'page.min.js',
    headers: { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" },
    isolated: false,
    kernel: true,
  },
];

for (const { why, script, headers, isolated, kernel } of PAGES)
  testWith({ programs: ['chromium'] }, `in a browser, ${why}: the same results`, async () => {
    outside.write('recorder.js', RECORDER);
    outside.write('page.js', PAGE_PROGRAM);
    outside.write('worker.js', WORKER_PROGRAM);
    outside.write('page.html', pageOf(script));
    outside.write('save.js', SAVING_PROGRAM);
    for (const entry of ['page', 'worker']) outside.bundle(`${entry}.js`, `${entry}.min.js`);
    outside.node('save.js');
    const visited = await browser.page();
    await visited.open(`${await serve(headers)}/page.html`);
    expect(await visited.evaluate('ended')).toBe('done');
    const hasSameTables = String(await visited.evaluate(TABLES)) === outside.node('--print', TABLES)[0];
    expect(JSON.parse(String(await visited.evaluate('JSON.stringify(seen)')))).toEqual({
      printed: shownOutput(PROGRAM),
      shared: isolated ? 'function' : 'undefined',
      buffer: isolated ? 'SharedArrayBuffer' : 'ArrayBuffer',
      worker: [true, false],
      fetched: hasSameTables ? true : 'ERR_SNAPSHOT_CANONICALISATION',
      kernelCalls: kernel ? expect.any(Number) : 0,
    });
    if (kernel) expect(await visited.evaluate('seen.kernelCalls')).toBeGreaterThan(2);
  });
