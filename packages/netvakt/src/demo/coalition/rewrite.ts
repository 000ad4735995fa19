/** Act 5: the secretariat rewrites history. It keeps the log, and has every key that it needs for that. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../../base/anonymous.ts';
import { OPERATORS, QUARTERS, SECRETARIAT } from './cast.ts';
import type { CoalitionServer } from './server.ts';
import type { PlayStage } from './stage.ts';

/** Where the verifier in Python is: in a checkout, and where the package puts it. */
const VERIFIERS = [
  fileURLToPath(new URL('../../../../../deploy/coalition/verify-log.py', import.meta.url)),
  '/usr/share/netvakt/deploy/coalition/verify-log.py',
];

export async function rewriteHistory(stage: PlayStage, server: CoalitionServer): Promise<void> {
  await stage.act('The secretariat rewrites history');
  stage.isNow('2026-09-01');
  const kept = join(stage.root, 'honest-folder');
  await cp(stage.folder, kept, { recursive: true });
  await cp(stage.of(SECRETARIAT, 'home'), stage.of(SECRETARIAT, 'honest-home'), { recursive: true });
  await forge(stage);
  const found = await lookEverywhere(stage, server);
  const all = OPERATORS.map(({ id }) => id);
  await stage.expect(
    'every operator finds it with what it remembers, and keeps the evidence',
    all.every((id) => found.get(id)?.includes('entry-rewritten') === true),
    `${found.get('ash')?.split('\n')[0]}; evidence in parties/*/home/log`,
  );
  const page = await stage.tryCoalition('ash', 'page', '--out', join(stage.root, 'pages', 'never'));
  await stage.expect('who remembers writes no pages from it', page.code === 1, page.stderr.trim().split('\n')[0] ?? '');
  await outsideVerifier(stage, kept);
  await cp(stage.folder, join(stage.root, 'forged-folder'), { recursive: true });
  await restore(stage, kept, server);
}

/**
 * Removes every trace of the first edition of the first quarter: its files, the log, and what the secretariat remembers of the log. Then
 * records a log without it.
 */
async function forge(stage: PlayStage): Promise<void> {
  for (const ending of ['json', 'csv']) await rm(join(stage.folder, `public/edition/${QUARTERS[0].name}.1.${ending}`));
  await rm(join(stage.folder, 'public/log'), { recursive: true });
  await rm(join(stage.folder, 'public/witness'), { recursive: true });
  await rm(stage.of(SECRETARIAT, 'home', 'log'), { recursive: true });
  await stage.coalition(SECRETARIAT, 'record');
}

/** What each operator finds, by its id; nothing for one that finds nothing. */
async function lookEverywhere(stage: PlayStage, server: CoalitionServer): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { id, hasNetvakt } of OPERATORS) {
    if (!hasNetvakt) await server.sync(id);
    const { code, stdout } = await stage.tryCoalition(id, 'verify');
    const evidence = (await readdir(stage.of(id, 'home', 'log'))).filter((name) => name.startsWith('evidence-'));
    if (code === 1 && evidence.length === 2) found.set(id, stdout);
  }
  return found;
}

/** Somebody outside, with the keys and a checkpoint of before, and with neither Netvakt nor a package. */
export async function outsideVerifier(stage: PlayStage, kept: string, python = 'python3'): Promise<void> {
  const script = VERIFIERS.find((path) => existsSync(path));
  if (script === undefined) return await stage.skip(`the verifier in Python: there is no ${VERIFIERS.join(' or ')}`);
  const evidence = ['keys', 'checkpoint'].map((name) => join(kept, 'public/log', name));
  const verdictOf = (folder: string): SpawnSyncReturns<string> =>
    spawnSync(python, [script, folder, ...evidence], { encoding: 'utf8' });
  const honest = verdictOf(kept);
  if (codeOf(honest.error) === 'ENOENT')
    return await stage.skip(`the verifier in Python: there is no ${python} on this machine`);
  const forged = verdictOf(stage.folder);
  await stage.expect(
    'a verifier in Python agrees: the folder of before is sound, this one is not',
    honest.status === 0 && forged.status === 1,
    forged.stdout.trim().split('\n')[0] ?? '',
  );
}

async function restore(stage: PlayStage, kept: string, server: CoalitionServer): Promise<void> {
  await rm(stage.folder, { recursive: true });
  await cp(kept, stage.folder, { recursive: true });
  await rm(stage.of(SECRETARIAT, 'home'), { recursive: true });
  await cp(stage.of(SECRETARIAT, 'honest-home'), stage.of(SECRETARIAT, 'home'), { recursive: true });
  for (const folder of [kept, stage.of(SECRETARIAT, 'honest-home')]) await rm(folder, { recursive: true });
  const codes: number[] = [];
  for (const { id, hasNetvakt } of OPERATORS) {
    if (!hasNetvakt) await server.sync(id);
    codes.push((await stage.tryCoalition(id, 'verify')).code);
  }
  await stage.expect(
    'the folder as it was is sound again for everybody',
    codes.every((code) => code === 0),
    'forged-folder/ has the other one',
  );
}
