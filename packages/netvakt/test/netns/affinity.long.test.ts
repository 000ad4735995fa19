/** Which node a Linux router chooses for the connections of a client; nothing is sent. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';

const ROUTER = fileURLToPath(new URL('../../../../deploy/sysctl/router.conf', import.meta.url));
const NAMESPACE = `nv-affinity-${process.pid}`;
const CLIENTS = Array.from({ length: 30 }, (_, i) => i + 2);
const PORTS = [20_001, 20_002, 20_003, 20_004];
const HOSTS = [7, 8, 9, 10];

const WAYS = {
  ipv4: { client: (i: number) => `10.79.0.${i}`, origin: (i: number) => `198.51.100.${i}` },
  ipv6: { client: (i: number) => `2001:db8:79::${i}`, origin: (i: number) => `2001:db8:100::${i}` },
} as const;

function run(words: readonly string[], input = ''): string {
  const [command = '', ...rest] = words;
  const { status, stdout, stderr } = spawnSync(command, rest, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  return stdout;
}
const ip = (...words: string[]): string => run(['ip', '-n', NAMESPACE, ...words]);
const sysctl = (...words: string[]): string => run(['ip', 'netns', 'exec', NAMESPACE, 'sysctl', '-q', ...words]);

/** How many clients reach both nodes with the four connections that `of` gives for each. */
function clientsOfBoth(
  family: keyof typeof WAYS,
  of: readonly { readonly host: number; readonly port: number }[],
): number {
  const { client, origin } = WAYS[family];
  const asks = CLIENTS.flatMap((i) =>
    of.map(
      ({ host, port }) => `route get ${origin(host)} from ${client(i)} iif sub ipproto tcp sport ${port} dport 443`,
    ),
  );
  const reported = run(['ip', '-n', NAMESPACE, '-batch', '-'], `${asks.join('\n')}\n`);
  const nodes = [...reported.matchAll(/ dev (n[12]) /gu)].map(([, node]) => node);
  expect(nodes).toHaveLength(asks.length);
  return CLIENTS.filter((_, i) => new Set(nodes.slice(i * of.length, (i + 1) * of.length)).size > 1).length;
}

/** Next hops of one route, one by each of the cables. */
function hops(...addresses: readonly string[]): string[] {
  return addresses.flatMap((address, i) => ['nexthop', 'via', address, 'dev', `n${i + 1}`]);
}

describeInNamespaces('the node that a client comes to', () => {
  beforeAll(() => {
    run(['ip', 'netns', 'add', NAMESPACE]);
    for (const [i, name] of ['n1', 'n2', 'sub'].entries()) {
      ip('link', 'add', name, 'type', 'veth', 'peer', 'name', `${name}-peer`);
      ip('addr', 'add', i === 2 ? '10.79.0.1/24' : `10.78.${i}.1/24`, 'dev', name);
      ip('-6', 'addr', 'add', i === 2 ? '2001:db8:79::1/64' : `2001:db8:78:${i}::1/64`, 'dev', name, 'nodad');
      ip('link', 'set', name, 'up');
      ip('link', 'set', `${name}-peer`, 'up');
    }
    sysctl('-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1', 'net.ipv4.conf.all.rp_filter=0');
    ip('route', 'add', '198.51.100.0/24', ...hops('10.78.0.2', '10.78.1.2'));
    ip('-6', 'route', 'add', '2001:db8:100::/64', ...hops('2001:db8:78:0::2', '2001:db8:78:1::2'));
  });
  afterAll(() => void run(['ip', 'netns', 'del', NAMESPACE]));

  const fourPorts = PORTS.map((port) => ({ host: 7, port }));
  const fourHosts = HOSTS.map((host) => ({ host, port: 20_001 }));

  test.each(['ipv4', 'ipv6'] as const)('%s: by addresses and ports, most clients come to both nodes', (family) => {
    sysctl('-w', `net.${family}.fib_multipath_hash_policy=1`);
    // 26 of 30 are expected of four connections: 1 - 2 / 2^4. Below 15 comes once in 10^8 secrets of the kernel.
    expect(clientsOfBoth(family, fourPorts)).toBeGreaterThan(14);
  });

  test.each(['ipv4', 'ipv6'] as const)('%s: with deploy/sysctl/router.conf each client comes to one node', (family) => {
    sysctl('-p', ROUTER);
    expect([clientsOfBoth(family, fourPorts), clientsOfBoth(family, fourHosts)]).toEqual([0, 0]);
  });
});
