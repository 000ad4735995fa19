import { z } from 'zod';
import { ROOT } from './schema/root.ts';

/** The part of JSON Schema 2020-12 that our schema uses. */
export interface SchemaNode {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly anyOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/** The configuration's JSON Schema, for editors: what may be typed, so a key with a default is not required. */
export function configSchema(): SchemaNode {
  return z.toJSONSchema(ROOT, { io: 'input' }) as SchemaNode;
}

/** The schema of what stands at `path`; `undefined` where nothing may stand there. */
export function schemaAt(root: SchemaNode, path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const step of path) {
    const properties: Readonly<Record<string, SchemaNode>> = node?.properties ?? {};
    if (typeof step === 'number') node = node?.items;
    else node = Object.hasOwn(properties, step) ? properties[String(step)] : undefined;
  }
  return node;
}

/** The values that `node` can choose from; empty where it is no choice. */
export function choicesOf(node: SchemaNode): readonly (string | number)[] {
  if (node.enum !== undefined) return node.enum;
  if (node.const !== undefined) return [node.const];
  return (node.anyOf ?? []).flatMap(choicesOf);
}
