import { type ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import httpProxy from 'http-proxy';
import { inspectPage, type PageFault, type PageWarning } from './inspect.ts';

/** Where a page is fetched from, and what it may cost. */
export interface FetchSettings {
  readonly url: string;
  readonly maxBytes: number;
  readonly maxSeconds: number;
}

/** A page as it came, or why there is none. `code`: the system's, such as ECONNREFUSED. */
export type Fetched =
  | { readonly ok: true; readonly body: Buffer; readonly warnings: readonly PageWarning[] }
  | { readonly ok: false; readonly reason: PageFault | 'unreachable' | 'too-slow'; readonly code?: string };

/**
 * Gets the operator's own stop page through http-proxy. It is used here alone, and only so: one fixed target, GET, a
 * connection of its own each time, a request made here, and a response that is read here. No subscriber's byte comes near it.
 * Never rejects.
 */
export function fetchPage({ url, maxBytes, maxSeconds }: FetchSettings): Promise<Fetched> {
  const target = new URL(url);
  const proxy = httpProxy.createProxyServer({
    target: target.href,
    ignorePath: true,
    changeOrigin: true,
    selfHandleResponse: true,
    followRedirects: false,
    buffer: Readable.from([]), // what is sent as the body of the question
  });
  return new Promise((resolve) => {
    let request: ClientRequest | undefined;
    const finish = (result: Fetched): void => {
      clearTimeout(timer);
      resolve(result);
      request?.destroy();
    };
    const timer = setTimeout(() => {
      finish({ ok: false, reason: 'too-slow' });
    }, maxSeconds * 1000);
    proxy.on('proxyReq', (outgoing) => {
      request = outgoing;
    });
    proxy.on('error', (error) => {
      const { code } = error as NodeJS.ErrnoException;
      finish({ ok: false, reason: 'unreachable', ...(code === undefined ? {} : { code }) });
    });
    proxy.on('proxyRes', (response) => {
      read(response, maxBytes, finish);
    });
    const question = emptyQuestion();
    quietly(() => {
      proxy.web(question, new ServerResponse(question));
    });
  });
}

/** A GET of our own, without a socket behind it. */
function emptyQuestion(): IncomingMessage {
  const question = new IncomingMessage(new Socket());
  question.method = 'GET';
  question.url = '/';
  question.headers = { accept: 'text/html', 'accept-encoding': 'identity' };
  return question;
}

/** http-proxy 1.18 calls util._extend, and Node would warn of it (DEP0060) in the middle of the log, at its first call. */
function quietly(run: () => void): void {
  const before = process.noDeprecation === true;
  process.noDeprecation = true;
  try {
    run();
  } finally {
    process.noDeprecation = before;
  }
}

function read(response: IncomingMessage, maxBytes: number, finish: (result: Fetched) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('error', () => {
    finish({ ok: false, reason: 'unreachable' });
  });
  if (response.statusCode !== 200 && response.statusCode !== 451 && response.statusCode !== 403) {
    finish({ ok: false, reason: 'status' });
    return;
  }
  if (!/^text\/html\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(response.headers['content-type'] ?? '')) {
    finish({ ok: false, reason: 'type' });
    return;
  }
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) finish({ ok: false, reason: 'too-large' });
    else chunks.push(chunk);
  });
  response.on('close', () => {
    if (!response.complete) finish({ ok: false, reason: 'unreachable' });
  });
  response.on('end', () => {
    const body = Buffer.concat(chunks);
    const { fault, warnings } = inspectPage(body);
    finish(fault === undefined ? { ok: true, body, warnings } : { ok: false, reason: fault });
  });
}
