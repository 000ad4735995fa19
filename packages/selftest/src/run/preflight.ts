import type { HttpCase } from '../cases/case.ts';
import { tokenOf } from '../cases/case.ts';
import { get } from '../cases/write.ts';
import { BLOCKED, FREE } from '../lists/names.ts';
import type { Ground } from './ground.ts';
import { runHttp } from './http-case.ts';
import { judge } from './judge.ts';
import { targetsFor } from './run.ts';

const NO_CONNECTION = 'no connection could be made';

/** Why a run would tell nothing, and what to do; `undefined` if it would. */
export async function obstacle(ground: Ground, command: string): Promise<string | undefined> {
  const ask = async (index: number, host: string, expect: 'pass' | 'block'): Promise<string | undefined> => {
    const t = targetsFor(ground, tokenOf('00000000', index));
    const one: HttpCase = {
      kind: 'http',
      group: 'blocked',
      id: 'preflight',
      why: '',
      ref: '',
      expect,
      bytes: () => get(t, host, '/free/'),
    };
    try {
      return judge(expect, await runHttp(one, ground.http, t, ground.evidence), t.token);
    } catch (error) {
      return `${NO_CONNECTION} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
    }
  };
  // Asked again if need be: the first packet on a way that has just changed may be lost, and the next comes after a second.
  const lost = await ask(0, FREE, 'pass');
  const unreached = lost === undefined ? undefined : await ask(2, FREE, 'pass');
  if (unreached !== undefined) {
    return `The origins of the self-test cannot be reached through the filter: ${unreached}
    Lead its names to them: ${command} --print-list --format hosts (or netvakt) writes how`;
  }
  const first = await ask(1, BLOCKED, 'block');
  const unblocked = first?.startsWith(NO_CONNECTION) === true ? await ask(3, BLOCKED, 'block') : first;
  if (unblocked === undefined) return undefined;
  return `The synthetic list is not in force in the filter: ${unblocked}
    Load it: ${command} --print-list writes it, and --format what the filter reads`;
}
