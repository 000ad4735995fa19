import { fetchCommand } from './command.ts';
import { fetchFile, fetchFolder } from './file.ts';
import { fetchHttps } from './https.ts';
import type { FetchBounds, FetchOutcome, Source } from './source.ts';

/** Fetches a list from wherever it comes. Never rejects. `etag` is what the last fetch gave, for sources that know it. */
export function fetchSource(source: Source, bounds: FetchBounds, etag: string | undefined): Promise<FetchOutcome> {
  switch (source.kind) {
    case 'file':
      return fetchFile(source.path, bounds);
    case 'folder':
      return fetchFolder(source.path, bounds);
    case 'https':
      return fetchHttps(source.request, bounds, etag);
    case 'command':
      return fetchCommand(source.program, source.words, bounds);
    default:
      return unreachable(source);
  }
}

function unreachable(source: never): never {
  throw new TypeError(`Cannot fetch from ${JSON.stringify(source)}`);
}
