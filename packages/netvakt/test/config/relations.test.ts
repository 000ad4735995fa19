import { expect, test } from '@jest/globals';
import { LEAST, problemsOf } from '../support/config-text.ts';

test.each<{ why: string; text: string; reported: string[] }>([
  {
    why: 'QUIC that is to be inspected without a queue',
    text: `${LEAST}interception: { subscribers: [eth1], quic: inspect }\n`,
    reported: [
      'netvakt.yaml:11:44: interception.quic "inspect" needs a listener whose mode is packet\n    Add { mode: packet } to proxy.listen, or choose reject or drop',
    ],
  },
  {
    why: 'a mark that leads packets to the queue',
    text: `${LEAST}proxy: { listen: [{ mode: packet }] }\ninterception: { subscribers: [eth1], mark: 0x80 }\n`,
    reported: [
      'netvakt.yaml:12:44: interception.mark 0x80 is a bit that the listener of mode packet uses\n    Choose another bit than 0x40 and 0x80',
    ],
  },
  {
    why: 'a default market that is none',
    text: LEAST.replace('default_market: se', 'default_market: si'),
    reported: ['netvakt.yaml:2:17: default_market "si" is no market\n    Did you mean "se"?'],
  },
  {
    why: 'a list for a market that is none',
    text: LEAST.replace('markets: [se]', 'markets: [se, norway]'),
    reported: ['netvakt.yaml:8:53: lists[1].markets[1] "norway" is no market\n    Choose one of se, lt'],
  },
  {
    why: 'a market twice',
    text: LEAST.replace('id: lt', 'id: se'),
    reported: ['netvakt.yaml:5:11: markets[1].id "se" is there already\n    Name each market once'],
  },
  {
    why: 'a list twice: their counters cannot be distinguished',
    text: LEAST.replace('id: urls', 'id: domains'),
    reported: ['netvakt.yaml:8:11: lists[1].id "domains" is there already\n    Name each list once'],
  },
  {
    why: 'keyed hashes without their key',
    text: LEAST.replace('file: domains.txt', 'file: domains.txt, format: keyed-hashes'),
    reported: ['netvakt.yaml:7:47: lists[0].format needs the key of the list\n    Name it with hash_key'],
  },
  {
    why: 'a key for a list that is not hashed',
    text: LEAST.replace('file: domains.txt', 'file: domains.txt, hash_key: { file: a }, test_entry: a.test'),
    reported: [
      'netvakt.yaml:7:49: lists[0].hash_key belongs to a list of keyed hashes\n    Set format: keyed-hashes, or remove this key',
      'netvakt.yaml:7:74: lists[0].test_entry belongs to a list of keyed hashes\n    Set format: keyed-hashes, or remove this key',
    ],
  },
  {
    why: 'what was decided before a list was hashed, and a test entry that is no host',
    text: LEAST.replace(
      'file: domains.txt',
      'file: domains.txt, format: keyed-hashes, hash_key: { file: a }, test_entry: 192.0.2.1, path_case: insensitive, query: ignore, directory_is_prefix: false',
    ),
    reported: [
      'netvakt.yaml:7:96: lists[0].test_entry is no host\n    Write a host name that is on the list',
      ...['lists[0].path_case', 'lists[0].query', 'lists[0].directory_is_prefix'].map((key, i) => {
        const column = [118, 138, 167][i];
        return `netvakt.yaml:7:${column}: ${key} cannot be chosen for keyed hashes\n    Leave it out: it was decided before they were made`;
      }),
    ],
  },
  {
    why: 'more subscriptions behind the filter than there are',
    text: LEAST.replace('- id: se', '- { id: se, subscriptions: { filtered: 500, total: 400 } }'),
    reported: [
      'netvakt.yaml:4:42: markets[0].subscriptions.filtered 500 is above total, 400\n    Count in total what is in filtered, too',
    ],
  },
  {
    why: 'a prefix in two markets',
    text: LEAST.replace('- id: se', '- { id: se, clients: [192.0.2.0/24] }'),
    reported: [
      'netvakt.yaml:5:25: markets[1].clients[0] "192.0.2.0/24" belongs to market "se" already\n    Give each prefix to one market',
    ],
  },
  {
    why: 'a prefix within another is fine: the longest wins',
    text: LEAST.replace('- id: se', '- { id: se, clients: [192.0.2.0/25] }'),
    reported: [],
  },
  {
    why: 'a static host that is no host',
    text: `${LEAST}proxy: { hosts: [{ name: "bad host", to: "127.0.0.1:80" }] }`,
    reported: [
      'netvakt.yaml:11:26: proxy.hosts[0].name "bad host" is no host: host-character\n    Write a host name without scheme, port or path',
    ],
  },
  {
    why: 'a static host twice, in two spellings',
    text: `${LEAST}proxy:\n  hosts:\n    - { name: a.test, to: "127.0.0.1:80" }\n    - { name: A.TEST., to: "127.0.0.1:81" }`,
    reported: [
      'netvakt.yaml:14:15: proxy.hosts[1].name "A.TEST." with port 80 is there already\n    Give each name and port one target',
    ],
  },
  {
    why: 'getaddrinfo and name servers at once',
    text: `${LEAST}proxy: { resolvers: [192.0.2.53, system] }`,
    reported: [
      'netvakt.yaml:11:34: proxy.resolvers[1] "system" is set together with others\n    Keep it alone, or the name servers',
    ],
  },
  {
    why: 'administration on the proxy’s own port',
    text: `${LEAST}admin: { port: 3128 }`,
    reported: [
      'netvakt.yaml:11:16: admin.port 3128 is taken by proxy.listen[0] on the same address\n    Choose another port',
    ],
  },
  {
    why: 'port 0 twice is two ports',
    text: `${LEAST}admin: { port: 0 }\nproxy: { listen: [{ address: 127.0.0.1, port: 0 }] }`,
    reported: [],
  },
  {
    why: 'a target that could not fit in its head',
    text: `${LEAST}proxy: { limits: { head_bytes: 2048, target_bytes: 4096 } }`,
    reported: [
      'netvakt.yaml:11:52: proxy.limits.target_bytes 4096 is above head_bytes, 2048\n    A target is part of a head: choose at most head_bytes',
    ],
  },
])('$why', ({ text, reported }) => {
  expect(problemsOf(text)).toEqual(reported);
});

