import { expect, jest, test } from '@jest/globals';
import {
  type NameAnswer,
  type NameQuestion,
  PATIENCE,
  RememberingResolver,
} from '../../src/dial/remembering-resolver.ts';
import { NOBODY } from '../../src/policy/client-key.ts';

/** A source whose answers the test gives. */
function manual(): {
  readonly ask: NameQuestion;
  readonly asked: { readonly name: string; readonly reported: (answer: NameAnswer) => void }[];
} {
  const asked: { name: string; reported: (answer: NameAnswer) => void }[] = [];
  return {
    asked,
    ask: (name, reported) => {
      asked.push({ name, reported });
      return () => false;
    },
  };
}

const found = (address: string, keep = 30_000): NameAnswer => ({ failure: undefined, addresses: [address], keep });
const failed = (failure: string): NameAnswer => ({ failure, addresses: [], keep: 3_000 });
const ignore = (): void => {};

test('questions for one name at one time are asked once, and remembered for as long as the answer says', () => {
  let now = 0;
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => now);
  const answers: unknown[] = [];
  const note = (failure: string | undefined, addresses: readonly string[]): unknown =>
    answers.push(failure ?? addresses);
  resolver.resolve('a.example', NOBODY, note);
  resolver.resolve('a.example', NOBODY, note);
  asked[0]?.reported(found('192.0.2.1'));
  now = 29_000;
  resolver.resolve('a.example', NOBODY, note);
  expect(answers).toEqual([['192.0.2.1'], ['192.0.2.1'], ['192.0.2.1']]);
  now = 31_000;
  resolver.resolve('a.example', NOBODY, note);
  expect(asked).toHaveLength(2);
});

test('a failure is remembered too', () => {
  let now = 0;
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => now);
  const answers: unknown[] = [];
  const note = (failure: string | undefined): unknown => answers.push(failure);
  resolver.resolve('a.example', NOBODY, note);
  asked[0]?.reported(failed('ENOTFOUND'));
  now = 2_000;
  resolver.resolve('a.example', NOBODY, note);
  expect(answers).toEqual(['ENOTFOUND', 'ENOTFOUND']);
  now = 4_000;
  resolver.resolve('a.example', NOBODY, note);
  expect(asked).toHaveLength(2);
});

test('a fuller answer replaces the first; who asked hears one', () => {
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => 0);
  const answers: unknown[] = [];
  const note = (_failure: string | undefined, addresses: readonly string[]): unknown => answers.push(addresses);
  resolver.resolve('a.example', NOBODY, note);
  asked[0]?.reported(found('192.0.2.1'));
  asked[0]?.reported({ failure: undefined, addresses: ['2001:db8::1', '192.0.2.1'], keep: 60_000 });
  resolver.resolve('a.example', NOBODY, note);
  expect(answers).toEqual([['192.0.2.1'], ['2001:db8::1', '192.0.2.1']]);
});

const HOUR = 3_600_000;
const LATER: readonly { why: string; at: number; output: string; want: unknown }[] = [
  { why: 'sites outlive an outage of the name servers', at: 60_000, output: 'ETIMEOUT', want: ['192.0.2.1'] },
  { why: 'for an hour beyond their time', at: 29_000 + HOUR, output: 'ESERVFAIL', want: ['192.0.2.1'] },
  { why: 'and no longer: the address may be somebody else’s', at: 31_000 + HOUR, output: 'ETIMEOUT', want: 'ETIMEOUT' },
  { why: 'a name that is gone by a server’s word is gone', at: 60_000, output: 'ENOTFOUND', want: 'ENOTFOUND' },
  { why: 'so is one that has lost its addresses', at: 60_000, output: 'ENODATA', want: 'ENODATA' },
];

test.each(LATER)('when the servers say $output at $at ms: $why', ({ at, output, want }) => {
  let now = 0;
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => now);
  resolver.resolve('a.example', NOBODY, ignore);
  asked[0]?.reported(found('192.0.2.1'));
  now = at;
  let answer: unknown;
  resolver.resolve('a.example', NOBODY, (failure, addresses) => {
    answer = failure ?? addresses;
  });
  asked[1]?.reported(failed(output));
  expect(answer).toEqual(want);
  resolver.resolve('a.example', NOBODY, ignore); // nobody waits for silent servers twice in a row
  expect(asked).toHaveLength(2);
});

test('an outage does not make old addresses younger', () => {
  let now = 0;
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => now);
  resolver.resolve('a.example', NOBODY, ignore);
  asked[0]?.reported(found('192.0.2.1'));
  let served = 0;
  for (now = 60_000; now < 2 * HOUR; now += 60_000) {
    resolver.resolve('a.example', NOBODY, (failure) => {
      if (failure === undefined) served = now;
    });
    asked.at(-1)?.reported(failed('ETIMEOUT'));
  }
  expect(served).toBe(HOUR);
});

