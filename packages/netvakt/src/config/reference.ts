import { FIXED_KEYS } from './changes.ts';
import { choicesOf, configSchema, type SchemaNode } from './json-schema.ts';

/** Writes the reference of all keys as Markdown: `docs/config.md` is this text, from the schema that validates. */
export function configReference(): string {
  return `${HEAD}${rowsOf('', configSchema()).join('\n')}\n`;
}

const HEAD = `# Configuration

Look up a key of the configuration: its values, its default and what it does.

Generated from \`packages/netvakt/src/config/schema\` by \`pnpm run docs\`. Do not edit.

One YAML file, given to the command as \`--config FILE\`. Unknown keys and keys given twice are errors. Each error names the file, line
and column, the key, what was found and what to do; all errors of a file are reported at once. \`netvakt config check\` checks a file without
running anything; \`netvakt config schema\` prints the [JSON Schema](config.schema.json) for editors.

**Reload**: after \`netvakt reload\`, \`systemctl reload\` or \`SIGHUP\` the file and all lists are read again and take effect together, without dropping a connection. If anything
is wrong nothing changes, and the log and \`netvakt_config_reload_failures_total\` tell. Keys marked ⟳ cannot change that way: they take
a restart.

| key | value | default | meaning |
| --- | --- | --- | --- |
`;

function rowsOf(path: string, node: SchemaNode): string[] {
  const entries = Object.entries(node.properties ?? {});
  return entries.flatMap(([name, child]) => {
    const key = path === '' ? name : `${path}.${name}`;
    const required = node.required?.includes(name) === true;
    const inner = child.type === 'array' ? child.items : child;
    const below = inner?.properties === undefined ? [] : rowsOf(child.type === 'array' ? `${key}[]` : key, inner);
    return [row(key, child, required)].concat(below);
  });
}

function row(key: string, node: SchemaNode, required: boolean): string {
  const mark = Object.values(FIXED_KEYS).includes(key) ? ' ⟳' : '';
  const preset = required ? '**required**' : presetOf(node);
  return `| \`${key}\`${mark} | ${valueOf(node)} | ${preset} | ${(node.description ?? '').replaceAll('|', '\\|')} |`;
}

function presetOf(node: SchemaNode): string {
  if (node.default === undefined || node.type === 'object') return '';
  return `\`${JSON.stringify(node.default).replaceAll('|', '\\|')}\``;
}

function valueOf(node: SchemaNode): string {
  const choices = choicesOf(node);
  if (choices.length > 0) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (node.type === 'array')
    return node.items?.properties === undefined ? `list of ${valueOf(node.items ?? {})}` : 'list of sections';
  if (node.type === 'object') return 'section';
  if (node.minimum !== undefined && node.maximum !== undefined) return `${node.minimum} to ${node.maximum}`;
  return node.type === 'string' ? 'text' : (node.type ?? '');
}
