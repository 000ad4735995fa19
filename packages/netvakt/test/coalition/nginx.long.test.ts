import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect } from '@jest/globals';
import { until } from '@netvakt/testing';
import { freePort } from '../support/ports.ts';
import { Programs, testWith } from '../support/programs.ts';
import { AGGREGATORS, CommandedQuarter, MEMBERS, QUARTER } from './quarter.ts';

const CONFIG = fileURLToPath(new URL('../../../../deploy/coalition/nginx.conf', import.meta.url));
const programs = new Programs();
const roots: string[] = [];

afterEach(async () => {
  await programs.close();
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** A coalition on nginx as the file in deploy/ sets it up; each party has a copy of the folder of its own. */
class OnNginx {
  readonly root: string = mkdtempSync(join(tmpdir(), 'netvakt-nginx-'));
  readonly quarter: CommandedQuarter = new CommandedQuarter(join(this.root, 'parties'));
  url = '';
  ca = '';

  async start(): Promise<void> {
    roots.push(this.root);
    chmodSync(this.root, 0o755);
    const etc = join(this.root, 'etc');
    const served = join(this.root, 'served');
    for (const folder of [etc, served, this.quarter.root]) mkdirSync(folder);
    chmodSync(served, 0o777); // its worker is another user
    this.ca = certificate(etc);
    for (const id of [...MEMBERS, ...AGGREGATORS]) writeFileSync(this.tokenOf(id), secretOf(id));
    const lines = [...MEMBERS, ...AGGREGATORS].map(
      (id) => `"Bearer ${secretOf(id)}" ${id === 'north' ? 'secretariat' : id};\n`,
    );
    writeFileSync(join(etc, 'tokens.map'), lines.join(''));
    const port = await freePort();
    this.url = `https://localhost:${port}/`;
    const text = readFileSync(CONFIG, 'utf8')
      .replaceAll('/etc/nginx/coalition', etc)
      .replace('/srv/coalition', served)
      .replace('listen 8443', `listen 127.0.0.1:${port}`);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${this.root}/${kind};`,
    );
    writeFileSync(
      join(this.root, 'nginx.conf'),
      `daemon off; pid ${this.root}/pid; error_log ${this.root}/error.log; events {}\nhttp { ${paths.join(' ')}\n${text}\n}`,
    );
    const { output } = programs.start('nginx', [
      '-c',
      join(this.root, 'nginx.conf'),
      '-e',
      join(this.root, 'error.log'),
    ]);
    await until('nginx answers', async () => (await this.status('public/log/checkpoint')) === 404, output);
  }

  tokenOf(id: string): string {
    return join(this.root, 'etc', `token-${id}`);
  }

  status(path: string, id?: string): Promise<number> {
    const headers = id === undefined ? {} : { authorization: `Bearer ${secretOf(id)}` };
    return new Promise((resolve) => {
      get(new URL(path, this.url), { ca: readFileSync(this.ca), headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).on('error', () => resolve(0));
    });
  }

  /** From now on a party works on a copy of its own. */
  part(id: string): void {
    const copy = join(this.root, `copy-${id}`);
    cpSync(this.quarter.folder, copy, { recursive: true });
    const home = join(this.quarter.homeOf(id), 'home.json');
    writeFileSync(home, readFileSync(home, 'utf8').replace(this.quarter.folder, copy));
  }

  async sync(id: string): Promise<string> {
    const words = ['sync', this.url, '--ca', this.ca, '--token-file', this.tokenOf(id), '--quarter', QUARTER];
    return await this.quarter.expectDone(id, ...words);
  }
}

/** As long as what netvakt coalition token makes. */
function secretOf(id: string): string {
  return `token-of-${id}-`.padEnd(43, '0123456789');
}

function certificate(folder: string): string {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...words, ...names], { stdio: 'ignore' });
  return cert;
}

testWith(
  ['nginx', 'openssl'],
  'a quarter over nginx with its DAV module: submitted, summed, recorded, verified, each party with a copy of its own',
  async () => {
    const nginx = new OnNginx();
    await nginx.start();
    const { quarter } = nginx;
    await quarter.join();
    for (const id of [...MEMBERS, ...AGGREGATORS]) nginx.part(id);

    for (const [i, id] of MEMBERS.entries()) {
      await quarter.expectDone(id, 'submit', quarter.report(id, 71_000 + i));
      expect(await nginx.sync(id)).toContain(`sent: sealed/${QUARTER}/submission-${id}.1.jws`);
    }
    expect(await nginx.sync('ash')).toContain('sent 0');
    for (const id of ['north', 'south', 'north']) {
      await nginx.sync(id);
      await quarter.expectDone(id, 'sum', QUARTER);
      await nginx.sync(id);
    }
    for (const id of ['south', 'north']) {
      await nginx.sync(id);
      await quarter.expectDone(id, 'open', QUARTER);
      await nginx.sync(id);
    }
    await quarter.expectDone('north', 'record');
    await nginx.sync('north');

    await nginx.sync('ash');
    expect(JSON.parse(await quarter.expectDone('ash', 'verify', '--json'))).toMatchObject({
      sound: true,
      files: { checked: 3, waiting: [] },
    });
    expect(readdirSync(join(nginx.root, 'copy-ash/sealed', QUARTER))).toEqual(['submission-ash.1.jws']);
    await nginx.sync('ash');
    await nginx.sync('north');
    expect(JSON.parse(await quarter.expectDone('north', 'record', '--json'))).toMatchObject({ cosigners: ['ash'] });

    const sealed = `sealed/${QUARTER}/submission-ash.1.jws`;
    const asked = [undefined, 'birch', 'ash', 'south'].map((id) => nginx.status(sealed, id));
    expect(await Promise.all(asked)).toEqual([403, 403, 200, 200]);
    expect(await nginx.status('public/log/checkpoint')).toBe(200);
  },
);
