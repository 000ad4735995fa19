/**
 * Child processes of the bench: TypeScript modules run by this same node, spoken to by messages, and always ended.
 */

import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { keepOn } from './processor.ts';

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A module that a child process runs: what it is asked, and what it answers. */
export interface Role<Task extends object, Value> {
  readonly module: URL;
  /** Never present; they carry the types. */
  readonly asked?: Task;
  readonly answered?: Value;
}

type Reply<Value> = { readonly value: Value } | { readonly failed: string };

/** A child that answers each message with one message. */
export class Child<Task extends object, Value> {
  readonly #process: ChildProcess;
  readonly #name: string;

  /** @param role - of a module that calls {@link answerAll}. */
  constructor(role: Role<Task, Value>, name: string, heapMegabytes = 4096) {
    this.#name = name;
    this.#process = fork(fileURLToPath(role.module), {
      execArgv: ['--conditions=@netvakt/source', '--expose-gc', `--max-old-space-size=${heapMegabytes}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    alive.add(this.#process);
    this.#process.once('exit', () => alive.delete(this.#process));
  }

  /** Throws with the child's own message if it failed, and if it died. */
  async ask(task: Task): Promise<Value> {
    const stop = new AbortController();
    const died = once(this.#process, 'exit', { signal: stop.signal }).then(([code, signal]) => {
      throw new Error(`${this.#name} ended early (${String(signal ?? code)})`);
    });
    const replied = once(this.#process, 'message', { signal: stop.signal });
    died.catch(() => {});
    replied.catch(() => {});
    this.#process.send(task);
    try {
      const [reply] = (await Promise.race([replied, died])) as [Reply<Value>];
      if ('failed' in reply) throw new Error(`${this.#name}: ${reply.failed}`);
      return reply.value;
    } finally {
      stop.abort();
    }
  }

  /**
   * Keeps the child's main thread on one core, if Linux's taskset is present. Its helper threads (compiler,
   * collector) may use the others, as they would in production.
   */
  pin(core: number): void {
    if (this.pid !== undefined) spawnSync('taskset', ['-cp', String(core), String(this.pid)], { stdio: 'ignore' });
  }

  /** Keeps all of the child's threads on one core. */
  pinWhole(core: number): void {
    if (this.pid !== undefined) keepOn(core, this.pid);
  }

  /** Id of the process, once it has begun. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}

/** One question to a child of its own. */
export async function askOnce<Task extends object, Value>(
  role: Role<Task, Value>,
  name: string,
  task: Task,
  heapMegabytes?: number,
): Promise<Value> {
  const child = new Child(role, name, heapMegabytes);
  try {
    return await child.ask(task);
  } finally {
    await child.end();
  }
}

/** In the child: answers each message. A throw becomes the asker's error. */
export function answerAll<Task extends object, Value>(
  _role: Role<Task, Value>,
  answer: (task: Task) => Value | Promise<Value>,
): void {
  process.on('message', (task: Task) => {
    void reply(task);
  });
  async function reply(task: Task): Promise<void> {
    let message: Reply<Value>;
    try {
      message = { value: await answer(task) };
    } catch (error) {
      message = { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.send?.(message);
  }
}
