const WORK_WIDTH = 26;
const BOLD = '\u001b[1m';
const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';
const isColoured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/** Prints what happens as it happens, and keeps what did not come out as expected. */
export class Report {
  #chapters = 0;
  #facts = 0;
  #held = 0;
  #problems = [];

  line(text = '') {
    process.stdout.write(`${text}\n`);
  }

  chapter(title) {
    this.#chapters += 1;
    this.line();
    this.line(painted(BOLD, `${this.#chapters}. ${title}`));
  }

  note(text) {
    this.line(`   ${text}`);
  }

  /** An applied stage: where it ran and on what, how it ended, and where that leads. */
  stage({ plane, node, about, outcome, goes_to, seconds, ...more }) {
    const columns = [
      `${plane}/${node}`.padEnd(24),
      shortened(about.item?.split('/')[1] ?? about.root).padEnd(WORK_WIDTH),
      outcome.padEnd(18),
      `-> ${goes_to}`.padEnd(25),
      `${seconds.toFixed(1)} s`,
    ];
    this.note(columns.join(' '));
    if (more.result_class !== 'success') this.note(`    "${more.summary}"`);
    if (more.spawned.length > 0) this.note(`    + ${more.spawned.join(', ')}`);
  }

  fact(text, holds) {
    this.#facts += 1;
    if (holds) this.#held += 1;
    else this.#problems.push(`Not true: ${text}`);
    this.note(holds ? `ok: ${text}` : painted(RED, `NOT TRUE: ${text}`));
  }

  /** What came after that did not happen. */
  stop(why) {
    this.#problems.push(`Stopped: ${why}`);
  }

  /** Returns whether everything came out as expected. */
  end() {
    const facts = `${this.#held} of ${this.#facts} expected facts held`;
    this.line();
    this.line(`${facts}. Results are simulated (default_offline).`);
    for (const problem of this.#problems) this.line(problem);
    return this.#problems.length === 0;
  }
}

function shortened(id) {
  return id.length <= WORK_WIDTH ? id : `${id.slice(0, WORK_WIDTH - 10)}..${id.slice(-8)}`;
}

function painted(code, text) {
  return isColoured ? `${code}${text}${PLAIN}` : text;
}
