/** Where an authority publishes: another machine, in truth. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What is at the source. */
export interface PublishedList {
  readonly list: Buffer;
  readonly manifest: Buffer;
}

export type FromSource =
  | { readonly kind: 'listening'; readonly port: number; readonly certificate: string }
  | { readonly kind: 'published' };

/** A web server over TLS, in a process that works only while nobody else wants to: nobody has it on the filter's machine. */
export class ListServer {
  readonly port: number;
  readonly certificate: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, certificate: string) {
    this.#child = child;
    this.port = port;
    this.certificate = certificate;
  }

  static async start(): Promise<ListServer> {
    const program = fileURLToPath(new URL('source-process.ts', import.meta.url));
    const child = fork(program, { serialization: 'advanced' });
    spawnSync('chrt', ['--idle', '--pid', '0', `${child.pid}`]);
    const [message] = (await once(child, 'message')) as [FromSource];
    if (message.kind !== 'listening') throw new TypeError('The source must say first where it listens');
    return new ListServer(child, message.port, message.certificate);
  }

  /** Resolves when it is there. */
  async publish(published: PublishedList): Promise<void> {
    const done = once(this.#child, 'message');
    this.#child.send(published);
    await done;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
