/** A path as the file has it: absolute, or relative to the file's folder. */
export class WrittenPath {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
