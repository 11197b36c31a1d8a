import { Server } from './server.mjs';

const TICKS_MAX = 60;

/** What the client of this demo does: it calls tools, and keeps what came back. */
export class Campaign {
  /** Every applied stage, in order. */
  applied = [];
  answers = [];
  #report;
  #launch;
  #server;

  constructor(report, launch) {
    this.#report = report;
    this.#launch = launch;
  }

  get serverPid() {
    return this.#server.pid;
  }

  async connect() {
    this.#server = await Server.start(this.#launch);
  }

  async call(name, args = {}) {
    const answer = await this.#server.call(name, args);
    this.answers.push(answer);
    return answer;
  }

  read(uri) {
    return this.#server.read(uri);
  }

  /** Runs ticks until a stage ends with that outcome; returns the stages that were applied. */
  async runUntil(outcome) {
    const stages = [];
    for (let tick = 0; tick < TICKS_MAX; tick += 1) {
      const { did, applied, next } = await this.call('run_once');
      if (did === 'running') continue;
      if (did !== 'applied') throw new Error(`No stage ended with ${outcome} (${did}): ${next}`);
      this.#report.stage(applied);
      this.applied.push(applied);
      stages.push(applied);
      if (applied.outcome === outcome) return stages;
    }
    throw new Error(`No stage ended with ${outcome} within ${TICKS_MAX} calls of run_once`);
  }

  kill() {
    return this.#server.kill();
  }

  async close() {
    await this.#server?.close();
  }
}
