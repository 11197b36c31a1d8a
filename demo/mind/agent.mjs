import { Server } from '../server.mjs';

const CALLS_MAX = 30;
const CALL = /(?:^|[.:] )Call (\w+)(?: (\{.*?\}))?(?=: | once |\.|$)/;

/** An agent that makes the call which `next` names, and nothing else. */
export class Agent {
  /** Each call with its answer, in order. */
  calls = [];
  /** The name of the tool whose answer is still to come. */
  pending = null;
  #server;
  #own;

  /** `own`: what only this agent can know, by the name of the tool that wants it. */
  static async start(launch, own = {}) {
    const agent = new Agent();
    agent.#own = own;
    agent.#server = await Server.start(launch);
    return agent;
  }

  async call(name, input = {}) {
    const args = { ...this.#own[name], ...input };
    this.pending = name;
    const answer = await this.#server.answer(name, args);
    this.pending = null;
    this.calls.push({ name, args, answer });
    return answer;
  }

  /** From one answer to the next, until one `isOver`. */
  async obey(answer, isOver) {
    let newest = answer;
    for (let call = 0; call < CALLS_MAX; call += 1) {
      if (isOver(newest)) return newest;
      const { name, args } = callIn(newest);
      newest = await this.call(name, args);
    }
    throw new Error(`next led nowhere within ${CALLS_MAX} calls`);
  }

  close() {
    return this.#server.close();
  }
}

/** The call that an answer, or an error, names. */
export function callIn(answer) {
  const text = answer.next ?? answer.error?.next ?? '';
  const [, name, args = '{}'] = CALL.exec(text) ?? [];
  if (name === undefined) throw new Error(`there is no call in: ${text}`);
  return { name, args: JSON.parse(args) };
}

/** The calls as lines for a page: how the work stands, and the sentence that leads on. */
export function transcript(calls) {
  return calls
    .filter(({ answer }) => answer.reason !== 'time')
    .flatMap(({ name, args, answer }, at) => {
      const { reason, condition, spec, state } = answer;
      const stands = [reason, condition, spec?.state ?? state].filter((one) => one !== undefined);
      return [
        `${at + 1}. ${name} ${JSON.stringify(shortened(args))}`,
        `   ${[...new Set(stands)].join(', ')}`,
        `   next: ${answer.next}`,
      ];
    })
    .join('\n');
}

function shortened(args) {
  return args.document === undefined ? args : { ...args, document: '...' };
}
