/** How a request that is blocked is told to the observer, and answered. */
import { chooseAnswer } from '../answer/choose-answer.ts';
import { ClientConnection } from '../connection/flow.ts';
import type { Request } from '../head/request.ts';
import type { Sighting } from '../observe/sighting.ts';
import { ANSWER, type AnswerCode, PURPOSE } from '../observe/vocabulary.ts';
import { Asked, NO_HEAD } from './request-summary.ts';

export abstract class BlockingConnection extends ClientConnection {
  protected readonly asked: Asked = new Asked();

  /** The request is blocked by `rule`: tells it, and answers. A canary is told as nothing but itself. */
  protected block(rule: number, request: Request, canary: boolean): void {
    this.asked.note(request, NO_HEAD);
    this.asked.noteReader(request);
    if (canary) this.tally.probed();
    else this.#tellBlock(rule, request);
    this.#answerBlock();
  }

  #tellBlock(rule: number, request: Request): void {
    const { matcher, sighting } = this.station;
    this.sight(rule, this.#answerKind());
    this.nameAsked(request, sighting);
    this.tally.blocked(matcher.listsOf(rule), sighting);
  }

  /** Begins to fill the sighting of a block. */
  protected sight(rule: number, answer: AnswerCode): void {
    const { sighting } = this.station;
    sighting.rule = rule;
    sighting.answer = answer;
    sighting.purpose = answer === ANSWER.reset || this.asked.isConnect ? PURPOSE.unknown : this.asked.purpose;
    if (answer === ANSWER.reset) this.nameAsked(undefined, sighting);
  }

  /** Says in the sighting which host was asked for. `undefined`: there was no request. */
  protected nameAsked(request: Request | undefined, sighting: Sighting): void {
    if (request === undefined) return;
    const { bytes, target, meaning, head } = request;
    if (target.hostEnd > target.hostStart) sighting.at(bytes, target.hostStart, target.hostEnd);
    else if (meaning.host >= 0) sighting.at(bytes, head.valueStart(meaning.host), head.valueEnd(meaning.host));
  }

  #answerKind(): AnswerCode {
    if (this.asked.isConnect) return ANSWER.connect;
    return this.asked.part ? ANSWER.part : ANSWER.page;
  }

  #answerBlock(): void {
    const { asked, policy } = this;
    this.answer(chooseAnswer(policy.blockAnswer(this.market), asked, Date.now()), asked.toHead);
  }

  /** The name was free, and the address that it leads to is not. */
  dialBlocked(rule: number): void {
    const { asked, station } = this;
    this.sight(rule, this.#answerKind());
    station.sighting.at(asked.authority, 0, asked.authority.length);
    this.tally.blocked(station.matcher.listsOf(rule), station.sighting);
    this.#answerBlock();
  }
}
