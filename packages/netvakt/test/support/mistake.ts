/** Preloaded before the program: makes it meet a mistake of its own when the test says so. */
process.on('SIGUSR2', () => {
  throw new RangeError('cannot read http://canary.example/secret of 127.0.77.77');
});
