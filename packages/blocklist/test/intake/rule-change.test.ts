import { expect, test } from '@jest/globals';
import { compareRules, ruleChange } from '../../src/intake/rule-change.ts';
import { parseDelivery } from '../../src/parse/deliver.ts';
import { completeSettings } from '../../src/settings/settings.ts';
import { digested } from '../../src/source/delivered.ts';

const settings = completeSettings({ id: 'police', format: 'domains', markets: ['se'] });

/** What a list of these names comes to. */
async function parsed(names: readonly string[]) {
  const outcome = await parseDelivery(digested(Buffer.from(`${names.join('\n')}\n`)), settings, 0);
  if (!outcome.ok) throw new Error(outcome.refusal.found);
  return outcome.rules;
}

function kept(names: readonly string[], active = names.length) {
  const content = Buffer.from(`${names.join('\n')}\n`);
  return { ...digested(content), version: '1', at: 0, received: active, active, number: 1, damaged: 0, content };
}

test('rules that came and went are counted, whatever their order and spelling', async () => {
  const before = await parsed(['a.example', 'b.example', 'c.example']);
  const after = await parsed(['C.example', 'a.example', 'd.example', 'e.example']);
  expect(compareRules(before, after)).toEqual({ added: 2, removed: 1 });
  expect(compareRules(before, before)).toEqual({ added: 0, removed: 0 });
});

test('a page with an empty query is another rule than the page whatever its query', async () => {
  const [whatever] = await parsed(['a.example']);
  if (whatever === undefined) throw new Error('no rule');
  expect(compareRules([whatever], [{ ...whatever, query: '' }])).toEqual({ added: 1, removed: 1 });
});

test('a delivery is compared with the one in force', async () => {
  const rules = await parsed(['b.example', 'c.example']);
  expect(await ruleChange({ settings }, kept(['a.example', 'b.example']), rules)).toEqual({ added: 1, removed: 1 });
});

test('without memory for both, and above the bound, sizes alone are compared', async () => {
  const rules = await parsed(['b.example', 'c.example', 'd.example']);
  const bySize = { added: 1, removed: 0 };
  expect(await ruleChange({ settings, freeBytes: 1 }, kept(['a.example', 'b.example']), rules)).toEqual(bySize);
  const many = kept(['a.example'], 300_000);
  expect(await ruleChange({ settings }, many, rules)).toEqual({ added: 0, removed: 299_997 });
});
