/**
 * Compiles the kernel, kernel/, into src/hash/kernel-code.ts.
 *
 *   node packages/matcher/tools/build-kernel.ts           writes it
 *   node packages/matcher/tools/build-kernel.ts --check   fails if a fresh build is not what is committed
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES: ReadonlySet<string> = new Set(['index.ts', 'host.ts', 'path.ts']);
const TARGET = `${root}src/hash/kernel-code.ts`;

/** One page of memory, whose layout the kernel defines: it contains nothing of the compiler's own. */
const OPTIONS = [
  '-O3',
  '--enable',
  'simd',
  '--runtime',
  'stub',
  '--noAssert',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '1',
];

/** The module, from the source. Files are handed to the compiler, so that where the tree is makes no difference. */
async function compiled(): Promise<Uint8Array> {
  let module: Uint8Array | undefined;
  const { error } = await main(['index.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: (name) => (SOURCES.has(name) ? readFileSync(`${root}kernel/${name}`, 'utf8') : null),
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') module = contents;
    },
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error !== null || module === undefined)
    throw new Error(`The kernel does not compile: ${error?.message ?? 'no module'}`);
  return module;
}

function textOf(module: Uint8Array): string {
  const lines =
    Buffer.from(module)
      .toString('base64')
      .match(/.{1,112}/gu) ?? [];
  return `/** The compiled kernel, in base64: ${module.length} bytes. Written by tools/build-kernel.ts; do not edit. */
export const KERNEL_CODE: string = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
}

const text = textOf(await compiled());
if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, 'utf8') !== text) {
  process.stderr.write(
    'src/hash/kernel-code.ts is not what kernel/ compiles to. Run node packages/matcher/tools/build-kernel.ts\n',
  );
  process.exitCode = 1;
}
