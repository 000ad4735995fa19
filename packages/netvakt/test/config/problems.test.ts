import { expect, test } from '@jest/globals';
import { LEAST, problemsOf } from '../support/config-text.ts';

/** Each row is a whole message, as it is printed: file, line, column, key, value, bound, and below it the remedy. */
test.each<{ why: string; text: string; reported: string[] }>([
  { why: 'the least that can be said is enough', text: LEAST, reported: [] },
  {
    why: 'a number above its bound',
    text: `${LEAST}admin: { port: 99999 }`,
    reported: ['netvakt.yaml:11:16: admin.port 99999 is above the maximum 65535\n    Choose from 0 to 65535'],
  },
  {
    why: 'a number below its bound',
    text: `${LEAST}proxy:\n  limits:\n    head_bytes: 10`,
    reported: [
      'netvakt.yaml:13:17: proxy.limits.head_bytes 10 is below the minimum 1024\n    Choose from 1024 to 1048576',
    ],
  },
  {
    why: 'a text where a number belongs',
    text: `${LEAST}shutdown_grace_seconds: 10s`,
    reported: [
      'netvakt.yaml:11:25: shutdown_grace_seconds "10s" is not a whole number\n    Write a whole number. Time that running requests have to finish when the process is stopped.',
    ],
  },
  {
    why: 'a fraction where a whole number belongs',
    text: `${LEAST}proxy: { workers: 1.5 }`,
    reported: [
      'netvakt.yaml:11:19: proxy.workers 1.5 is not a whole number\n    Write a whole number. Number of worker threads. 0: one per core.',
    ],
  },
  {
    why: 'a key that is nearly right, at the key and not at the value',
    text: `${LEAST}proxy: { worker: 2 }`,
    reported: ['netvakt.yaml:11:10: proxy.worker is no known key\n    Did you mean "workers"?'],
  },
  {
    why: 'a key in another fashion',
    text: LEAST.replace('file: domains.txt', 'file: domains.txt, maxBytes: 5'),
    reported: ['netvakt.yaml:7:39: lists[0].maxBytes is no known key\n    Did you mean "max_bytes"?'],
  },
  {
    why: 'a key that is nothing like any',
    text: `${LEAST}log: { verbosity: 3 }`,
    reported: ['netvakt.yaml:11:8: log.verbosity is no known key\n    Remove it. Known here: level, format, syslog'],
  },
  {
    why: 'a key that every object has',
    text: `${LEAST}log: { __proto__: { level: info } }`,
    reported: ['netvakt.yaml:11:8: log.__proto__ is no known key\n    Remove it. Known here: level, format, syslog'],
  },
  {
    why: 'the same key twice',
    text: `${LEAST}log: { level: info, level: warn }`,
    reported: ['netvakt.yaml:11:21: is no valid YAML: Map keys must be unique\n    Keep one of the two'],
  },
  {
    why: 'a missing key, at the section that lacks it',
    text: LEAST.replace(', file: domains.txt', ''),
    reported: ['netvakt.yaml:7:5: lists[0].file is missing\n    Add it. The list, relative to this file.'],
  },
  {
    why: 'a wrong choice that is near a right one',
    text: `${LEAST}log: { level: inof }`,
    reported: [
      'netvakt.yaml:11:15: log.level "inof" is no choice here\n    Choose one of debug, info, warn, error. Did you mean "info"?',
    ],
  },
  {
    why: 'a number outside a choice of numbers',
    text: LEAST.replace(
      '- id: se',
      '- { id: se, block: { status: 404, authority: A, legal_basis: https://a.example/, objection: https://a.example/, help_line: https://a.example/ } }',
    ),
    reported: ['netvakt.yaml:4:32: markets[0].block.status 404 is no choice here\n    Choose one of 451, 403.'],
  },
  {
    why: 'a prefix that is too long',
    text: LEAST.replace('192.0.2.0/24', '192.0.2.0/33'),
    reported: [
      'netvakt.yaml:5:25: markets[1].clients[0] "192.0.2.0/33" is no prefix\n    Write an address and a length such as 192.0.2.0/24 or "2001:db8::/32", or one address',
    ],
  },
  {
    why: 'a name where an address belongs: nothing is looked up',
    text: `${LEAST}admin: { address: localhost }`,
    reported: [
      'netvakt.yaml:11:19: admin.address "localhost" is no IP address\n    Write an address such as 127.0.0.1 or "::1"; a name is not looked up here',
    ],
  },
  {
    why: 'an id that could not be a label',
    text: LEAST.replace('id: domains', 'id: "Domains of SE"'),
    reported: [
      'netvakt.yaml:7:11: lists[0].id "Domains of SE" is no id\n    Use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter',
    ],
  },
  {
    why: 'a link that would run in the reader’s browser',
    text: LEAST.replace('https://operator.example/', 'javascript:alert(1)'),
    reported: [
      'netvakt.yaml:1:34: operator.url "javascript:alert(1)" is no link\n    Write an absolute URL that begins with https://, http:// or mailto:',
    ],
  },
  {
    why: 'a section where a list belongs',
    text: LEAST.replace(/lists:[^]*(?=block)/, 'lists: { a: 1 }\n'),
    reported: [
      'netvakt.yaml:6:8: lists a section is not a list: one entry a line, each after "- "\n    Write a list: one entry a line, each after "- ". What is blocked.',
    ],
  },
  {
    why: 'a list without a member',
    text: LEAST.replace(/lists:[^]*(?=block)/, 'lists: []\n'),
    reported: ['netvakt.yaml:6:8: lists has 0 entries, below the minimum 1\n    Give 1 to 256 entries'],
  },
  {
    why: 'all problems are reported, in the order of the file',
    text: `${LEAST}admin: { prot: 1, port: -1 }\nlog: { level: loud }`,
    reported: [
      'netvakt.yaml:11:10: admin.prot is no known key\n    Did you mean "port"?',
      'netvakt.yaml:11:25: admin.port -1 is below the minimum 0\n    Choose from 0 to 65535',
      'netvakt.yaml:12:15: log.level "loud" is no choice here\n    Choose one of debug, info, warn, error.',
    ],
  },
])('$why', ({ text, reported }) => {
  expect(problemsOf(text)).toEqual(reported);
});
