/** Readers of QUIC: what a client sends is sealed by the tests' own writer, so that mutants get behind the encryption. */
import { cryptoFrame, initial } from '../test/support/initial.ts';
import { readAll } from '../test/support/quic.ts';
import { DATAGRAMS, HELLO_MESSAGES, QUIC_FRAMES } from './corpus.ts';
import type { Subject } from './subject.ts';

/** Cut into single bytes, this is as much as 32 packets of 100 frames carry. */
const MOST_MESSAGE = 3000;
const FRAMES_A_PACKET = 100;

/** The message in CRYPTO frames that end at `cuts`. */
function datagramsOf(message: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = cuts.map((cut) => Math.min(cut, message.length));
  const frames = ends.map((end, at) => cryptoFrame(message, ends[at - 1] ?? 0, end));
  return Array.from({ length: Math.max(1, Math.ceil(frames.length / FRAMES_A_PACKET)) }, (_, number) =>
    initial(Buffer.concat(frames.slice(number * FRAMES_A_PACKET, (number + 1) * FRAMES_A_PACKET)), {
      number,
      numberBytes: 2,
    }),
  );
}

/** All names that were judged, and how it ended: at the first reason, or with the last datagram. */
function ending(outcomes: readonly string[]): string {
  const names = outcomes.flatMap((outcome) => outcome.split(', ').slice(0, -1));
  const ends = outcomes.map((outcome) => outcome.split(', ').at(-1) ?? '');
  const end = ends.find((one) => one !== 'more' && one !== 'free') ?? ends.at(-1);
  return [...names, end].join(' ');
}

export const QUIC_SUBJECTS: readonly Subject[] = [
  {
    name: 'quic-hello',
    what: 'a ClientHello in CRYPTO frames, cut anywhere, over as many datagrams as it takes',
    shares: 1,
    corpus: HELLO_MESSAGES,
    read: (bytes, cuts) => ending(readAll(datagramsOf(bytes.subarray(0, MOST_MESSAGE), cuts))),
  },
  {
    name: 'quic-frames',
    what: 'the frames of an Initial, sealed after they were changed',
    shares: 1,
    corpus: QUIC_FRAMES,
    read: (bytes) => ending(readAll([initial(bytes)])),
  },
  {
    name: 'quic-datagram',
    what: 'a datagram of QUIC, changed as it is: headers, lengths, what comes behind a packet',
    corpus: DATAGRAMS,
    read: (bytes) => ending(readAll([bytes])),
  },
];
