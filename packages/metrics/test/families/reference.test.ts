import { expect, test } from '@jest/globals';
import { DEFINITIONS, LABELS, metricsReference } from '@netvakt/metrics';

test('the reference names every family and every label once', () => {
  const text = metricsReference({ netvakt_refusals_total: ['host-empty', 'framing'] });
  for (const { name } of DEFINITIONS) expect(text.split(`### \`${name}\`\n`)).toHaveLength(2);
  for (const label of Object.keys(LABELS)) expect(text).toContain(`| \`${label}\` |`);
  expect(text).toContain('\n`reason`: `host-empty`, `framing`.\n');
});

test('no two families share a name', () => {
  expect(new Set(DEFINITIONS.map(({ name }) => name)).size).toBe(DEFINITIONS.length);
});
