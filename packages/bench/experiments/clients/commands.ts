/** Which programs ask, and how each is called. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Program {
  readonly name: string;
  /** As a person would write them; empty for the defaults. */
  readonly options: string;
  readonly version: readonly string[];
  /**
   * @param folder - what {@link prepare} has filled
   * @param proxy - the URL of an HTTP proxy, which is in `https_proxy` as well; `undefined`: none
   */
  readonly command: (folder: string, url: string, proxy: string | undefined) => readonly string[];
}

const URLLIB = 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])';
const REQUESTS = 'import sys, requests; requests.get(sys.argv[1])';
const REQUESTS_RETRY = `
import sys, requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry
session = requests.Session()
retry = HTTPAdapter(max_retries=Retry(total=3, backoff_factor=1))
session.mount('https://', retry); session.mount('http://', retry)
session.get(sys.argv[1])`;
const NODE_FETCH = 'await fetch(process.argv[1]).then((response) => response.text())';
const NODE_HTTPS =
  'const { protocol } = new URL(process.argv[1]); const { get } = await import("node:" + protocol.slice(0, -1)); get(process.argv[1], (response) => response.resume())';
const GO = `package main
import ("net/http"; "os")
func main() { if response, err := http.Get(os.Args[1]); err == nil { response.Body.Close() } }`;
const JAVA_URL = `import java.net.*;
class AskUrl { public static void main(String[] a) throws Exception { new URL(a[0]).openStream().close(); } }`;
const JAVA_CLIENT = `import java.net.*; import java.net.http.*;
class AskClient { public static void main(String[] a) throws Exception {
  HttpClient.newBuilder().proxy(ProxySelector.getDefault()).build()
    .send(HttpRequest.newBuilder(URI.create(a[0])).build(), HttpResponse.BodyHandlers.discarding()); } }`;

const called =
  (...words: readonly string[]): Program['command'] =>
  (_, url) => [...words, url];

const java =
  (className: string): Program['command'] =>
  (folder, url, proxy) => {
    const { hostname, port } = new URL(proxy ?? 'http://none.invalid:1');
    const through = proxy === undefined ? [] : [`-Dhttps.proxyHost=${hostname}`, `-Dhttps.proxyPort=${port}`];
    return ['java', ...through, '-cp', folder, className, url];
  };

const CURL = { name: 'curl', version: ['curl', '--version'] };
const WGET = { name: 'wget', version: ['wget', '--version'] };
const ARIA = { name: 'aria2', version: ['aria2c', '--version'] };
const PYTHON = ['python3', '--version'];
const REQUESTS_VERSION = ['python3', '-c', 'import requests; print(requests.__version__)'];
const JAVA = ['java', '--version'];

export const PROGRAMS: readonly Program[] = [
  { ...CURL, options: '', command: called('curl', '-s') },
  { ...CURL, options: '--retry 3', command: called('curl', '-s', '--retry', '3') },
  {
    ...CURL,
    options: '--retry 3 --retry-all-errors',
    command: called('curl', '-sf', '--retry', '3', '--retry-all-errors'),
  },
  { ...WGET, options: '', command: called('wget', '-q', '-O', '/dev/null') },
  {
    ...WGET,
    options: '--retry-on-http-error=451',
    command: called('wget', '-q', '-O', '/dev/null', '--retry-on-http-error=451'),
  },
  { ...ARIA, options: '', command: called('aria2c', '-q', '--allow-overwrite', '-o', 'got') },
  {
    ...ARIA,
    options: '-m 3 --retry-wait=1',
    command: called('aria2c', '-q', '-m', '3', '--retry-wait=1', '--allow-overwrite', '-o', 'got'),
  },
  { name: 'Python urllib', version: PYTHON, options: '', command: called('python3', '-c', URLLIB) },
  { name: 'Python requests', version: REQUESTS_VERSION, options: '', command: called('python3', '-c', REQUESTS) },
  {
    name: 'Python requests',
    version: REQUESTS_VERSION,
    options: 'Retry(total=3, backoff_factor=1)',
    command: called('python3', '-c', REQUESTS_RETRY),
  },
  {
    name: 'Go net/http',
    version: ['go', 'version'],
    options: '',
    command: (folder, url) => [join(folder, 'ask'), url],
  },
  {
    name: 'Node fetch',
    version: [process.execPath, '--version'],
    options: '',
    command: called(process.execPath, '--input-type=module', '-e', NODE_FETCH),
  },
  {
    name: 'Node http(s).get',
    version: [process.execPath, '--version'],
    options: '',
    command: called(process.execPath, '--input-type=module', '-e', NODE_HTTPS),
  },
  { name: 'Java URL.openStream', version: JAVA, options: '', command: java('AskUrl') },
  { name: 'Java HttpClient', version: JAVA, options: '', command: java('AskClient') },
];

/** Compiles what has to be, in `folder`. Throws if a compiler is missing. */
export function prepare(folder: string): void {
  const sources = { 'ask.go': GO, 'AskUrl.java': JAVA_URL, 'AskClient.java': JAVA_CLIENT };
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  execFileSync('go', ['build', '-o', 'ask', 'ask.go'], { cwd: folder });
  execFileSync('javac', ['AskUrl.java', 'AskClient.java'], { cwd: folder });
}
