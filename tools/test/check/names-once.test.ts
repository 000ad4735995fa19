import { expect, test } from '@jest/globals';
import { declaredNames, repeatedNames } from '../../check/names-once.ts';

test.each([
  { why: 'an interface', text: 'export interface Rule {\n}\n', names: ['Rule'] },
  { why: 'a type', text: "export type Kind = 'host';\n", names: ['Kind'] },
  { why: 'a type with parameters', text: 'export type Maybe<Value> = Value | undefined;\n', names: ['Maybe'] },
  { why: 'a class', text: 'export class Matcher {\n}\n', names: ['Matcher'] },
  { why: 'an abstract class', text: 'export abstract class Part {\n}\n', names: ['Part'] },
  { why: 'a constant', text: 'export const MOST: number = 3;\n', names: ['MOST'] },
  { why: 'a constant and a type of one name, once', text: 'export const A = 1;\nexport type A = 1;\n', names: ['A'] },
  { why: 'no function: it is named by what it does', text: 'export function open(): void {}\n', names: [] },
  { why: 'no constant that is a function', text: 'export const open: Action = () => 0;\n', names: [] },
  { why: 'nothing that is passed on', text: "export { type Rule, A } from './rule.ts';\n", names: [] },
  { why: 'nothing that is not exported', text: 'interface Rule {}\nconst MOST = 3;\n', names: [] },
  { why: 'nothing in a comment', text: ' * export const MOST = 3;\n// export class Rule {}\n', names: [] },
  { why: 'no longer name', text: 'export const MOST_RULES = 3;\n', names: ['MOST_RULES'] },
])('found in a source: $why', ({ text, names }) => {
  expect([...declaredNames(text)]).toEqual(names);
});

const FILES = new Map([
  ['a.ts', 'export interface Rule {}\nexport const MOST = 1;\n'],
  ['b.ts', 'export class Rule {}\nexport const LEAST = 1;\n'],
  ['c.ts', 'export type Rule = 3;\nexport const MOST = 2;\n'],
]);

test('a name in several files is a fault that names them all', () => {
  expect(repeatedNames(FILES, new Map())).toEqual([
    'MOST is declared in 2 files: a.ts, c.ts',
    'Rule is declared in 3 files: a.ts, b.ts, c.ts',
  ]);
});

test('an allowed name passes for as long as several files declare it', () => {
  const allowed = new Map([
    ['Rule', 'planted'],
    ['MOST', 'planted'],
  ]);
  expect(repeatedNames(FILES, allowed)).toEqual([]);
  expect(repeatedNames(FILES, new Map([...allowed, ['LEAST', 'planted']]))).toEqual([
    'LEAST is allowed in several files, but no longer declared in several: remove it from ALLOWED',
  ]);
});
