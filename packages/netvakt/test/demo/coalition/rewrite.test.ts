import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { outsideVerifier } from '../../../src/demo/coalition/rewrite.ts';
import { PlayStage } from '../../../src/demo/coalition/stage.ts';

const root = mkdtempSync(join(tmpdir(), 'netvakt-rewrite-'));
afterAll(() => rmSync(root, { recursive: true }));

test('without python3 its verifier is not tried: that is shown, and is no expectation that holds', async () => {
  const shown: string[] = [];
  const stage = new PlayStage(
    root,
    () => Promise.resolve(0),
    (text) => {
      shown.push(text);
      return Promise.resolve();
    },
  );
  await stage.act('An act');
  await outsideVerifier(stage, root, 'no-such-python');
  const [act] = stage.acts;
  expect([act?.expectations, act?.notTried]).toEqual([
    [],
    [expect.stringMatching(/no no-such-python on this machine/u)],
  ]);
  expect(shown.join('')).toMatch(/^ {4}– {2}not tried: the verifier in Python/mu);
});
