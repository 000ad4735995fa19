import { describePolicy, type ListFacts } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { refuseSpecial, replaceNamed } from '../base/named-file.ts';
import { configured } from '../config/default-config.ts';
import { type CompiledLists, compileConfigured } from './lists.ts';

export interface CompileCommandOptions {
  readonly config?: string;
  /** File for the snapshot. Default: none is written. */
  readonly output?: string;
  readonly json?: boolean;
}

/** A snapshot holds entries of lists: its owner alone may read it. */
const SNAPSHOT_MODE = 0o600;

/** Compiles the configured lists as `run` would, and prints what became of their lines. */
export const compile: Action<CompileCommandOptions> = async ({ stdout }, { config: file, output, json }) => {
  const config = await configured(file);
  if (output !== undefined) await refuseSpecial(output);
  const compiled = await compileConfigured(config);
  if (output !== undefined) await replaceNamed(output, new Uint8Array(compiled.buffer), () => SNAPSHOT_MODE);
  await stdout.write(json === true ? `${JSON.stringify(report(compiled))}\n` : table(compiled, output));
  return EXIT.done;
};

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
