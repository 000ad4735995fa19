import { optionsOf } from '../../../tools/options.ts';

/** Ends the process if its command line has words: with 0 and a help for `--help`, with 2 and a sentence for others. @param pictures - that the program takes. */
export function takesNoOptions(pictures: string): void {
  const options = optionsOf(
    process.argv.slice(2),
    {},
    `Takes ${pictures}, anew, and writes them into docs/images. Needs Chromium.

  --help   print this text

Exit code: 0 taken, 1 one could not be, 2 wrong usage.
`,
  );
  // The programs are scripts: the first thing that they do below this line is to start a browser.
  if (typeof options === 'number') process.exit(options);
}