test('who asks while the servers are silent waits for 1.8 seconds if old addresses are at hand; each such name is told once', () => {
  jest.useFakeTimers();
  try {
    let now = 0;
    let outlived = 0;
    const { ask, asked } = manual();
    const resolver = new RememberingResolver(ask, () => now, {
      outlived: () => {
        outlived += 1;
      },
    });
    resolver.resolve('a.example', NOBODY, ignore);
    asked[0]?.reported(found('192.0.2.1'));
    now = 60_000;
    const answers: unknown[] = [];
    const note = (failure: string | undefined, addresses: readonly string[]): unknown =>
      answers.push(failure ?? addresses);
    resolver.resolve('a.example', NOBODY, note);
    resolver.resolve('a.example', NOBODY, note);
    jest.advanceTimersByTime(PATIENCE - 1);
    expect(answers).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(answers).toEqual([['192.0.2.1'], ['192.0.2.1']]);
    resolver.resolve('a.example', NOBODY, note); // at once, and nobody is asked twice
    expect(answers).toHaveLength(3);
    expect(asked).toHaveLength(2);
    expect(outlived).toBe(1);
    asked[1]?.reported(found('192.0.2.2')); // late, and still the truth
    resolver.resolve('a.example', NOBODY, note);
    expect(answers.slice(3)).toEqual([['192.0.2.2']]);
    resolver.resolve('b.example', NOBODY, note); // nothing is known of it: it waits for its servers
    jest.advanceTimersByTime(10 * PATIENCE);
    expect(answers).toHaveLength(4);
  } finally {
    jest.useRealTimers();
  }
});

test('its memory is bounded', () => {
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => 0);
  for (let i = 0; i <= 10_000; i += 1) {
    resolver.resolve(`h${i}.example`, NOBODY, ignore);
    asked[i]?.reported(found('192.0.2.1'));
  }
  resolver.resolve('h10000.example', NOBODY, ignore); // the youngest is known
  expect(asked).toHaveLength(10_001);
  resolver.resolve('h0.example', NOBODY, ignore); // the oldest is not any more
  expect(asked).toHaveLength(10_002);
});

test('so are the questions that wait for an answer', () => {
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => 0);
  const failures: unknown[] = [];
  for (let i = 0; i < 5_000; i += 1) resolver.resolve(`h${i}.example`, i, (failure) => failures.push(failure));
  expect(asked).toHaveLength(4_096);
  expect(failures).toEqual(Array.from({ length: 904 }, () => 'EAGAIN'));
  asked[0]?.reported(found('192.0.2.1'));
  resolver.resolve('h4999.example', NOBODY, ignore); // a failure for want of room is not remembered
  expect(asked).toHaveLength(4_097);
});

/** A source that never answers, and whose questions can be ended. */
function silent(): { readonly ask: NameQuestion; readonly open: Set<string>; asked: number } {
  const source = {
    open: new Set<string>(),
    asked: 0,
    ask: (name: string) => {
      source.open.add(name);
      source.asked += 1;
      return () => source.open.delete(name);
    },
  };
  return source;
}

test('one client has a share of the questions, and another has its own', () => {
  const source = silent();
  const resolver = new RememberingResolver(source.ask, () => 0, { namesPerClient: () => 64 });
  const failures: unknown[] = [];
  for (let i = 0; i < 2_400; i += 1) resolver.resolve(`s${i}.example`, 1, (failure) => failures.push(failure));
  expect(source.open.size).toBe(64);
  expect(failures).toEqual(Array.from({ length: 2_400 - 64 }, () => 'client asks too much'));
  resolver.resolve('other.example', 2, ignore);
  expect(source.open.has('other.example')).toBe(true);
});

test('many greedy clients together leave room for the next one', () => {
  const source = silent();
  const resolver = new RememberingResolver(source.ask, () => 0, { namesPerClient: () => 64 });
  for (let client = 0; client < 60; client += 1) {
    for (let i = 0; i < 64; i += 1) resolver.resolve(`s${client}-${i}.example`, client, ignore);
  }
  const before = source.open.size;
  expect(before).toBeLessThan(4_000);
  resolver.resolve('other.example', 1_000, ignore);
  expect(source.open.size).toBe(before + 1);
});

test('a question ends with the last who waits for it, and its share is free again', () => {
  const source = silent();
  const resolver = new RememberingResolver(source.ask, () => 0, { namesPerClient: () => 1 });
  const first = resolver.resolve('a.example', 1, ignore);
  const second = resolver.resolve('a.example', 2, () => {});
  first();
  first();
  expect([...source.open]).toEqual(['a.example']);
  second();
  expect([...source.open]).toEqual([]);
  resolver.resolve('b.example', 1, ignore);
  expect([...source.open]).toEqual(['b.example']);
});

test('a question that cannot be ended counts until it is answered', () => {
  const { ask, asked } = manual();
  const resolver = new RememberingResolver(ask, () => 0, { namesPerClient: () => 1 });
  const failures: unknown[] = [];
  resolver.resolve('a.example', 1, ignore)();
  resolver.resolve('b.example', 1, (failure) => failures.push(failure));
  asked[0]?.reported(found('192.0.2.1'));
  resolver.resolve('b.example', 1, (failure) => failures.push(failure));
  expect(failures).toEqual(['client asks too much']);
  expect(asked.map(({ name }) => name)).toEqual(['a.example', 'b.example']);
});
