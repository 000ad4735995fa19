import { expect, test } from '@jest/globals';
import { LEAST, problemsOf } from '../support/config-text.ts';

test.each<{ why: string; text: string; told: string[] }>([
  {
    why: 'a default market that is none',
    text: LEAST.replace('default_market: se', 'default_market: si'),
    told: ['netvakt.yaml:2:17: default_market "si" is no market\n    Did you mean "se"?'],
  },
  {
    why: 'a list for a market that is none',
    text: LEAST.replace('markets: [se]', 'markets: [se, norway]'),
    told: ['netvakt.yaml:8:53: lists[1].markets[1] "norway" is no market\n    Choose one of se, lt'],
  },
  {
    why: 'a market twice',
    text: LEAST.replace('id: lt', 'id: se'),
    told: ['netvakt.yaml:5:11: markets[1].id "se" is there already\n    Name each market once'],
  },
  {
    why: 'a list twice: their counters could not be told apart',
    text: LEAST.replace('id: urls', 'id: domains'),
    told: ['netvakt.yaml:8:11: lists[1].id "domains" is there already\n    Name each list once'],
  },
  {
    why: 'a prefix in two markets',
    text: LEAST.replace('- id: se', '- { id: se, clients: [192.0.2.0/24] }'),
    told: [
      'netvakt.yaml:5:25: markets[1].clients[0] "192.0.2.0/24" belongs to market "se" already\n    Give each prefix to one market',
    ],
  },
  {
    why: 'a prefix within another is fine: the longest wins',
    text: LEAST.replace('- id: se', '- { id: se, clients: [192.0.2.0/25] }'),
    told: [],
  },
  {
    why: 'a static host that is no host',
    text: `${LEAST}proxy: { hosts: [{ name: "bad host", to: "127.0.0.1:80" }] }`,
    told: [
      'netvakt.yaml:11:26: proxy.hosts[0].name "bad host" is no host: host-character\n    Write a host name without scheme, port or path',
    ],
  },
  {
    why: 'a static host twice, in two spellings',
    text: `${LEAST}proxy:\n  hosts:\n    - { name: a.test, to: "127.0.0.1:80" }\n    - { name: A.TEST., to: "127.0.0.1:81" }`,
    told: [
      'netvakt.yaml:14:15: proxy.hosts[1].name "A.TEST." with port 80 is there already\n    Give each name and port one target',
    ],
  },
  {
    why: 'administration on the proxy’s own port',
    text: `${LEAST}admin: { port: 3128 }`,
    told: [
      'netvakt.yaml:11:16: admin.port 3128 is taken by proxy.listen[0] on the same address\n    Choose another port',
    ],
  },
  {
    why: 'port 0 twice is two ports',
    text: `${LEAST}admin: { port: 0 }\nproxy: { listen: [{ address: 127.0.0.1, port: 0 }] }`,
    told: [],
  },
  {
    why: 'a target that could not fit in its head',
    text: `${LEAST}proxy: { limits: { head_bytes: 2048, target_bytes: 4096 } }`,
    told: [
      'netvakt.yaml:11:52: proxy.limits.target_bytes 4096 is above head_bytes, 2048\n    A target is part of a head: choose at most head_bytes',
    ],
  },
])('$why', ({ text, told }) => {
  expect(problemsOf(text)).toEqual(told);
});
