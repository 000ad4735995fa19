import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect } from '@jest/globals';
import { until } from '@netvakt/testing';
import { seriesOf } from '../support/metrics.ts';
import { freePort } from '../support/ports.ts';
import { folderWith } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const stage = new Stage();
const programs = new Programs();
afterEach(async () => {
  await stage.close();
  await programs.close();
});

const BIG = 8 * 1024 * 1024;

/** nginx as an origin: a large file, and an access log that names what it was asked for, one request a line. It writes that after the answer. */
async function startNginx(): Promise<{ readonly port: number; readonly asked: () => Promise<string[]> }> {
  const port = await freePort();
  const folder = await folderWith({});
  await chmod(folder, 0o755); // its worker is another user
  await mkdir(join(folder, 'www/blocked'), { recursive: true });
  await writeFile(join(folder, 'www/free'), 'free\n');
  await writeFile(join(folder, 'www/blocked/page'), 'must not be seen\n');
  await writeFile(join(folder, 'www/big'), Buffer.alloc(BIG, 'netvakt '));
  const config = `
    daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http {
      log_format asked '$request | $http_host | $http_via'; access_log ${folder}/access.log asked;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f;
      uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s; default_type text/plain;
      server { listen 127.0.0.1:${port}; root ${folder}/www; location /form { return 200 'posted'; } }
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const { output } = programs.start('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]);
  const answers = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/free`).then(
      () => true,
      () => false,
    );
  await until('nginx answers', answers, output);
  const asked = async (): Promise<string[]> =>
    (await readFile(join(folder, 'access.log'), 'utf8')).trimEnd().split('\n').slice(1);
  return { port, asked };
}

async function curl(filter: Running, ...words: string[]): Promise<Buffer> {
  const args = ['-s', '-x', `http://127.0.0.1:${filter.proxyPort}`, ...words];
  const { stdout } = await promisify(execFile)('curl', args, { encoding: 'buffer', maxBuffer: 2 * BIG });
  return stdout;
}

testWith(
  ['nginx', 'curl'],
  'nginx is asked for what is free, in origin-form, and never for what is blocked',
  async () => {
    const nginx = await startNginx();
    const filter = await stage.filter(configText(nginx.port));
    expect((await curl(filter, 'http://mixed.test/free')).toString()).toBe('free\n');
    const big = await curl(filter, 'http://free.test/big');
    expect(createHash('sha256').update(big).digest('hex')).toBe(
      createHash('sha256').update(Buffer.alloc(BIG, 'netvakt ')).digest('hex'),
    );
    const range = await curl(filter, '-r', '100-107', '-w', ' %{http_code}', 'http://free.test/big');
    expect(range.toString()).toBe(`${'netvakt '.repeat(2).slice(4, 12)} 206`);
    // Three requests over one connection of curl's; the blocked one in the middle ends it.
    const three = await curl(
      filter,
      '-o',
      '/dev/null',
      '-o',
      '/dev/null',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code} ',
      'http://mixed.test/free',
      'http://mixed.test/blocked/page',
      'http://mixed.test/free?again',
    );
    expect(three.toString()).toBe('200 451 200 ');
    expect((await curl(filter, '-d', 'a=b', 'http://free.test/form')).toString()).toBe('posted');

    await until('nginx says all', async () => (await nginx.asked()).length >= 6);
    expect(await nginx.asked()).toEqual([
      'GET /free HTTP/1.1 | mixed.test | 1.1 edge',
      'GET /big HTTP/1.1 | free.test | 1.1 edge',
      'GET /big HTTP/1.1 | free.test | 1.1 edge',
      'GET /free HTTP/1.1 | mixed.test | 1.1 edge',
      'GET /free?again HTTP/1.1 | mixed.test | 1.1 edge',
      'POST /form HTTP/1.1 | free.test | 1.1 edge',
    ]);
    const blocked = { market: 'se', list: 'urls', protocol: 'http' };
    expect(seriesOf(await filter.admin('/metrics'), 'netvakt_blocked_requests_total', blocked)).toBe(1);
  },
);
