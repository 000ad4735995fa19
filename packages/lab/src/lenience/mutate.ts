/** Flows for an origin: each form alone, for the table, and seeded mixtures of forms. */
import type { Random } from '@netvakt/fixtures';
import type { MutatedFlow } from './flow.ts';
import { FIRST_BYTES, PREAMBLE_V1 } from './forms/first-bytes.ts';
import { chooseForms, type Form } from './forms/form.ts';
import { HelloDraft } from './forms/hello-draft.ts';
import { RECORDS, SECOND_HELLOS } from './forms/records.ts';
import { RequestDraft } from './forms/request-draft.ts';
import { REQUEST_LINE } from './forms/request-line.ts';
import { SECOND_REQUESTS } from './forms/second-request.ts';
import { SPELLINGS } from './forms/spellings.ts';
import { FREE_NAME } from './listed.ts';
import type { LenientOrigin } from './origins/lenient-origin.ts';

export const REQUEST_FORMS: readonly Form<RequestDraft>[] = [
  ...FIRST_BYTES,
  ...REQUEST_LINE,
  ...SPELLINGS,
  ...SECOND_REQUESTS,
];
export const HELLO_FORMS: readonly Form<HelloDraft>[] = [...RECORDS, ...SECOND_HELLOS];

function preambleOf(origin: LenientOrigin): string {
  return origin.wantsPreamble === true ? PREAMBLE_V1 : '';
}

export function requestFlow(origin: LenientOrigin, forms: readonly Form<RequestDraft>[], random: Random): MutatedFlow {
  const draft = new RequestDraft();
  for (const form of forms) form.write(draft, random);
  return draft.toFlow(
    forms.map(({ name }) => name),
    preambleOf(origin),
    random,
  );
}

export function helloFlow(origin: LenientOrigin, forms: readonly Form<HelloDraft>[], random: Random): MutatedFlow {
  const draft = new HelloDraft();
  for (const form of forms) form.write(draft, random);
  return draft.toFlow(
    forms.map(({ name }) => name),
    preambleOf(origin),
    random,
  );
}

/** A mixture of one to three forms, of either protocol that the origin speaks. */
export function mutatedFlow(origin: LenientOrigin, random: Random): MutatedFlow {
  const speaksBoth = origin.http !== undefined && origin.tls !== undefined;
  const isHttp = speaksBoth ? random.chance(0.5) : origin.http !== undefined;
  if (isHttp) return requestFlow(origin, chooseForms(REQUEST_FORMS, random), random);
  const isSecond = random.chance(0.25);
  const second = isSecond ? [random.pick(SECOND_HELLOS)] : [];
  return helloFlow(origin, [...second, ...chooseForms(RECORDS, random)], random);
}

/** What is innocent and must pass, if its origin takes it: without it, no breach would mean nothing. */
export interface Innocent {
  readonly name: string;
  readonly protocol: MutatedFlow['protocol'];
  readonly flow: (origin: LenientOrigin, random: Random) => MutatedFlow;
}

function freeRequest(name: string, write: (draft: RequestDraft) => void): Innocent {
  return {
    name,
    protocol: 'http',
    flow: (origin, random) => {
      const draft = new RequestDraft();
      draft.target = '/';
      draft.fields = ['Host: demo.test', 'Connection: close'];
      write(draft);
      return draft.toFlow(['free'], preambleOf(origin), random);
    },
  };
}

function freeHello(name: string, write: (draft: HelloDraft) => void): Innocent {
  return {
    name,
    protocol: 'tls',
    flow: (origin, random) => {
      const draft = new HelloDraft();
      draft.name = FREE_NAME;
      write(draft);
      return draft.toFlow(['free'], preambleOf(origin), random);
    },
  };
}

export const INNOCENTS: readonly Innocent[] = [
  freeRequest('a request', () => {}),
  freeRequest('a request behind two empty lines', (draft) => {
    draft.before = '\r\n\r\n';
  }),
  freeRequest('raw bytes in a query', (draft) => {
    draft.target = '/?q=\xc3\xa5';
  }),
  freeHello('a hello', () => {}),
  freeHello('a hello of TLS 1.3', (draft) => {
    draft.tls13 = true;
  }),
  freeHello('a hello of 1,390 bytes in records of 20', (draft) => {
    draft.padding = 1200;
    draft.size = () => 20;
  }),
];
