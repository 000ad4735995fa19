/** What real programs block, each with the list in its own format. */

import { spawnSync } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FiltersEngine, Request } from '@ghostery/adblocker';
import { freePort, makeFolder, startDaemon, writeInto } from '@netvakt/fixtures/daemons';

/** The files of a list, by name. */
export type ListTexts = Readonly<Record<string, string>>;

/** Asks a program for each URL; returns those that it blocks. */
export type BlockedBy = (
  list: ListTexts,
  urls: readonly string[],
) => ReadonlySet<string> | Promise<ReadonlySet<string>>;

const writeAll = (folder: string, list: ListTexts): void => {
  for (const [name, text] of Object.entries(list)) writeInto(folder, name, text);
};

/** squidGuard as Squid runs it: a URL a line in, a redirection or `ERR` out. */
export const blockedBySquidguard: BlockedBy = (list, urls) => {
  const folder = makeFolder('squidguard');
  writeAll(folder, list);
  const config = writeInto(
    folder,
    'squidguard.conf',
    `dbhome ${folder}\nlogdir ${folder}\ndest list {\n  domainlist domains\n  urllist urls\n${'expressions' in list ? '  expressionlist expressions\n' : ''}}
acl {\n  default {\n    pass !list all\n    redirect http://blocked.test/\n  }\n}\n`,
  );
  const input = urls.map((url) => `${url} 192.0.2.1/- - GET\n`).join('');
  const { stdout } = spawnSync('squidGuard', ['-c', config], { input, encoding: 'utf8' });
  const answers = stdout.trim().split('\n');
  if (answers.length !== urls.length) throw new Error(`squidGuard answered ${answers.length} of ${urls.length}`);
  return new Set(urls.filter((_, index) => answers[index]?.startsWith('OK rewrite-url=')));
};

const PASSED = 'passed through to the parent';

/** e2guardian with a parent proxy that answers everything. */
export const blockedByE2guardian: BlockedBy = async (list, urls) => {
  const parent = createServer((_, response) => response.end(PASSED)).listen(0, '127.0.0.1');
  await once(parent, 'listening');
  const port = await freePort();
  const folder = makeFolder('e2guardian');
  cpSync('/etc/e2guardian', folder, { recursive: true });
  writeAll(join(folder, 'lists'), list);
  const edited = (name: string, edits: readonly (readonly [RegExp, string])[] = []): string => {
    const moved = readFileSync(`/etc/e2guardian/${name}`, 'utf8').replaceAll('/etc/e2guardian/', `${folder}/`);
    return writeInto(
      folder,
      name,
      edits.reduce((text, [from, to]) => text.replace(from, to), moved),
    );
  };
  const config = edited('e2guardian.conf', [
    [/^filterports = .*/m, `filterports = ${port}`],
    [/^filterip =.*/m, 'filterip = 127.0.0.1'],
    [/^nodaemon = .*/m, 'nodaemon = on'],
    [/^weightedphrasemode = .*/m, 'weightedphrasemode = 0'],
    [/^transparenthttpsport = .*/m, ''],
    [/^httpworkers = .*/m, 'httpworkers = 50'],
    [/^#?proxyip = .*/m, 'proxyip = 127.0.0.1'],
    [/^#?proxyport = .*/m, `proxyport = ${(parent.address() as AddressInfo).port}`],
    [
      /$/,
      `\nloglocation = '${folder}/access.log'\npidfilename = '${folder}/pid'\ndaemonuser = 'nobody'\ndaemongroup = 'nogroup'\n`,
    ],
  ]);
  for (const name of ['e2guardianf1.conf', 'common.story', 'examplef1.story', 'preauth.story', 'site.story'])
    edited(name);
  const daemon = await startDaemon({
    name: 'e2guardian',
    command: 'e2guardian',
    args: ['-N', '-c', config],
    folder,
    port,
  });
  try {
    const blocked = new Set<string>();
    for (const url of urls) if ((await pageThrough(port, url)) !== PASSED) blocked.add(url);
    return blocked;
  } finally {
    await daemon.stop();
    parent.close();
  }
};

async function pageThrough(port: number, url: string): Promise<string> {
  const { host } = new URL(url);
  const asked = request({ host: '127.0.0.1', port, path: url, headers: { host }, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [AsyncIterable<Buffer>];
  let body = '';
  for await (const chunk of response) body += chunk.toString('latin1');
  return body;
}

/** Every name that dnsmasq does not decide about is at this address. */
const ELSEWHERE = '198.18.0.1';

/** dnsmasq with `dnsmasq.conf`, or with `hosts` as an additional hosts file; another one is its upstream. */
export const blockedByDnsmasq: BlockedBy = async (list, urls) => {
  const upstream = await dnsmasq({ 'dnsmasq.conf': `address=/#/${ELSEWHERE}\n` }, []);
  const under = await dnsmasq(list, [`--server=127.0.0.1#${upstream.port}`]);
  try {
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${under.port}`]);
    const blocked = new Set<string>();
    for (const url of urls) {
      const addresses = await resolver.resolve4(new URL(url).hostname).catch(withoutAddress);
      if (!addresses.includes(ELSEWHERE)) blocked.add(url);
    }
    return blocked;
  } finally {
    await Promise.all([under.stop(), upstream.stop()]);
  }
};

/** No such name, or none of this family. Anything else is no answer. */
function withoutAddress(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return [];
  throw error;
}

async function dnsmasq(list: ListTexts, more: readonly string[]): Promise<Awaited<ReturnType<typeof startDaemon>>> {
  const port = await freePort();
  const folder = makeFolder('dnsmasq');
  writeAll(folder, { 'dnsmasq.conf': '', hosts: '', ...list });
  const args = [`--conf-file=${folder}/dnsmasq.conf`, `--addn-hosts=${folder}/hosts`, `--port=${port}`, ...more];
  args.push(
    '--keep-in-foreground',
    '--no-resolv',
    '--no-hosts',
    '--listen-address=127.0.0.1',
    '--bind-interfaces',
    '--pid-file=',
  );
  return startDaemon({ name: 'dnsmasq', command: 'dnsmasq', args: [...args, '--user='], folder, port });
}

/** The engine of Ghostery; what a person opens, asked for as a document and as a part of another page. */
export const blockedByGhostery: BlockedBy = (list, urls) => {
  const engine = FiltersEngine.parse(Object.values(list).join('\n'));
  const matches = (url: string, type: 'document' | 'script', sourceUrl: string): boolean =>
    engine.match(Request.fromRawDetails({ url, type, sourceUrl })).match;
  return new Set(
    urls.filter((url) => matches(url, 'document', '') || matches(url, 'script', 'https://first.example/')),
  );
};

/** A folder with the files of a list, for the product. */
export function folderOf(path: string, list: ListTexts): string {
  mkdirSync(path);
  writeAll(path, list);
  return path;
}
