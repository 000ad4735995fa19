import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, WAIT } from '@netvakt/testing';
import { inNamespace } from '../../../../proxy/test/netns/support/program.ts';
import { ORIGIN } from '../../../../proxy/test/netns/support/world.ts';
import { folderWith } from '../../support/process.ts';
import { Programs } from '../../support/programs.ts';
import type { Scene } from './scene.ts';

const CADDYFILE = `{
  admin off
  auto_https off
  skip_install_trust
}
https://free.test, https://blocked.test {
  bind ${ORIGIN.join(' ')}
  tls cert.pem key.pem
  respond "{http.request.host} over {http.request.proto}"
}
`;

/** Another address of the origin, of a server that lets clients move: Caddy 2.6 does not. */
const MOBILE = '203.0.113.3';

const BROWSER = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** Caddy on the origin's machine, which speaks HTTP/3 too; clients on the client's machine that do. */
export class QuicWeb {
  readonly #scene: Scene;
  readonly #folder: string;
  readonly #pin: string;
  readonly #programs: Programs;

  private constructor(scene: Scene, folder: string, pin: string, programs: Programs) {
    this.#scene = scene;
    this.#folder = folder;
    this.#pin = pin;
    this.#programs = programs;
  }

  static async start(scene: Scene): Promise<QuicWeb> {
    const hosts = (v: 0 | 1): string => `${ORIGIN[v]} free.test blocked.test\n${MOBILE} mobile.test\n`;
    const folder = await folderWith({ Caddyfile: CADDYFILE, hosts0: hosts(0), hosts1: hosts(1) });
    const pin = certify(folder);
    scene.world.origin.run(
      ['nft', '-f', '-'],
      'table inet quic { counter came { }; chain input { type filter hook input priority 0; udp dport 443 counter name came; }; }',
    );
    scene.world.origin.run(['ip', 'address', 'add', `${MOBILE}/24`, 'dev', 'subscribers']);
    const programs = new Programs();
    const command = ['env', '-C', folder, `HOME=${folder}`, 'caddy', 'run', '--config', 'Caddyfile'];
    const [program, ...words] = inNamespace(scene.world.origin.namespace, [...command, '--adapter', 'caddyfile']);
    const { output } = programs.start(program, words);
    await until('Caddy serves', () => output().includes('serving initial configuration'), output);
    const files = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const server = ['gtlsserver', '--quiet', `--htdocs=${folder}`, MOBILE, '443', ...files];
    const [mobile, ...arguments_] = inNamespace(scene.world.origin.namespace, server);
    programs.start(mobile, arguments_);
    await until('ngtcp2 serves', () => scene.world.origin.run(['ss', '-Hlun']).includes(`${MOBILE}:443`));
    return new QuicWeb(scene, folder, pin, programs);
  }

  /** Datagrams to UDP port 443 that have reached the origin since the last call. */
  came(): number {
    const reset = this.#scene.world.origin.run(['nft', 'reset', 'counter', 'inet', 'quic', 'came']);
    return Number(/packets (\d+)/.exec(reset)?.[1]);
  }

  /** What a Chromium shows of a page. What it has learnt of a server stays in the profile. */
  browse(url: string, profile: string, force: string): string {
    const pin = `--ignore-certificate-errors-spki-list=${this.#pin}`;
    const names = `--host-resolver-rules=MAP *.test ${ORIGIN[0]}`;
    const words = [...BROWSER, `--user-data-dir=${join(this.#folder, profile)}`, pin, names];
    // A self-signed certificate is good enough for HTTP/3 only on hosts that are named for any port of theirs.
    words.push(`--origin-to-force-quic-on=${force}`, '--dump-dom', url);
    return this.#scene.world.client.run(['timeout', `${WAIT / 1000}`, 'chromium', ...words]);
  }

  /** Whether the profile of a Chromium that has ended has a record that a host speaks HTTP/3. */
  knows(profile: string, name: string): boolean {
    const folder = join(this.#folder, profile);
    return readdirSync(folder, { encoding: 'utf8', recursive: true })
      .filter((path) => path.endsWith('Network Persistent State'))
      .some((path) => {
        const text = readFileSync(join(folder, path), 'utf8');
        return text.includes('alternative_service') && text.includes(`https://${name}`);
      });
  }

  /** The output of ngtcp2's client for a page of `name`; it gives up after so many seconds without an answer. */
  ask(v: 0 | 1, name: string, seconds: number, ...more: readonly string[]): string {
    const words = ['--no-quic-dump', '--exit-on-all-streams-close', `--timeout=${seconds}s`, ...more];
    const mount = `mount --bind ${join(this.#folder, `hosts${v}`)} /etc/hosts; gtlsclient "$@" 2>&1 || true`;
    const question = [...words, name, '443', `https://${name}/Caddyfile`];
    return this.#scene.world.client.run(['unshare', '--mount', 'sh', '-c', mount, 'sh', ...question]);
  }

  close(): Promise<void> {
    return this.#programs.close();
  }
}

/** Makes a key and a certificate; returns the pin of the key, as Chromium takes it. */
function certify(folder: string): string {
  const script = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=free.test \\
  -addext subjectAltName=DNS:free.test,DNS:blocked.test -keyout key.pem -out cert.pem 2>/dev/null
openssl x509 -in cert.pem -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64`;
  return spawnSync('sh', ['-ec', script], { cwd: folder, encoding: 'utf8' }).stdout.trim();
}
