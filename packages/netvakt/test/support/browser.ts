import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { folderWith } from './process.ts';

/** What the browser is to pretend, and where it gets pages from. */
export interface BrowserOptions {
  readonly proxyPort?: number;
  /** The user's languages, as Accept-Language lists them. */
  readonly languages?: string;
  readonly flags?: readonly string[];
}

/** How a page is shown. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme?: 'light' | 'dark';
  readonly scale?: number;
  readonly media?: 'screen' | 'print';
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
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

/** A real Chromium with one page, driven over the DevTools protocol. */
export class Browser {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #session: string | undefined;
  #last = 0;
  #loaded: () => void = () => undefined;
  /** URLs of all requests since the last {@link open}. */
  readonly requests: string[] = [];

  private constructor(child: ChildProcess, socket: WebSocket) {
    this.#process = child;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.#take(JSON.parse(String(data)) as Message);
    });
  }

  static async start({ proxyPort, languages = 'en', flags = [] }: BrowserOptions = {}): Promise<Browser> {
    const proxy = proxyPort === undefined ? [] : [`--proxy-server=http://127.0.0.1:${proxyPort}`];
    const folder = await folderWith({});
    const all = [
      ...FLAGS,
      ...proxy,
      ...flags,
      `--accept-lang=${languages}`,
      `--user-data-dir=${folder}`,
      'about:blank',
    ];
    const child = spawn('chromium', all, { stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(await addressOf(child));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => {
        reject(new Error('Chromium’s debugging port does not answer'));
      });
    });
    const browser = new Browser(child, socket);
    await browser.#attach();
    return browser;
  }

  async #attach(): Promise<void> {
    const { targetId } = await this.#call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#call('Target.attachToTarget', { targetId, flatten: true });
    this.#session = sessionId as string;
    for (const domain of ['Page', 'Network', 'Runtime']) await this.#call(`${domain}.enable`, {});
  }

  async view({ width, height, scheme = 'light', scale = 1, media = 'screen' }: View): Promise<void> {
    await this.#call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.#call('Emulation.setEmulatedMedia', { media, features });
  }

  /** Opens `url` and waits for its load, or for the browser's own page of failure. */
  async open(url: string): Promise<void> {
    this.requests.length = 0;
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

  /** A PNG of what is seen, or of the whole page. */
  async picture(whole = false): Promise<Buffer> {
    const { data } = await this.#call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole });
    return Buffer.from(data as string, 'base64');
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.#call('Browser.close', {}).catch(() => this.#process.kill('SIGKILL'));
    await ended;
  }

  #call(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    this.#last += 1;
    const id = this.#last;
    const session = this.#session === undefined || method.startsWith('Browser.') ? {} : { sessionId: this.#session };
    this.#socket.send(JSON.stringify({ id, method, params, ...session }));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
  }

  #take(message: Message): void {
    const { id, method, params } = message;
    if (id !== undefined) {
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
    } else if (method === 'Network.requestWillBeSent') {
      this.requests.push((params?.['request'] as { url: string } | undefined)?.url ?? '');
    } else if (method === 'Page.loadEventFired') this.#loaded();
  }
}

/** Chromium says on standard error where it listens. */
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
