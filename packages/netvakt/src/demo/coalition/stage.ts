import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Context } from '../../base/context.ts';
import { explainFailure } from '../../base/failure.ts';
import { type Log, makeLog } from '../../base/log.ts';
import { OperatorError } from '../../base/operator-error.ts';
import { Output } from '../../base/output.ts';
import type { RunLine } from '../../base/registration.ts';

/** What a command did. */
export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  /** What went wrong, with the remedy. */
  readonly stderr: string;
}

/** Something that must be so if the play went as it should. */
interface Expectation {
  readonly claim: string;
  readonly holds: boolean;
  /** What was found, from the files or from what a command printed. */
  readonly found: string;
}

/** A part of the play. */
interface Act {
  readonly name: string;
  readonly expectations: Expectation[];
  /** What this machine has no program for. No expectations: nothing was found. */
  readonly notTried: string[];
}

/** What a party saw, and what it could not see. */
export interface Sight {
  readonly party: string;
  readonly saw: readonly string[];
  readonly couldNotSee: readonly string[];
}

/** Where the play takes place: its folders, its clock, and what has happened so far. */
export class PlayStage {
  readonly root: string;
  /** Log of filters and of the server: errors only. */
  readonly log: Log = makeLog({ level: 'error', format: 'auto' }, process.stderr);
  readonly acts: Act[] = [];
  readonly sights: Sight[] = [];
  readonly #runLine: RunLine;
  readonly #print: (text: string) => Promise<void>;
  #now = 0;

  constructor(root: string, runLine: RunLine, print: (text: string) => Promise<void>) {
    this.root = root;
    this.#runLine = runLine;
    this.#print = print;
  }

  /** The coalition's folder, on the secretariat's machine. */
  get folder(): string {
    return join(this.root, 'folder');
  }

  /** A place in what one party has. */
  of(party: string, ...names: readonly string[]): string {
    return join(this.root, 'parties', party, ...names);
  }

  /** Milliseconds since 1970 of the play. */
  get now(): number {
    return this.#now;
  }

  /** Sets the clock of the play to noon UTC of this day. */
  isNow(day: string): void {
    this.#now = Date.parse(`${day}T12:00:00Z`);
  }

  /** Begins an act. */
  async act(name: string): Promise<void> {
    this.acts.push({ name, expectations: [], notTried: [] });
    await this.#print(`\n${this.acts.length}  ${name}\n`);
  }

  /** Notes what must be so. */
  async expect(claim: string, holds: boolean, found: string): Promise<void> {
    this.acts.at(-1)?.expectations.push({ claim, holds, found });
    await this.#print(`   ${holds ? 'ok ' : 'NOT'} ${claim}\n${found === '' ? '' : `       ${found}\n`}`);
  }

  /** Notes what could not be tried here. It holds no more than it fails. */
  async skip(what: string): Promise<void> {
    this.acts.at(-1)?.notTried.push(what);
    await this.#print(`    –  not tried: ${what}\n`);
  }

  async sees(sight: Sight): Promise<void> {
    this.sights.push(sight);
    const lines = [
      ...sight.saw.map((one) => `     saw      ${one}`),
      ...sight.couldNotSee.map((one) => `     not      ${one}`),
    ];
    await this.#print(`   ${sight.party}\n${lines.join('\n')}\n`);
  }

  /** Runs a command as a party would, with the clock of the play. What it printed is in transcript.txt. */
  async run(party: string, ...words: readonly string[]): Promise<CommandOutcome> {
    const [stdout, stderr] = [new Kept(), new Kept()];
    const context: Context = {
      stdout: new Output(stdout),
      stderr: new Output(stderr),
      stdin: (async function* () {})(),
      environment: {},
      now: () => this.#now,
    };
    let code: number;
    try {
      code = await this.#runLine(words, context);
    } catch (error) {
      const reasons = explainFailure(error);
      if (reasons === undefined) throw error;
      stderr.text += `${reasons.join('\n')}\n`;
      code = 1;
    }
    await this.#keep(party, words, { code, stdout: stdout.text, stderr: stderr.text });
    return { code, stdout: stdout.text, stderr: stderr.text };
  }

  /** Runs a command that must succeed for the play to go on. Returns what it printed. */
  async done(party: string, ...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(party, ...words);
    if (code === 0) return stdout;
    throw new OperatorError('ERR_COALITION', {
      found: `The play cannot go on: ${party}, netvakt ${words.join(' ')}, ended with ${code}: ${stderr.trim()}`,
      remedy: `Look into ${join(this.root, 'transcript.txt')}`,
    });
  }

  /** A command of `netvakt coalition` in the home of a party. */
  async coalition(party: string, ...words: readonly string[]): Promise<string> {
    return await this.done(party, 'coalition', ...words, '--home', this.of(party, 'home'));
  }

  /** Likewise, if it may fail. */
  async tryCoalition(party: string, ...words: readonly string[]): Promise<CommandOutcome> {
    return await this.run(party, 'coalition', ...words, '--home', this.of(party, 'home'));
  }

  /** Writes a file of the play; the path is below its root. */
  async write(path: string, text: string): Promise<string> {
    const whole = join(this.root, path);
    await mkdir(join(whole, '..'), { recursive: true });
    await writeFile(whole, text);
    return whole;
  }

  async #keep(party: string, words: readonly string[], { code, stdout, stderr }: CommandOutcome): Promise<void> {
    const day = new Date(this.#now).toISOString().slice(0, 10);
    const line = words.map((word) => (/[\s{]/u.test(word) ? `'${word}'` : word)).join(' ');
    const text = `[${day}] ${party}$ netvakt ${line}\n${stdout}${stderr}${code === 0 ? '' : `(exit code ${code})\n`}\n`;
    await appendFile(join(this.root, 'transcript.txt'), text);
  }
}

/** A stream that keeps what is written to it. */
class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
