/** A fleet whose store is a real nginx, over TLS with PUT: one publisher, nodes that hold no list at all. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, jest } from '@jest/globals';
import { until } from '@netvakt/testing';
import { type Ran, runCommand } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import { seriesOf } from '../support/metrics.ts';
import { freePort } from '../support/ports.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';

const NEEDS = ['nginx', 'openssl'];
const programs = new Programs();
const running: Netvakt[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((netvakt) => netvakt.kill()));
  await programs.close();
});

const BASE = `operator: { name: Operator, url: https://operator.example/ }
block:
  { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }]
lists: [{ id: domains, file: domains.txt }]
admin: { port: 0 }
log: { format: json, level: debug }
proxy: { listen: [{ address: 127.0.0.1, port: 0 }], workers: 1 }
`;

const MANY = Array.from({ length: 5000 }, (_, i) => `canary-${i}.test\n`).join('');

/** An nginx with its store, a publisher, and what its nodes need. */
interface Scene {
  readonly folder: string;
  readonly store: string;
  publish(list: string, ...words: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  halt(): Promise<Ran>;
  /** The configuration of a node of that name. */
  node(name: string, more?: string): Promise<string>;
  /** What nginx answered, one status and path a line. It writes that after the answer. */
  asked(): Promise<readonly string[]>;
}

async function startNginx(folder: string): Promise<number> {
  const port = await freePort();
  const names = ['-subj', '/CN=store', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...names, ...files],
    {
      stdio: 'ignore',
    },
  );
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'store'));
  await chmod(join(folder, 'store'), 0o777); // its worker is another user
  const config = `
    daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http {
      log_format asked '$status $uri'; access_log ${folder}/access.log asked;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f;
      uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s; client_max_body_size 64m;
      server {
        listen 127.0.0.1:${port} ssl; ssl_certificate ${folder}/tls.pem; ssl_certificate_key ${folder}/tls.key;
        root ${folder}; dav_methods PUT;
        if ($http_authorization !~ "^Bearer test$") { set $writing "$request_method"; }
        if ($writing = PUT) { return 403; }
      }
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const { output } = programs.start('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]);
  await until('nginx runs', async () => (await readdir(folder)).includes('pid'), output);
  return port;
}

async function makeScene(): Promise<Scene> {
  const folder = await folderWith({ token: 'Bearer test\n', 'must-pass.txt': '# ours\nhttps://portal.test/start\n' });
  const port = await startNginx(folder);
  const url = `https://127.0.0.1:${port}/store/`;
  await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'secret')]);
  await runCommand(['list', 'keygen', '--list', 'north', '--output', join(folder, 'fleet')]);
  const common = `fleet:
  id: north
  key: { file: ${folder}/secret }
  keys: ${folder}/fleet.keys.json
`;
  const publisher = join(folder, 'publisher.yaml');
  await writeFile(
    publisher,
    `${BASE}${common}  folder: published
  publish:
    signing_keys: [fleet.key]
    shares: [50, 100]
    https: { url: "${url}", authorities: tls.pem, authorization: token }
`,
  );
  return {
    folder,
    store: join(folder, 'store'),
    publish: async (list, ...words) => {
      await writeFile(join(folder, 'domains.txt'), list);
      const ran = await runCommand(['fleet', 'publish', '--json', '--config', publisher, ...words]);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      return JSON.parse(ran.stdout) as Record<string, unknown>;
    },
    halt: () => runCommand(['fleet', 'halt', '--json', '--config', publisher]),
    node: async (name, more = '') => {
      const config = join(folder, `${name}.yaml`);
      const base = BASE.replace('domains.txt', 'no-such-file.txt');
      const source = `  folder: ${name}\n  node: ${name}\n  source: { url: "${url}manifest.json", authorities: tls.pem }\n`;
      await writeFile(config, `${base}${common}${source}  must_pass: must-pass.txt\n${more}`);
      return config;
    },
    asked: async () => (await readFile(join(folder, 'access.log'), 'utf8')).trimEnd().split('\n'),
  };
}

async function update(config: string): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await runCommand(['fleet', 'update', '--json', '--config', config]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function verdictOf(config: string, host: string): Promise<string> {
  const { stdout } = await runCommand(['check', '--config', config, `http://${host}/`]);
  return (JSON.parse(stdout) as { verdict: string }).verdict;
}

/** The first of `names` whose turn is before, or not before, half of the fleet. */
async function nameWhere(config: string, isFirstHalf: boolean): Promise<string> {
  const names = Array.from({ length: 64 }, (_, i) => `node-${i}`);
  const { stdout } = await runCommand(['fleet', 'turn', '--json', '--config', config, ...names]);
  const turns = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { node: string; percent: number });
  return turns.find(({ percent }) => percent < 50 === isFirstHalf)?.node ?? 'none';
}

