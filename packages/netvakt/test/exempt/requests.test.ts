import { expect, test } from '@jest/globals';
import { ExemptChange } from '../../src/exempt/change.ts';
import { readRecord, recordText } from '../../src/exempt/record.ts';
import { type ExemptRequest, REQUEST_REMEDIES, type RequestRules, readRequest } from '../../src/exempt/requests.ts';

const NOW = Date.parse('2026-11-28T12:00:00.400Z');
const RULES: RequestRules = {
  markets: ['se', 'lt'],
  reasons: ['business', 'legal'],
  defaults: { action: 'add', owner: 'radius', reason: 'business', ttl: '1h' },
  now: NOW,
};

test.each([
  ['198.51.100.7', '2026-11-28T13:00:01.000Z'],
  ['{"prefix":"198.51.100.7","ttl":90}', '2026-11-28T12:01:31.000Z'],
  ['{"prefix":"198.51.100.7","ttl":"90d"}', '2027-02-26T12:00:01.000Z'],
  ['{"prefix":"198.51.100.7","until":"2026-12-31T23:59:59+01:00"}', '2026-12-31T22:59:59.000Z'],
  ['{"prefix":"198.51.100.7","until":"9999-12-31T23:59:59Z"}', '9999-12-31T23:59:59.000Z'],
])('%s ends at %s', (line, want) => {
  const request = readRequest(line, RULES) as ExemptRequest & { expires: number };
  expect(new Date(request.expires).toISOString()).toBe(want);
});

test.each([
  ['{', 'line-malformed'],
  ['[]', 'prefix-malformed'],
  ['', 'prefix-malformed'],
  ['{"prefix":7}', 'prefix-malformed'],
  ['{"prefix":"198.51.100.7","color":"red"}', 'line-malformed'],
  ['{"prefix":"198.51.100.7","__proto__":1}', 'line-malformed'],
  ['{"prefix":"198.51.100.7","action":"clear"}', 'action-unknown'],
  ['{"prefix":"198.51.100.7","market":"xx"}', 'market-unknown'],
  ['{"prefix":"198.51.100.7","reason":"friend"}', 'reason-unknown'],
  ['{"prefix":"198.51.100.7","owner":""}', 'owner-missing'],
  ['{"prefix":"198.51.100.7","owner":"a\\nb"}', 'owner-missing'],
  ['{"prefix":"198.51.100.7","owner":"noc\\u202e"}', 'owner-missing'],
  ['{"prefix":"198.51.100.7","owner":"no\\u200bc"}', 'owner-missing'],
  ['{"prefix":"198.51.100.7","note":"a\\u2028b"}', 'note-too-long'],
  ['{"prefix":"198.51.100.7","note":"a\\u2029b"}', 'note-too-long'],
  [`{"prefix":"198.51.100.7","note":"${'x'.repeat(121)}"}`, 'note-too-long'],
  ['{"prefix":"198.51.100.7","ttl":"soon"}', 'time-malformed'],
  ['{"prefix":"198.51.100.7","ttl":0}', 'time-malformed'],
  ['{"prefix":"198.51.100.7","ttl":"9999999999d"}', 'time-malformed'],
  ['{"prefix":"198.51.100.7","ttl":"1h","until":"2026-12-31T23:59:59Z"}', 'time-malformed'],
  ['{"prefix":"198.51.100.7","until":"9999-12-31T23:59:59-01:00"}', 'time-malformed'],
  ['{"prefix":"198.51.100.7","until":"2027-02-31T00:00:00Z"}', 'time-malformed'],
  ['{"prefix":"198.51.100.7","until":"2027-02-28T24:00:00Z"}', 'time-malformed'],
  ['{"prefix":"198.51.100.7","until":"2026-01-01T00:00:00Z"}', 'time-is-over'],
] as const)('%s is refused: %s, with a remedy', (line, fault) => {
  expect(readRequest(line, RULES)).toBe(fault);
  expect(REQUEST_REMEDIES[fault]).toMatch(/^[A-Z].{20}/);
});

function changeOf(lines: readonly string[], most = 10): { outcomes: string[]; change: ExemptChange } {
  const change = new ExemptChange([], most, NOW);
  const outcomes = lines.map((line) => {
    const request = readRequest(line, RULES);
    return typeof request === 'string' ? request : change.apply(request);
  });
  return { outcomes, change };
}

test('the same twice changes nothing, and to remove what is not there is no error', () => {
  const remove = '{"action":"remove","prefix":"198.51.100.7"}';
  const { outcomes, change } = changeOf([
    '198.51.100.7',
    '198.51.100.7',
    '{"prefix":"198.51.100.7","ttl":"2h"}',
    remove,
    remove,
  ]);
  expect(outcomes).toEqual(['added', 'unchanged', 'renewed', 'removed', 'absent']);
  expect(change.exemptions).toEqual([]);
  expect(change.events.map(({ action }) => action)).toEqual(['exempt-add', 'exempt-add', 'exempt-remove']);
});

test('an owner gives and takes back its own; two that contradict each other have to agree', () => {
  const { outcomes } = changeOf([
    '198.51.100.7',
    '{"prefix":"198.51.100.7","owner":"legal","reason":"legal"}',
    '{"prefix":"198.51.100.7","owner":"third","market":"lt"}',
    '{"action":"remove","prefix":"198.51.100.7","owner":"nobody"}',
    '{"action":"remove","prefix":"198.51.100.7","owner":"radius"}',
    '{"prefix":"198.51.100.7","owner":"legal","market":"lt"}',
  ]);
  expect(outcomes).toEqual(['added', 'added', 'market-contradicts', 'absent', 'removed', 'renewed']);
});

test('without an owner, the only one is meant', () => {
  const change = new ExemptChange([], 10, NOW);
  const rules = { ...RULES, defaults: { action: 'remove' } };
  const remove = readRequest('198.51.100.7', rules) as ExemptRequest;
  change.apply(readRequest('198.51.100.7', RULES) as ExemptRequest);
  change.apply(readRequest('{"prefix":"198.51.100.7","owner":"b"}', RULES) as ExemptRequest);
  expect(change.apply(remove)).toBe('owner-ambiguous');
  change.apply({ ...remove, owner: 'b' });
  expect(change.apply(remove)).toBe('removed');
});

test('there may be so many and no more; those that have ended make room', () => {
  const lines = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
  expect(changeOf(lines, 2).outcomes).toEqual(['added', 'added', 'too-many']);
  const { change } = changeOf(lines);
  const later = new ExemptChange(change.exemptions, 2, NOW + 7_200_000);
  expect(later.exemptions).toEqual([]);
  expect(later.events.map(({ action }) => action)).toEqual(['exempt-expire', 'exempt-expire', 'exempt-expire']);
});

test('a line of the register is read as it was written, and anything else is no exemption', () => {
  const { change } = changeOf(['{"prefix":"2001:db8:0:100::/56","market":"lt","note":"contract 7"}', '192.0.2.1']);
  for (const exemption of change.exemptions) expect(readRecord(recordText(exemption))).toEqual(exemption);
  const [line = ''] = change.exemptions.map(recordText);
  for (const damaged of ['', 'null', '[]', line.slice(1), line.replace('"added"', '"Added"'), line.replace('56', '57')])
    expect([damaged, readRecord(damaged) === undefined]).toEqual([damaged, !damaged.includes('57')]);
});
