/**
 * How often a browser automatically retries a blocked site, behind each ending: one tab, left open. Writes the fixture that
 * docs/counting.md and its test are made from.
 *
 * Run: node packages/bench/experiments/clients/reloads.ts [chromium|firefox-esr] [SECONDS]    110 s by default
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterFirst, ENDINGS, type Ending, listen } from './endings.ts';

const NAME = 'blocked.test';
const FIXTURE = fileURLToPath(new URL('../../../../fixtures/clients/browsers.json', import.meta.url));

/** What a tab is opened with. */
interface Tab {
  readonly port: number;
  readonly through: Ending['through'];
  /** For a profile of its own. */
  readonly folder: string;
}

interface Recorded {
  readonly program: string;
  readonly version: string;
  /** For how long the tab was open. */
  readonly seconds: number;
  /** By ending, seconds of each request after the first. */
  readonly runs: Readonly<Record<string, readonly number[]>>;
}

/** Opens a tab in a browser of its own. */
const BROWSERS: Readonly<
  Record<string, { readonly name: string; readonly open: (tab: Tab) => ChildProcess | Promise<ChildProcess> }>
> = {
  chromium: { name: 'Chromium', open: openChromium },
  'firefox-esr': { name: 'Firefox', open: openFirefox },
};
const [, , PROGRAM = 'chromium', TEXT = '110'] = process.argv;
const browser = BROWSERS[PROGRAM];
if (browser === undefined)
  throw new Error(`"${PROGRAM}" is no browser of this experiment. Choose chromium or firefox-esr`);
const { name, open } = browser;
const seconds = Number(TEXT);

const runs = Object.fromEntries(
  await Promise.all(Object.entries(ENDINGS).map(async ([ending, how]) => [ending, await watch(how)] as const)),
);
for (const [ending, times] of Object.entries(runs)) process.stdout.write(`${ending}: ${times.join(' ')}\n`);
const version = /\d+/u.exec(execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' }))?.[0] ?? '';
const before = existsSync(FIXTURE) ? (JSON.parse(readFileSync(FIXTURE, 'utf8')) as Recorded[]) : [];
const rows = [...before.filter(({ program }) => program !== name), { program: name, version, seconds, runs }];
writeFileSync(FIXTURE, `${JSON.stringify(rows, undefined, 2)}\n`);

/** One browser at one site. */
async function watch(ending: Ending): Promise<readonly number[]> {
  const server = await listen(ending, NAME);
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-reloads-'));
  const child = await open({ port: server.port, through: ending.through, folder });
  await passed(seconds * 1000);
  child.kill('SIGKILL');
  await once(child, 'close');
  server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return afterFirst(server.times);
}

/** Behind a proxy the port is that of the site, which is never dialled. */
function addressOf({ port, through }: Tab): string {
  return through === 'proxy' ? `https://${NAME}/` : `${through === 'tls' ? 'https' : 'http'}://${NAME}:${port}/`;
}

/** With its window, Chromium reloads failed pages automatically; without one it needs the flag. */
function openChromium(tab: Tab): ChildProcess {
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--no-first-run',
    '--enable-auto-reload',
    `--user-data-dir=${tab.folder}`,
  ];
  const way =
    tab.through === 'proxy'
      ? `--proxy-server=http://127.0.0.1:${tab.port}`
      : `--host-resolver-rules=MAP ${NAME} 127.0.0.1, MAP * ~NOTFOUND`;
  return spawn('chromium', [...flags, '--remote-debugging-port=0', way, addressOf(tab)], { stdio: 'ignore' });
}

async function openFirefox(tab: Tab): Promise<ChildProcess> {
  const proxy = { 'network.proxy.type': 1, 'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': tab.port };
  const settings = {
    'network.dns.localDomains': NAME,
    'browser.shell.checkDefaultBrowser': false,
    ...(tab.through === 'proxy' ? proxy : {}),
  };
  const lines = Object.entries(settings).map(
    ([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(tab.folder, 'user.js'), lines.join(''));
  const words = ['--headless', '--no-remote', '--profile', tab.folder, addressOf(tab)];
  return spawn('firefox-esr', words, { stdio: 'ignore', env: { ...process.env, HOME: tab.folder } });
}
