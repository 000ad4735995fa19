import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A command as it is run inside a namespace. */
export function inNamespace(namespace: string, command: readonly string[]): [string, ...string[]] {
  return ['ip', 'netns', 'exec', namespace, ...command];
}

/** A line of a program, read as JSON. */
export type Message = Readonly<Record<string, unknown>>;

/** What can be started, by name. Written out, so that a program that nothing starts is found by the dead-code check. */
const PROGRAMS = {
  client: new URL('../programs/client.ts', import.meta.url),
  filter: new URL('../programs/filter.ts', import.meta.url),
  origin: new URL('../programs/origin.ts', import.meta.url),
} as const;
export type ProgramName = keyof typeof PROGRAMS | URL;

/**
 * A TypeScript program that runs inside a namespace and talks in lines of JSON. It ends when its standard input does, so
 * nothing is left of it even if the test run is killed.
 */
export class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #messages: Message[] = [];
  readonly #waiting: (() => void)[] = [];
  #errors = '';
  #ended = false;

  /**
   * Starts a program in the namespace, with one argument. Await {@link next} for its first line.
   * @param through - a command that runs the program, with its own streams.
   */
  constructor(namespace: string, name: ProgramName, argument: unknown, through: readonly string[] = []) {
    const node = [
      ...through,
      process.execPath,
      '--conditions=@netvakt/source',
      (name instanceof URL ? name : PROGRAMS[name]).pathname,
      JSON.stringify(argument),
    ];
    const [command, ...rest] = inNamespace(namespace, node);
    this.#child = spawn(command, rest, { env: { ...process.env, NODE_OPTIONS: '' } });
    createInterface(this.#child.stdout).on('line', (line) => this.#heard(JSON.parse(line) as Message));
    this.#child.stderr.on('data', (text: Buffer) => {
      this.#errors += text.toString();
    });
    this.#child.stdin.on('error', () => {}); // it has ended already; next() reports it
    this.#child.once('close', () => this.#heard(undefined));
  }

  #heard(message: Message | undefined): void {
    if (message === undefined) this.#ended = true;
    else this.#messages.push(message);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The next line, in order. Rejects with what the program complained of if it ends first. */
  async next(): Promise<Message> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#ended) throw new Error(`The program has ended: ${this.#errors}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /**
   * All lines that the program has written by now and that were not asked for yet. A question is sent after them and its answer
   * awaited, because lines of two programs do not arrive in the order in which they were written.
   */
  async reported(): Promise<readonly Message[]> {
    if (!this.#ended) this.send({ ping: true });
    const messages: Message[] = [];
    for (;;) {
      const message = this.#ended && this.#messages.length === 0 ? undefined : await this.next();
      if (message === undefined || 'pong' in message) return messages;
      messages.push(message);
    }
  }

  send(message: Message): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** {@link send}, then {@link next}. */
  async ask(message: Message): Promise<Message> {
    this.send(message);
    return await this.next();
  }

  /** Waits until the program ends on its own. */
  async ended(): Promise<void> {
    if (!this.#ended) await once(this.#child, 'close');
  }

  /** Ends the program at once. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}
