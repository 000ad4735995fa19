import { open, rename } from 'node:fs/promises';
import { describePolicy, type ListFacts } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import { type CompiledLists, compileConfigured } from './lists.ts';

export interface CompileCommandOptions {
  readonly config?: string;
  /** File for the snapshot. Default: none is written. */
  readonly output?: string;
  readonly json?: boolean;
}

/** Compiles the configured lists as `run` would, and prints what became of their lines. */
export const compile: Action<CompileCommandOptions> = async ({ stdout }, { config: file, output, json }) => {
  const config = await configured(file);
  const compiled = await compileConfigured(config);
  if (output !== undefined) await writeSnapshot(output, compiled.buffer);
  await stdout.write(json === true ? `${JSON.stringify(report(compiled))}\n` : table(compiled, output));
  return EXIT.done;
};

/** Whole or not at all: under another name first, flushed, then renamed. Readable by its owner only. */
async function writeSnapshot(path: string, buffer: SharedArrayBuffer): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(new Uint8Array(buffer));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

function report({ snapshot, buffer, lists, seconds }: CompiledLists): object {
  return {
    rules: snapshot.ruleCount,
    bytes: buffer.byteLength,
    seconds: Number(seconds.toFixed(3)),
    lists: lists.map(({ id, version, sha256, format, counts, rejected, quarantined, policy }) => ({
      id,
      version,
      sha256,
      format,
      ...counts,
      rejected,
      quarantinedFor: quarantined,
      ...(policy === undefined ? {} : { policy }),
    })),
  };
}

function table({ snapshot, buffer, lists, seconds }: CompiledLists, output: string | undefined): string {
  const head = ['list', 'version', 'active', 'duplicates', 'invalid', 'quarantined'];
  const rows = [head, ...lists.map(rowOf)];
  const widths = head.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
  const zones = lists.flatMap(({ id, policy = {} }) => {
    const text = describePolicy(policy);
    return text === undefined ? [] : [`${id}: ${text}`];
  });
  const where = output === undefined ? '' : `, written to ${output}`;
  return `${[...lines, ...zones].join('\n')}\n\n${snapshot.ruleCount} rules in ${buffer.byteLength} bytes, ${seconds.toFixed(2)} s${where}\n`;
}

function rowOf({ id, version, counts }: ListFacts): string[] {
  const { active, duplicates, invalid, quarantined } = counts;
  return [id, version, ...[active, duplicates, invalid, quarantined].map(String)];
}
