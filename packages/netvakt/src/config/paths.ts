import { isAbsolute, relative } from 'node:path';

/** A path as a person would write it in a file of `folder`: relative if it is below the folder, otherwise absolute. */
export function pathFrom(folder: string, path: string): string {
  const below = relative(folder, path);
  return below === '' || below === '..' || below.startsWith('../') || isAbsolute(below) ? path : below;
}
