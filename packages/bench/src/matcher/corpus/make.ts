/** Child process: writes a list and the requests of its cases, each request with the answer that its case promises. */

import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { type FixtureRequest, type ListShape, listChunks, mix, queries } from '@netvakt/fixtures';
import { answerAll } from '../../common/child.ts';
import { caseNamed, type MatcherCase } from '../cases.ts';
import { CORPUS_ROLE, type CorpusMade } from '../protocol.ts';
import { listPath, requestsPath, writeRequests } from './files.ts';
import { Oracle } from './oracle.ts';

/** Writes the list, and gives its lines to the oracle on the way. */
function writeList(folder: string, list: ListShape, oracle: Oracle): CorpusMade {
  const hash = createHash('sha256');
  const file = openSync(listPath(folder, list), 'w');
  let bytes = 0;
  for (const chunk of listChunks(list)) {
    hash.update(chunk);
    bytes += writeSync(file, chunk);
    // A chunk is whole lines.
    for (const line of Buffer.from(chunk).toString('latin1').split('\n')) if (line !== '') oracle.add(line);
  }
  closeSync(file);
  return { digest: `sha256:${hash.digest('hex')}`, bytes };
}

/** Chance now and then makes a near miss a hit: such a request belongs to another case and is left out. */
function requestsOf(
  list: ListShape,
  { kind, popularity, answer, name }: MatcherCase,
  count: number,
  oracle: Oracle,
): FixtureRequest[] {
  const stream = queries({ list, kind, popularity, seed: mix(list.seed, name.length * 131 + name.charCodeAt(0)) });
  const requests: FixtureRequest[] = [];
  for (let drawn = 0; requests.length < count; drawn += 1) {
    if (drawn > 20 * count + 100) throw new Error(`case ${name}: too few requests have the answer ${answer}`);
    const request = stream.next().value;
    if (oracle.answer(request) === answer) requests.push(request);
  }
  return requests;
}

answerAll(CORPUS_ROLE, ({ folder, list, cases }) => {
  const oracle = new Oracle(list.format);
  const made = writeList(folder, list, oracle);
  for (const { name, requests } of cases) {
    writeRequests(requestsPath(folder, list, name), requestsOf(list, caseNamed(name), requests, oracle));
  }
  return made;
});
