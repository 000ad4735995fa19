import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { destroyIfSilent } from '../../base/silent-socket.ts';

/** Whom to ask, and for what. */
export interface CanaryQuestion {
  readonly proxy: { readonly address: string; readonly port: number };
  /** The address of this machine that stands for a client of the market. */
  readonly client: string;
  readonly canary: string;
  /** A host that leads to the prober itself, and the port to ask for: for a handshake that names the canary. */
  readonly sink: { readonly host: string; readonly port: number };
  readonly resetsTls: boolean;
  /** The proxy waits for a PROXY protocol header from this client, as it trusts it to bring one. */
  readonly introduced: boolean;
}

/** A probe that takes longer has failed, in milliseconds. */
const PATIENCE = 5_000;
/** Answers of a block: the two statuses of a page, and a redirect to a stop page. A canary that passes gives a 502. */
const BLOCKED = /^HTTP\/1\.1 (?:451|403|302) /;

/** One way to ask for the canary; resolves with whether it was blocked. Never rejects. */
export type AskCanary = (question: CanaryQuestion) => Promise<boolean>;

/** How each protocol is asked, by the name that metrics know it by. */
export const ASKS: Readonly<Record<'http' | 'connect' | 'tls', AskCanary>> = {
  http: async (question) => {
    const { canary } = question;
    return BLOCKED.test(await firstBytes(open(question), `GET http://${canary}/ HTTP/1.1\r\nHost: ${canary}\r\n\r\n`));
  },
  connect: async (question) =>
    BLOCKED.test(await firstBytes(open(question), connectRequest(question.canary, question.sink.port))),
  tls: async (question) => {
    const socket = open(question);
    const answer = await firstBytes(socket, connectRequest(question.sink.host, question.sink.port), true);
    if (!answer.startsWith('HTTP/1.1 200 ')) {
      socket.destroy();
      return false;
    }
    return (await handshakeError(socket, question.canary)) === (question.resetsTls ? 'ECONNRESET' : ALERT);
  },
};

/** What OpenSSL makes of the alert access_denied (RFC 8446 §6.2). */
const ALERT = 'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED';

function connectRequest(host: string, port: number): string {
  return `CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`;
}

function open({ proxy, client, introduced }: CanaryQuestion): Socket {
  const way = { host: proxy.address, port: proxy.port, localAddress: client };
  const socket = destroyIfSilent(connect(way), PATIENCE);
  // It names the client that the connection comes from anyway.
  if (introduced) {
    socket.once('connect', () =>
      socket.write(`PROXY TCP4 ${client} ${proxy.address} ${socket.localPort} ${proxy.port}\r\n`),
    );
  }
  return socket;
}

/** Sends `request` and resolves with what comes first, '' if nothing does. `keep`: the connection goes on. */
function firstBytes(socket: Socket, request: string, keep = false): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => socket.write(request, 'latin1'));
    socket.once('close', () => resolve(''));
    socket.once('data', (bytes: Buffer) => {
      resolve(bytes.toString('latin1'));
      if (!keep) socket.destroy();
    });
  });
}

function handshakeError(socket: Socket, servername: string): Promise<string> {
  return new Promise((resolve) => {
    const tls = connectTls({ socket, servername, rejectUnauthorized: false });
    const end = (code: string): void => {
      resolve(code);
      tls.destroy();
      socket.destroy();
    };
    tls.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? ''));
    tls.once('secureConnect', () => end('secure'));
    socket.once('close', () => end(''));
  });
}
