import { resolve } from 'node:path';
import type { z } from 'zod';
import { WrittenPath } from './written-path.ts';

/** `max_bytes` -> `maxBytes`. */
type CamelCase<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Key;

/** The type of a checked value as features get it: keys in camel case, paths absolute, read-only throughout. */
export type SettingsOf<T> = T extends WrittenPath
  ? string
  : T extends readonly (infer Item)[]
    ? readonly SettingsOf<Item>[]
    : T extends object
      ? { readonly [Key in keyof T as CamelCase<Key>]: SettingsOf<T[Key]> }
      : T;

/** The type of a section: what its schema yields, as features get it. */
export type Section<Schema extends z.ZodType> = SettingsOf<z.output<Schema>>;

/** Makes settings of a value that has passed its schema. Relative paths start from `folder`. Linear in the size of the value. */
export function settingsOf<T>(value: T, folder: string): SettingsOf<T> {
  return converted(value, folder) as SettingsOf<T>;
}

function converted(value: unknown, folder: string): unknown {
  if (value instanceof WrittenPath) return resolve(folder, value.text);
  if (Array.isArray(value)) return value.map((item) => converted(item, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [camelCase(key), converted(member, folder)]));
}

function camelCase(key: string): string {
  return key.replaceAll(/_([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
