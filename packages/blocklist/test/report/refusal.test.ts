import { expect, test } from '@jest/globals';
import { describeRefusal, REFUSAL_REASONS, refuse } from '../../src/report/refusal.ts';

test('a refusal says what was tried, what was found and what to do', () => {
  const refusal = refuse('police', 'too-many-rejected', '40 of 100 lines rejected, 3 allowed');
  expect(refusal.code).toBe('ERR_LIST_TOO_MANY_REJECTED');
  expect(describeRefusal(refusal)).toBe(
    'List police: cannot read the entries: 40 of 100 lines rejected, 3 allowed. ' +
      'Check format and encoding of the list; see the counts by reason (ERR_LIST_TOO_MANY_REJECTED)',
  );
});

test('every reason is a metric label, and has a remedy of its own', () => {
  const remedies = new Set<string>();
  for (const reason of REFUSAL_REASONS) {
    expect(reason).toMatch(/^[a-z][a-z\d-]*$/u);
    remedies.add(refuse('any', reason, 'x').remedy);
  }
  expect(remedies.size).toBeGreaterThan(REFUSAL_REASONS.length - 3); // too much and too little may share theirs
});
