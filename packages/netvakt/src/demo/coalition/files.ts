/** Reads what the parties have left, as anybody could. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditionFigure, EditionPayload, OperatorReport } from '@netvakt/coalition';
import type { PlayStage } from './stage.ts';

/** The signed content of a file, unverified. */
export async function payloadIn(path: string): Promise<Record<string, unknown>> {
  const { payload } = JSON.parse(await readFile(path, 'utf8')) as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
}

/** An edition that was published. */
export async function editionIn(stage: PlayStage, quarter: string, edition: number): Promise<EditionPayload> {
  const path = join(stage.folder, `public/edition/${quarter}.${edition}.json`);
  return (await payloadIn(path)) as unknown as EditionPayload;
}

export async function reportIn(path: string): Promise<OperatorReport> {
  return JSON.parse(await readFile(path, 'utf8')) as OperatorReport;
}

/** The figures of an edition that have a status. */
export function figuresWith({ figures }: EditionPayload, status: EditionFigure['status']): readonly EditionFigure[] {
  return figures.filter((figure) => figure.status === status);
}

/** Every file below a directory, in the order of their paths. */
export async function filesBelow(directory: string): Promise<readonly string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
