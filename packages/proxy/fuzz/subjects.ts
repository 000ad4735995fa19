/** Every reader of the data plane that sees bytes of a client or an origin. */

import { CORPUS } from '@netvakt/selftest';
import { ChunkTracker, OPEN } from '../src/body/chunk-tracker.ts';
import { MORE, WHOLE } from '../src/bytes/reader-result.ts';
import { HeadReader } from '../src/head/head-reader.ts';
import { Request } from '../src/head/request.ts';
import { RecordReader } from '../src/hello/record-reader.ts';
import { ProxyHeaderReader } from '../src/proxy-protocol/reader.ts';
import { ResponseHead } from '../src/response/response-head.ts';
import { DEFAULT_LIMITS } from '../src/settings/limits.ts';
import { classify, UNDECIDED } from '../src/sniff/first-bytes.ts';
import { CHUNKED_BODIES, HELLOS, PROXY_HEADERS, RESPONSE_HEADS } from './corpus.ts';
import { QUIC_SUBJECTS } from './quic-subjects.ts';
import type { Subject } from './subject.ts';

const REQUESTS = CORPUS.map(({ bytes }) => Buffer.from(bytes, 'latin1')).filter(({ length }) => length < 2048);
const PSEUDONYM = Buffer.from('edge');

const head = new HeadReader(DEFAULT_LIMITS);
const request = new Request(head, DEFAULT_LIMITS.headFields);
const response = new ResponseHead(DEFAULT_LIMITS);
const chunks = new ChunkTracker();

/** Offsets of everything found in a head. */
function boundsOf(code: number): string {
  const { methodEnd, targetStart, targetEnd, minor, length, fieldCount } = head;
  const fields = Array.from({ length: fieldCount }, (_, at) =>
    [head.field(at), head.nameStart(at), head.nameEnd(at), head.valueStart(at), head.valueEnd(at)].join('.'),
  );
  return [code, methodEnd, targetStart, targetEnd, minor, length, ...fields].join(' ');
}

function readHead(bytes: Buffer, cuts: readonly number[]): number {
  head.reset();
  let code = MORE;
  for (const cut of cuts) {
    code = head.read(bytes, cut);
    if (code !== MORE) break;
  }
  return code;
}

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'request-head',
    what: 'the head of a request and what it means to an explicit proxy',
    corpus: REQUESTS,
    read(bytes, cuts) {
      const code = readHead(bytes, cuts);
      if (code !== WHOLE) return String(code);
      const meaning = request.read(head, bytes, PSEUDONYM);
      request.release();
      return `${boundsOf(code)} ${meaning}`;
    },
  },
  {
    name: 'intercepted-head',
    what: 'the head of a request and what it means where it was intercepted',
    corpus: REQUESTS,
    read(bytes, cuts) {
      const code = readHead(bytes, cuts);
      if (code !== WHOLE) return String(code);
      const meaning = request.readIntercepted(head, bytes);
      request.release();
      return `${boundsOf(code)} ${meaning}`;
    },
  },
  {
    name: 'response-head',
    what: 'the head of a response, as far as it says where the response ends',
    corpus: RESPONSE_HEADS,
    read(bytes, cuts) {
      response.reset();
      let [at, start] = [OPEN, 0];
      for (const cut of cuts) {
        at = response.follow(bytes, start, cut);
        if (at !== OPEN) break;
        start = cut;
      }
      if (at < 0) return String(at);
      const { status, minor, contentLength, chunked, hasCoding, closes, doubtful } = response;
      return [at, status, minor, contentLength, chunked, hasCoding, closes, doubtful].join(' ');
    },
  },
  {
    name: 'chunked-body',
    what: 'where a chunked body ends',
    corpus: CHUNKED_BODIES,
    read(bytes, cuts) {
      chunks.reset();
      let start = 0;
      for (const cut of cuts) {
        const at = chunks.follow(bytes, start, cut);
        if (at !== OPEN) return String(at);
        start = cut;
      }
      return 'open';
    },
  },
  {
    name: 'client-hello',
    what: 'the server name in TLS records',
    corpus: HELLOS,
    read(bytes, cuts) {
      const reader = new RecordReader(DEFAULT_LIMITS);
      let [code, start] = [MORE, 0];
      for (const cut of cuts) {
        code = reader.read(bytes, start, cut);
        if (code !== MORE) break;
        start = cut;
      }
      const { name, nameLength, hasName, hasEch } = reader.hello;
      if (code === MORE) return 'more';
      return [code, hasName, hasEch, Buffer.from(name).toString('latin1', 0, nameLength)].join(' ');
    },
  },
  {
    name: 'proxy-protocol',
    what: 'a PROXY header of either version',
    corpus: PROXY_HEADERS,
    read(bytes, cuts) {
      const reader = new ProxyHeaderReader();
      let start = 0;
      for (const cut of cuts) {
        const step = reader.push(bytes.subarray(start, cut));
        if (step.kind === 'reject') return step.reason;
        if (step.kind === 'header')
          // What follows the header is handed on; how much of it has come is for the cuts to decide.
          return `${JSON.stringify(step.header)} ${cut - step.rest.length}`;
        start = cut;
      }
      return 'more';
    },
  },
  {
    name: 'first-bytes',
    what: 'which protocol a connection speaks',
    corpus: [...REQUESTS, ...HELLOS, ...PROXY_HEADERS, Buffer.from('SSH-2.0-x\r\n')],
    read(bytes, cuts) {
      for (const cut of cuts) {
        const protocol = classify(bytes.subarray(0, cut));
        if (protocol !== UNDECIDED) return String(protocol);
      }
      return 'undecided';
    },
  },
  ...QUIC_SUBJECTS,
];
