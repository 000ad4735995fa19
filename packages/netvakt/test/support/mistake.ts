/** Preloaded before the program: makes it meet a mistake of its own on request of the test. */
process.on('SIGUSR2', () => {
  throw new RangeError('cannot read http://canary.example/secret of 127.0.77.77');
});
