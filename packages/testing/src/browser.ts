import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
    const chromium = await this.#started;
    this.#started = undefined;
    await chromium?.end();
  }
}

/** One page, in a profile of its own. */
export class Page {
  readonly #chromium: Chromium;
  readonly #session: string;
  #loaded: () => void = () => undefined;
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
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await this.#call(`${domain}.enable`, {});
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
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await this.#call('Page.navigate', { url });
    await loaded;
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

  #take({ method, params }: Message): void {
    if (method === 'Network.requestWillBeSent')
      this.requests.push((params?.['request'] as { url: string } | undefined)?.url ?? '');
    else if (method === 'Page.frameNavigated') this.#arrived ||= isDocument(params);
    else if (method === 'Page.loadEventFired' && this.#arrived) this.#loaded();
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

/** The process, and the one connection to it that all pages share. */
class Chromium {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #sessions = new Map<string, (message: Message) => void>();
  #last = 0;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.#take(JSON.parse(String(data)) as Message);
    });
  }

  static async start(flags: readonly string[]): Promise<Chromium> {
    const profile = await mkdtemp(join(tmpdir(), 'netvakt-chromium-'));
    const all = [...FLAGS, ...flags, `--user-data-dir=${profile}`, 'about:blank'];
    const child = spawn('chromium', all, { stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(await addressOf(child));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => {
        reject(new Error('Chromium’s debugging port does not answer'));
      });
    });
    return new Chromium(child, profile, socket);
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
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.call('Browser.close', {}).catch(() => this.#process.kill('SIGKILL'));
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 }); // its helpers may end a moment later
  }

  #take(message: Message): void {
    if (message.id === undefined) {
      this.#sessions.get(message.sessionId ?? '')?.(message);
      return;
    }
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}

/** Chromium writes the address that it listens on to standard error. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of stderr ?? []) {
    text += String(chunk);
    const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (found === undefined) continue;
    return found;
  }
  throw new Error(`Chromium ended before it listened: ${text}`);
}