test.each<{ why: string; listen: string; reported: string[] }>([
  {
    why: 'a transparent listener of each mode',
    listen:
      '[{ mode: tproxy, address: "::1", port: 8080, source: preserve, mark: 2 }, { mode: redirect, inherited: web }]',
    reported: [],
  },
  {
    why: 'no address and no inherited socket',
    listen: '[{ port: 8080 }]',
    reported: ['address is missing\n    Add an address of this machine, or the name of an inherited socket'],
  },
  {
    why: 'both',
    listen: '[{ address: 127.0.0.1, inherited: web }]',
    reported: ['inherited is set in addition to an address\n    Keep one: an inherited socket has its address already'],
  },
  {
    why: 'a key of transparent modes in an explicit listener',
    listen: '[{ address: 127.0.0.1, source: preserve }]',
    reported: ['source has no meaning if the mode is explicit\n    Remove it, or set mode to tproxy or redirect'],
  },
  {
    why: 'a listener on a port that is intercepted',
    listen: '[{ mode: tproxy, address: 127.0.0.1, port: 80, ports: [80] }]',
    reported: [
      'port 80 is among the ports that are looked into\n    Choose a port for the listener that no client uses: its own connections cannot be distinguished',
    ],
  },
  {
    why: 'a policy of overload for each listener that can have it',
    listen:
      '[{ mode: tproxy, address: "::1", port: 8080, overload: open }, { mode: redirect, address: "::1", port: 8081, overload: closed }]',
    reported: [],
  },
  ...['mode: redirect, address: 127.0.0.1', 'mode: tproxy, inherited: web', 'address: 127.0.0.1'].map((listen) => ({
    why: `connections that cannot pass by themselves while it is full (${listen})`,
    listen: `[{ ${listen}, port: 8080, overload: open }]`,
    reported: [
      'overload "open" is not possible here\n    Remove it: only a tproxy listener with an address can let connections pass while it is full',
    ],
  })),
  {
    why: 'a policy that is none',
    listen: '[{ mode: tproxy, address: 127.0.0.1, h2c: refuze }]',
    reported: ['h2c "refuze" is no choice here\n    Choose one of pass, refuse. Did you mean "refuse"?'],
  },
])('a listener: $why', ({ listen, reported }) => {
  const problems = problemsOf(`${LEAST}proxy: { listen: ${listen} }`);
  expect(problems.map((problem) => problem.replace(/^netvakt\.yaml:11:\d+: proxy\.listen\[0\]\./, ''))).toEqual(
    reported,
  );
});
