import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WAIT } from './limits.ts';

/** What a page's user has set. */
export interface PageUser {
  readonly proxyPort?: number;
  /** The user's languages, in order of preference: `sv-SE,sv,en`. */
  readonly languages?: string;
}

/** How a page is shown. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme?: 'light' | 'dark';
  readonly scale?: number;
  readonly media?: 'screen' | 'print';
}

/** Characters of what Chromium reports. */
const WORDS_KEPT = 4000;

type Values = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Values;
  readonly result?: Values;
  readonly error?: { readonly message: string };
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--hide-scrollbars',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
  '--remote-debugging-port=0',
];

/**
 * A real Chromium, driven over the DevTools protocol; it starts with its first page. Each page has a profile of its own, with its own
 * cache, proxy and languages, so one browser serves all tests of a file.
 */
export class Browser {
  readonly #flags: readonly string[];
  #started: Promise<Chromium> | undefined;

  constructor(flags: readonly string[] = []) {
    this.#flags = flags;
  }

  async page({ proxyPort, languages = 'en' }: PageUser = {}): Promise<Page> {
    this.#started ??= Chromium.start(this.#flags);
    const chromium = await this.#started;
    const proxy = proxyPort === undefined ? {} : { proxyServer: `http://127.0.0.1:${proxyPort}` };
    const { browserContextId } = await chromium.call('Target.createBrowserContext', proxy);
    const { targetId } = await chromium.call('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await chromium.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(chromium, sessionId as string);
    await page.enable(languages);
    return page;
  }

  /** Ends the browser, if it was started. */
  async close(): Promise<void> {
    const chromium = await this.#started?.catch(() => undefined); // whoever asked for a page knows why
    this.#started = undefined;
    await chromium?.end();
  }
}

/** One page, in a profile of its own. */
export class Page {
  readonly #chromium: Chromium;
  readonly #session: string;
  #loaded: () => void = () => undefined;
  #lost: (why: Error) => void = () => undefined;
  /** A document has come since the last {@link open}: the load of the empty one before it is none. */
  #arrived = false;
  /** URLs of all requests since the last {@link open}. */
  readonly requests: string[] = [];
  /** Errors of the page since the last {@link open}: exceptions, messages of its console, and what its policy refused. */
  readonly errors: string[] = [];

  /** Use {@link Browser.page}. */
  constructor(chromium: Chromium, session: string) {
    this.#chromium = chromium;
    this.#session = session;
    chromium.listen(session, (message) => this.#take(message));
  }

  async enable(languages: string): Promise<void> {
    for (const domain of ['Page', 'Network', 'Runtime', 'Log', 'Inspector']) await this.#call(`${domain}.enable`, {});
    const { userAgent } = await this.#chromium.call('Browser.getVersion', {});
    await this.#call('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: languages });
  }

  async view({ width, height, scheme = 'light', scale = 1, media = 'screen' }: View): Promise<void> {
    await this.#call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.#call('Emulation.setEmulatedMedia', { media, features });
  }

  /** Opens `url` and waits for its load, or for the browser's own page of failure. */
  async open(url: string): Promise<void> {
    this.requests.length = 0;
    this.errors.length = 0;
    this.#arrived = false;
    const loaded = new Promise<void>((resolve, reject) => {
      this.#loaded = resolve;
      this.#lost = reject;
    });
    loaded.catch(() => undefined); // nobody waits for it if the call fails
    await this.#call('Page.navigate', { url });
    await this.#chromium.whileThere(loaded);
  }

  /** The value of an expression in the page. */
  async evaluate(expression: string): Promise<unknown> {
    const call = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#call('Runtime.evaluate', call);
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  }

  /** A picture of what is seen, or of the whole page. WebP is lossy, and a quarter of the size. */
  async picture(whole = false, format: 'png' | 'webp' = 'png'): Promise<Buffer> {
    const quality = format === 'webp' ? { quality: 85 } : {};
    const words = { format, captureBeyondViewport: whole, ...quality };
    const { data } = await this.#call('Page.captureScreenshot', words);
    return Buffer.from(data as string, 'base64');
  }

  #call(method: string, params: object): Promise<Values> {
    return this.#chromium.call(method, params, this.#session);
  }

  /** Its process is gone, and the browser is not: what waits would wait for good. */
  #crashed(): void {
    const why = new Error('The page has crashed');
    this.#chromium.abandon(this.#session, why);
    this.#lost(why);
  }

  #take({ method, params }: Message): void {
    if (method === 'Network.requestWillBeSent')
      this.requests.push((params?.['request'] as { url: string } | undefined)?.url ?? '');
    else if (method === 'Page.frameNavigated') this.#arrived ||= isDocument(params);
    else if (method === 'Page.loadEventFired' && this.#arrived) this.#loaded();
    else if (method === 'Inspector.targetCrashed') this.#crashed();
    else if (isError(method, params)) this.errors.push(JSON.stringify(params));
  }
}

