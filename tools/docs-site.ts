/** Builds the pages of docs/ into a web site, or serves the built one. `pnpm docs:site --help` shows the usage. */
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, textOf } from './check/files.ts';
import { assertFree, baseOf, buildSite, installGenerator } from './site/build.ts';
import { serveSite } from './site/serve.ts';

const HELP = `Builds a web site from docs/ and the interfaces of the packages: static files, with search, that load nothing from elsewhere.

  pnpm docs:site                    builds into docs-site/dist
  pnpm docs:site serve              serves the built site at http://127.0.0.1:4173/

  --out DIR          the folder of the site; an earlier site there is replaced
  --base PATH        path of the site on its web server, such as /netvakt/ (default: /)
  --repository URL   the repository, for links to the source and for editing (default: that of package.json)
  --port N           port of \`serve\`; 0 is one that is free (default: 4173)
  --help             this text

Exit code 0: built. 1: a page cannot be rendered, or a link or an anchor is dead. 2: wrong arguments.
The first build installs the generator into docs-site/node_modules (140 MB).
`;

const OPTIONS = {
  out: { type: 'string', default: 'docs-site/dist' },
  base: { type: 'string', default: '/' },
  repository: { type: 'string' },
  port: { type: 'string', default: '4173' },
  help: { type: 'boolean', short: 'h' },
} as const;

class UsageError extends Error {}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

/** `docs`, `/docs` and `/docs/` are the same path. */
function baseFrom(path: string): string {
  const base = `/${path.replaceAll(/^\/+|\/+$/gu, '')}/`.replace('//', '/');
  if (!/^[\w./~-]+$/u.test(base)) throw new UsageError(`--base ${path} is no path, such as /netvakt/`);
  return base;
}

/** The address of the repository in package.json, as a browser takes it; a reserved name (RFC 2606) holds the place of one. */
function repositoryOfPackage(): string | undefined {
  const { repository } = JSON.parse(textOf('package.json')) as { repository?: string | { url: string } };
  const url = typeof repository === 'string' ? repository : repository?.url;
  return url === undefined || !/^(?:git\+)?https:\/\/(?![^/]*\.example\/)/u.test(url)
    ? undefined
    : url.replace(/^git\+/u, '');
}

function repositoryFrom(url: string | undefined): string | undefined {
  if (url !== undefined && !/^https?:\/\/[^\s"]+$/u.test(url))
    throw new UsageError(`--repository ${url} is no address, such as https://git.example/netvakt`);
  return (url ?? repositoryOfPackage())?.replace(/(?:\.git|\/)$/u, '');
}

function portFrom(text: string): number {
  const port = Number(text);
  if (!/^\d+$/u.test(text) || port > 65_535) throw new UsageError(`--port ${text} is no port: 0 to 65535`);
  return port;
}

async function serve(out: string, port: number): Promise<void> {
  const base = baseOf(out);
  if (base === undefined) throw new Error(`There is no site in ${out}. Build it first: pnpm docs:site`);
  const server = await serveSite(out, base, port);
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}${base}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [verb, ...rest] = positionals;
  if (rest.length > 0 || (verb !== undefined && verb !== 'serve'))
    throw new UsageError(`${positionals.join(' ')} is no command`);
  const out = values.out === OPTIONS.out.default ? join(root, values.out) : resolve(values.out);
  const port = portFrom(values.port);
  const options = { base: baseFrom(values.base), repository: repositoryFrom(values.repository) };
  if (verb === 'serve') {
    await serve(out, port);
    return 0;
  }
  assertFree(out);
  installGenerator();
  const started = performance.now();
  buildSite(options, out);
  process.stdout.write(
    `${out}: built in ${((performance.now() - started) / 1000).toFixed(0)} s. See it: pnpm docs:site serve\n`,
  );
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`${(error as Error).message}${usage ? '. See: pnpm docs:site --help' : ''}\n`);
  process.exitCode = usage ? 2 : 1;
}
