import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from '@jest/globals';
import { makeCoalition, SMALL_COALITION } from '@netvakt/fixtures/coalition';
import { until } from '@netvakt/testing';
import { runCommand } from '../../support/captured.ts';
import { freePort } from '../../support/ports.ts';
import { Programs, testWith } from '../../support/programs.ts';

const CONFIG = fileURLToPath(new URL('../../../../../deploy/coalition/pages-nginx.conf', import.meta.url));
const VERIFIER = fileURLToPath(new URL('../../../../../deploy/coalition/verify-log.py', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'netvakt-page-served-'));
const programs = new Programs();
afterAll(async () => {
  await programs.close();
  rmSync(root, { recursive: true });
});

/** nginx as the file in deploy/ sets it up, but without TLS, which has its own test in addition to the folder's. */
async function startNginx(pages: string): Promise<string> {
  const port = await freePort();
  writeFileSync(join(root, 'members.passwd'), 'members:{PLAIN}word\n');
  const text = readFileSync(CONFIG, 'utf8')
    .replaceAll(/^ *ssl_certificate.*$/gmu, '')
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replaceAll('/srv/coalition-pages', pages)
    .replace('/etc/nginx/coalition-members', join(root, 'members.passwd'));
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${root}/${kind};`,
  );
  const file = join(root, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; pid ${root}/pid; error_log ${root}/error.log; events {}\nhttp { ${paths.join(' ')}\n${text}\n}`,
  );
  programs.start('nginx', ['-c', file, '-e', join(root, 'error.log')]);
  const url = `http://127.0.0.1:${port}/`;
  await until('nginx answers', async () => (await fetch(url).catch(() => undefined))?.ok === true);
  return url;
}

function shell(command: string, cwd: string): string {
  return execFileSync('sh', ['-c', command], { cwd, encoding: 'utf8' });
}

testWith(
  ['nginx', 'sha256sum', 'python3'],
  'on nginx: the reader’s language, members by password; what the page says about verifying works',
  async () => {
    chmodSync(root, 0o755); // its worker is another user
    const { home, folder } = await makeCoalition(root, { ...SMALL_COALITION, quarters: 1 });
    const pages = join(root, 'pages');
    const { code } = await runCommand(['coalition', 'page', '--home', home, '--out', pages]);
    expect(code).toBe(0);
    const url = await startNginx(pages);
    const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${url}${path}`, { headers });
    for (const [languages, tag] of [
      ['sv-SE,sv;q=0.9,en;q=0.8', 'sv'],
      ['bs,hr', 'hr'],
      ['kk-KZ', 'kk'],
      ['fi', 'en'],
    ] as const) {
      const response = await get('', { 'Accept-Language': languages });
      expect(await response.text()).toContain(`<html lang="${tag}">`);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('vary')).toContain('Accept-Language');
    }
    expect((await get('members/')).status).toBe(401);
    const authorization = `Basic ${Buffer.from('members:word').toString('base64')}`;
    expect(await (await get('members/', { authorization })).text()).toContain('Benchmark for members');
    for (const path of ['.hidden', 'members', '../members/en.html', 'edition/']) {
      expect([path, (await get(path)).status]).toEqual([path, path === '../members/en.html' ? 401 : 404]);
    }
    expect((await get('figures.csv')).headers.get('content-type')).toBe('text/csv; charset=utf-8');

    const html = await (await get('en.html')).text();
    const commands = [...html.matchAll(/<pre><code>([^<]+)<\/code><\/pre>/gu)].map(([, command = '']) => command);
    expect(commands).toHaveLength(4);
    const [check = '', verify = '', search = ''] = commands;
    // A reader with the public folder, a copy of the keys and the verifier next to it.
    const desk = join(root, 'desk');
    mkdirSync(desk);
    copyFileSync(join(pages, 'public/keys'), join(desk, 'my-copy-of-keys'));
    copyFileSync(VERIFIER, join(desk, 'verify-log.py'));
    execFileSync('ln', ['-s', folder, join(desk, 'coalition-folder')]);
    expect(shell(check, join(pages, 'public'))).toMatch(/^checkpoint: OK$/mu);
    expect(shell(verify, desk)).toMatch(/entries, cosigned by \d+: nothing was changed/u);
    expect(shell(search, desk)).toMatch(/tile\/entries/u);
  },
);