testWith(
  NEEDS,
  'a snapshot goes out whole, then as a delta to the nodes whose turn it is, and comes back at the halt',
  async () => {
    const scene = await makeScene();
    const any = await scene.node('any');
    const early = await scene.node(await nameWhere(any, true));
    const late = await scene.node(await nameWhere(any, false));
    expect(await update(early)).toMatchObject({ outcome: 'refused', reason: 'source-status' });
    await scene.publish(MANY);
    expect(await update(early)).toMatchObject({ outcome: 'taken', form: 'whole', generation: 1 });
    const first = await update(late);
    expect(await verdictOf(early, 'canary-7.test')).toBe('block');

    expect(await scene.publish(`${MANY}late.test\n`)).toMatchObject({ stable: 1, next: 2, percent: 50 });
    const second = await update(early);
    expect(second).toMatchObject({ outcome: 'taken', form: 'delta', generation: 2 });
    expect(Number(second['bytes']) * 10).toBeLessThan(Number(first['bytes']));
    expect(await update(late)).toMatchObject({ outcome: 'unchanged', generation: 1 });
    expect([await verdictOf(early, 'late.test'), await verdictOf(late, 'late.test')]).toEqual(['block', 'forward']);
    // A manifest of this second could be replaced under the same tag: it is asked for without. Four seconds later it is not.
    const now = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 4000);
    expect(await update(early)).toMatchObject({ outcome: 'unchanged', generation: 2 });
    expect(await update(early)).toMatchObject({ outcome: 'unchanged', generation: 2 });
    await until('nginx says so', async () => (await scene.asked()).at(-1) === '304 /store/manifest.json');
    clock.mockRestore();

    expect(await scene.halt()).toMatchObject({ code: 0 });
    expect(await update(early)).toMatchObject({ outcome: 'taken', form: 'kept', generation: 1, bytes: 0 });
    expect(await verdictOf(early, 'late.test')).toBe('forward');
    expect(await scene.publish(`${MANY}later.test\n`, '--at-once')).toMatchObject({ stable: 1, next: 3, percent: 100 });
    expect(await update(late)).toMatchObject({ outcome: 'taken', form: 'delta', generation: 3 });
  },
);

testWith(
  NEEDS,
  'what was changed on the way, sent again, meant for others or bad for this node is refused; the one before stays',
  async () => {
    const scene = await makeScene();
    const node = await scene.node('node');
    const manifest = join(scene.store, 'manifest.json');
    await scene.publish(MANY);
    const old = await readFile(manifest);
    await update(node);
    for (const file of await readdir(scene.store))
      expect((await readFile(join(scene.store, file))).includes('canary')).toBe(false);
    const refusedFor = async (reason: string): Promise<void> => {
      expect(await update(node)).toMatchObject({ outcome: 'refused', reason });
      expect(await verdictOf(node, 'canary-7.test')).toBe('block');
    };

    await scene.publish(`${MANY}portal.test\n`, '--at-once');
    await refusedFor('fleet-must-pass');

    const { next } = await scene.publish(`late.test\n${MANY}`, '--at-once');
    const [whole, delta] = [`whole-${String(next)}`, `delta-1-${String(next)}`].map((name) => join(scene.store, name));
    const bytes = await readFile(whole ?? '');
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(whole ?? '', bytes);
    await writeFile(delta ?? '', 'cut off');
    await refusedFor('content-mismatch');

    await writeFile(manifest, old);
    await refusedFor('manifest-rollback');
    await writeFile(manifest, old.toString().replace('"serial":1', '"serial":9'));
    await refusedFor('signature-invalid');

    const stranger = await scene.node('stranger');
    await writeFile(join(scene.folder, 'other-secret'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    await writeFile(stranger, (await readFile(stranger, 'utf8')).replace('/secret }', '/other-secret }'));
    await scene.publish(MANY, '--at-once');
    expect(await update(stranger)).toMatchObject({ outcome: 'refused', reason: 'fleet-secret' });

    const other = await scene.node('other');
    await writeFile(other, (await readFile(other, 'utf8')).replace('[{ id: se }]', '[{ id: se }, { id: lt }]'));
    expect(await update(other)).toMatchObject({ outcome: 'refused', reason: 'fleet-lists' });
  },
);

testWith(NEEDS, 'a list in shadow is in shadow at every node', async () => {
  const scene = await makeScene();
  const node = await scene.node('node');
  await scene.publish(MANY);
  await update(node);
  const publisher = join(scene.folder, 'publisher.yaml');
  const text = await readFile(publisher, 'utf8');
  await writeFile(publisher, text.replace('file: domains.txt }', 'file: domains.txt, enforcement: shadow }'));
  await scene.publish(MANY, '--at-once');
  expect(await update(node)).toMatchObject({ outcome: 'taken', form: 'whole', generation: 2 }); // other markets: no delta
  expect(await verdictOf(node, 'canary-7.test')).toBe('forward');
});

testWith(
  NEEDS,
  'a running node without any list starts from the store, and takes the next generation by itself',
  async () => {
    const scene = await makeScene();
    await scene.publish(MANY);
    const config = await scene.node('running', '  every_seconds: 5\n  start_jitter_seconds: 0\n');
    const netvakt = new Netvakt(['run', '--config', config]);
    running.push(netvakt);
    const { proxy, admin } = await netvakt.logged('listening');
    await scene.publish(`${MANY}late.test\n`, '--at-once');
    await netvakt.logged('reloaded');
    const [address] = proxy as readonly string[];
    const client = await Client.connect(Number(address?.slice(address.lastIndexOf(':') + 1)));
    expect((await client.get('http://late.test/')).status).toBe(451);
    client.end();
    const metrics = await (await fetch(`http://${String((admin as readonly string[])[0])}/metrics`)).text();
    expect(seriesOf(metrics, 'netvakt_fleet_generation')).toBe(2);
    expect(metrics).toContain('netvakt_fleet_looks_total{outcome="delta"} 1');
    expect(netvakt.stderr).not.toContain('canary');
  },
);
