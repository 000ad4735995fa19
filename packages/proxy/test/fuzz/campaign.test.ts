import { expect, test } from '@jest/globals';
import { runCampaign } from '../../fuzz/campaign.ts';
import type { Subject } from '../../fuzz/subject.ts';
import { SUBJECTS } from '../../fuzz/subjects.ts';

/** A reader with a fault that mutants of its corpus meet. */
function faulty(read: Subject['read']): Subject {
  return { name: 'faulty', what: 'a reader with a fault', corpus: [Buffer.from('a,b,c')], read };
}

test('no reader throws or answers by the cuts of its input', () => {
  const { inputs, answers, failure } = runCampaign({ subjects: SUBJECTS, seed: 0x5eed, inputs: 70_000 });
  expect(failure).toBeUndefined();
  expect(inputs).toBe(70_000);
  // Mutants that all die at their first byte prove nothing.
  for (const [name, different] of Object.entries(answers))
    expect({ name, few: different < 4 }).toEqual({ name, few: false });
  expect(answers['request-head']).toBeGreaterThan(1_000);
  expect(answers['client-hello']).toBeGreaterThan(50);
  expect(answers['quic-hello']).toBeGreaterThan(20);
});

test('an exception is found, and its input told', () => {
  const subject = faulty((bytes) => {
    if (bytes.includes('\n')) throw new RangeError('a line end');
    return 'fine';
  });
  const { failure } = runCampaign({ subjects: [subject], seed: 1, inputs: 10_000 });
  expect(failure?.fault).toContain('RangeError: a line end');
  expect(failure?.input.includes('\n')).toBe(true);
});

test('an answer that depends on the cuts is found', () => {
  const { failure } = runCampaign({ subjects: [faulty((_, cuts) => String(cuts.length < 3))], seed: 1, inputs: 1_000 });
  expect(failure?.fault).toBe('in pieces: false; whole: true');
});

/** The inputs of a short campaign. */
function inputsOf(seed: number): string[] {
  const seen: string[] = [];
  const subject = faulty((bytes) => String(seen.push(bytes.toString('hex')) > 0));
  runCampaign({ subjects: [subject], seed, inputs: 200 });
  return seen;
}

test('the same seed makes the same campaign', () => {
  expect(inputsOf(7)).toEqual(inputsOf(7));
  expect(inputsOf(7)).not.toEqual(inputsOf(8));
});
