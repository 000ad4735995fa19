import { parseArgs } from 'node:util';

/** Ends the process if its command line has words: with 0 and a help for `--help`, with 2 and a sentence for others. @param pictures - that the program takes. */
export function takesNoOptions(pictures: string): void {
  try {
    const { help } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } }).values;
    if (!help) return;
    process.stdout.write(`Takes ${pictures}, anew, and writes them into docs/images. Needs Chromium.

  --help   print this text

Exit code: 0 taken, 1 one could not be, 2 wrong usage.
`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('. ')[0]}\nRun it with --help to see what it takes.\n`);
    process.exit(2);
  }
}
