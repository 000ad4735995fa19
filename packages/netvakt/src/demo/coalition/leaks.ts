/** Whether files show what only an operator knows. */
import { readFile } from 'node:fs/promises';
import { OPERATORS } from './cast.ts';

/** What people write between thousands, in one language or another. */
const SEPARATOR = "[\\s.,’']?";

/**
 * True if a text shows one of the figures: as a number, within base64url, or as a page writes it, with separators of thousands. Digits
 * within a digest or a signature, which are there by chance, are no number of their own; neither are coordinates of a drawing.
 */
export function showsFigure(text: string, figures: readonly number[]): boolean {
  const decoded = [...text.matchAll(/[\w-]{40,}/gu)].map(([part]) => Buffer.from(part, 'base64url').toString('latin1'));
  const plain = numberIn(figures.map(String));
  if ([text, ...decoded].some((one) => plain.test(one))) return true;
  const written = numberIn(figures.map((figure) => String(figure).replaceAll(/\B(?=(?:\d{3})+$)/gu, SEPARATOR)));
  return written.test(text.replaceAll(/<[^>]*>/gu, '|'));
}

function numberIn(patterns: readonly string[]): RegExp {
  return new RegExp(`(?<![\\w-])(?:${patterns.join('|')})(?![\\w-])`, 'u');
}

/**
 * Returns the files that show a figure of an operator. Subscriptions of six digits stand for all figures: they are in every report, and
 * cannot be there by chance.
 */
export async function leaksIn(files: readonly string[]): Promise<readonly string[]> {
  const figures = OPERATORS.flatMap(({ subscriptions }) =>
    Object.values(subscriptions).flatMap(({ filtered, total }) => [filtered, total]),
  );
  const found = await Promise.all(
    files.map(async (path) => (showsFigure(await readFile(path, 'utf8'), figures) ? [path] : [])),
  );
  return found.flat();
}