/** True for the page itself, not for the empty one that it begins with. */
function isDocument(params: Values = {}): boolean {
  const { parentId, url } = params['frame'] as { readonly parentId?: string; readonly url: string };
  return parentId === undefined && url !== 'about:blank';
}

function isError(method: string | undefined, params: Values = {}): boolean {
  if (method === 'Runtime.exceptionThrown') return true;
  if (method === 'Runtime.consoleAPICalled') return params['type'] === 'error';
  return method === 'Log.entryAdded' && (params['entry'] as { level: string }).level === 'error';
}

/** Who waits for an answer to which method, and in which session. */
interface Waiting {
  readonly method: string;
  readonly session: string | undefined;
  readonly resolve: (value: Values) => void;
  readonly reject: (why: Error) => void;
}

/** The process, and the one connection to it that all pages share. Nothing waits for it in vain: when it is gone, all that waits fails. */
class Chromium {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  /** Never resolves; rejects when the connection has ended. */
  readonly #gone: Promise<never>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #sessions = new Map<string, (message: Message) => void>();
  #last = 0;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.#take(JSON.parse(String(data)) as Message);
    });
    this.#gone = new Promise((_, reject) => {
      socket.addEventListener('close', () => {
        reject(new Error('Chromium is gone'));
      });
    });
    this.#gone.catch(() => undefined); // nobody may be waiting
  }

  static async start(flags: readonly string[]): Promise<Chromium> {
    const profile = await mkdtemp(join(tmpdir(), `netvakt-chromium-${process.pid}-`));
    const all = [...FLAGS, ...flags, `--user-data-dir=${profile}`, 'about:blank'];
    // What it leaves in the folder of temporary files when it is killed goes with the profile.
    const env = { ...process.env, TMPDIR: profile };
    const child = spawn('chromium', all, { stdio: ['ignore', 'ignore', 'pipe'], env });
    try {
      const socket = new WebSocket(await addressOf(child));
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', () => {
          reject(new Error('Chromium’s debugging port does not answer'));
        });
      });
      return new Chromium(child, profile, socket);
    } catch (error) {
      await endOf(child, profile);
      throw error;
    }
  }

  /** What is awaited, or a failure if the browser goes before it comes. */
  whileThere<T>(awaited: Promise<T>): Promise<T> {
    return Promise.race([awaited, this.#gone]);
  }

  /** Hands every event of a session to `take`. */
  listen(session: string, take: (message: Message) => void): void {
    this.#sessions.set(session, take);
  }

  /** Calls a method of the browser, or of a page's session. */
  call(method: string, params: object, session?: string): Promise<Values> {
    this.#last += 1;
    const id = this.#last;
    this.#socket.send(JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) }));
    const answered = new Promise<Values>((resolve, reject) => {
      this.#waiting.set(id, { method, session, resolve, reject });
    });
    return this.whileThere(answered);
  }

  /** Fails what waits for an answer of a session. */
  abandon(session: string, why: Error): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.session !== session) continue;
      this.#waiting.delete(id);
      waiting.reject(why);
    }
  }

  /** It is not asked to close: a profile that is thrown away needs no orderly end, and a browser that hangs would not answer. */
  async end(): Promise<void> {
    await endOf(this.#process, this.#profile);
  }

  #take(message: Message): void {
    if (message.id === undefined) {
      this.#sessions.get(message.sessionId ?? '')?.(message);
      return;
    }
    const { method, resolve, reject } = this.#waiting.get(message.id) ?? {};
    this.#waiting.delete(message.id);
    if (message.error === undefined) resolve?.(message.result ?? {});
    else reject?.(new Error(`${method}: ${message.error.message}`));
  }
}

/** Ends it, unless it has ended. Its helpers see that and end a moment later. */
async function endOf(child: ChildProcess, profile: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  await rm(profile, { recursive: true, force: true, maxRetries: 10 });
}

/** Chromium writes the address that it listens on to standard error, which is read until its end: it may write more. */
async function addressOf(child: ChildProcess): Promise<string> {
  let text = '';
  let late: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      late = setTimeout(() => {
        reject(new Error(`Chromium does not listen: ${text}`));
      }, WAIT);
      child.once('error', reject);
      child.once('exit', () => {
        reject(new Error(`Chromium ended before it listened: ${text}`));
      });
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(-WORDS_KEPT);
        const found = /DevTools listening on (ws:\S+)\s/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
  } finally {
    clearTimeout(late);
  }
}
