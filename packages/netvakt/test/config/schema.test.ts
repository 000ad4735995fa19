import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { configReference, configSchema, loadConfig } from '@netvakt/netvakt';
import { FIXED_KEYS } from '../../src/config/changes.ts';
import { DEMO_CONFIG } from '../../src/config/default-config.ts';
import type { SchemaNode } from '../../src/config/json-schema.ts';

function leavesOf(node: SchemaNode, path = ''): [path: string, node: SchemaNode][] {
  const below = Object.entries(node.properties ?? node.items?.properties ?? {});
  if (below.length === 0) return [[path, node]];
  return below.flatMap(([name, child]) => leavesOf(child, path === '' ? name : `${path}.${name}`));
}

test('every key tells an editor what it means, and every number its bounds', () => {
  const leaves = leavesOf(configSchema());
  expect(leaves.length).toBeGreaterThan(60);
  const silent = leaves.filter(([, { description }]) => description === undefined).map(([path]) => path);
  const bounded = leaves.filter(([, { type }]) => type === 'integer' || type === 'number');
  const unbounded = bounded.filter(([, { minimum, maximum }]) => minimum === undefined || maximum === undefined);
  expect([silent, unbounded]).toEqual([[], []]);
});

test('the reference marks each key that takes a restart', () => {
  const reference = configReference();
  for (const key of Object.values(FIXED_KEYS)) expect(reference).toContain(`| \`${key}\` ⟳ |`);
});

test('the demonstration’s configuration is valid, and names the schema it follows', async () => {
  const { fixed, reloadable } = await loadConfig(DEMO_CONFIG);
  expect(fixed.markets).toEqual(['se', 'lt', 'lv', 'ee', 'nl', 'hr', 'de', 'kz']);
  expect(reloadable.lists).toHaveLength(19);
  expect(readFileSync(DEMO_CONFIG, 'utf8')).toMatch(/^# yaml-language-server: \$schema=/);
});
