import { z } from 'zod';
import { ROOT_SCHEMA } from './schema/root.ts';

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
  return jsonSchemaOf(ROOT_SCHEMA);
}

/** The JSON Schema of what may be typed for `schema`. */
export function jsonSchemaOf(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', override: putDefaultFirst }) as SchemaNode;
}

/** zod writes the default of a list first, but last if it was given as written. One order keeps the published file stable. */
function putDefaultFirst({ zodSchema, jsonSchema: node }: Written): void {
  if (zodSchema._zod.def.type !== 'prefault' || node.type !== 'array') return;
  const entries = Object.entries(node);
  for (const [key] of entries) if (key !== 'default') Reflect.deleteProperty(node, key);
  Object.assign(node, Object.fromEntries(entries));
}

interface Written {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

/** The schema of the value at `path`; `undefined` if no value may be there. */
export function schemaAt(root: SchemaNode, path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const step of path) {
    const properties: Readonly<Record<string, SchemaNode>> = node?.properties ?? {};
    if (typeof step === 'number') node = node?.items;
    else node = Object.hasOwn(properties, step) ? properties[String(step)] : undefined;
  }
  return node;
}

/** The values that `node` can choose from; empty if it is no choice. */
export function choicesOf(node: SchemaNode): readonly (string | number)[] {
  if (node.enum !== undefined) return node.enum;
  if (node.const !== undefined) return [node.const];
  return (node.anyOf ?? []).flatMap(choicesOf);
}
