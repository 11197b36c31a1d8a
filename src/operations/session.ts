import { isAbsolute, resolve } from 'node:path';
import type { Backend, SkillPage } from '../product/backend.ts';
import type { Runtime, WaitLook } from '../runtime/api/index.ts';
import { groupOf, isMillraceError, MillraceError } from '../runtime/errors/errors.ts';
import { meantPath } from '../runtime/text/path.ts';
import { importEarlier } from './import.ts';
import { findOperation, operationNames } from './index.ts';
import { init } from './init.ts';
import type { Choice, OperationContext, WaitLimit } from './support/context.ts';
import type { JsonObject } from './support/define.ts';
import type { Failure } from './support/failure.ts';
import { PersonAsked } from './support/person-asked.ts';
import { failureFor, phrase, type Reader, reworded, stepFor } from './support/reader.ts';
import type { Step } from './support/step.ts';
import { clip } from './support/text.ts';
import { resourceUri } from './support/uris.ts';

export interface SessionOptions {
  readonly backend: Backend;
  /** Workspace of calls that name none; empty = each has to name one. */
  readonly root: string;
  /** Where a call makes a workspace that names none; the same as `root` unless that lies above. */
  readonly here?: string;
  readonly version: string;
  /** Reads what a call names; without it only files of the workspace are read. */
  readonly readFile?: (path: string) => Promise<Uint8Array>;
  /** Has a person at a controlling terminal type an id; without it nobody can be asked. */
  readonly confirm?: (what: string, id: string) => Promise<boolean>;
  /** Who asks; read when a workspace is opened. */
  readonly actor: () => string;
  /** The attempt in whose stage this process runs; absent = it is not looked for. */
  readonly stage?: () => string | null;
  /** Who reads the answers. */
  readonly reader: Reader;
  /** How long a call may wait; read with each call. */
  readonly wait: () => WaitLimit;
  /** Takes the details of defects, for whoever runs the process. */
  readonly log: (text: string) => void;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  /** Instead of it, for what can be seen of a wait. */
  readonly watch?: (look: WaitLook) => void;
  /** Instead of the session's own: this call came from a form that a person filled in. */
  readonly confirm?: (what: string, id: string) => Promise<boolean>;
  /** Has the person in front of the client choose; absent = it has no forms. */
  readonly choose?: OperationContext['choose'];
}

export type CallResult =
  | { readonly ok: true; readonly answer: JsonObject }
  | { readonly ok: false; readonly failure: Failure };

/** One client's access to workspaces: runs operations and keeps what they opened until `close`. */
export class ClientSession {
  readonly #options: SessionOptions;
  /** Ids of questions. */
  readonly #declined = new Set<string>();
  readonly #runtimes = new Map<string, Promise<Runtime>>();
  #running = 0;
  #isRetired = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get version(): string {
    return this.#options.version;
  }

  /** Rejects only where a person has to be asked between two calls. */
  async call(name: string, args: JsonObject, options: CallOptions): Promise<CallResult> {
    try {
      return { ok: true, answer: await this.answer(name, args, options) };
    } catch (thrown) {
      if (thrown instanceof PersonAsked) throw thrown;
      return { ok: false, failure: this.describe(thrown) };
    }
  }

  /** The same, and rejects. */
  async answer(name: string, args: JsonObject, options: CallOptions): Promise<JsonObject> {
    const operation = findOperation(name);
    if (operation === undefined) throw unknownOperation(name);
    const isMaking = operation === init || (operation === importEarlier && args.from !== undefined);
    const named = args.workspace ?? (isMaking ? this.#options.here : undefined);
    const root = this.#rootOf(named === '' ? undefined : named);
    const answer = await this.#discardOnFailure(root, () =>
      operation.call(this.#context(root, options), args),
    );
    return this.#reworded(answer);
  }

  /** What to do next names calls as the reader makes them. */
  #reworded(answer: JsonObject): JsonObject {
    const { next } = answer;
    if (typeof next !== 'string') return answer;
    return { ...answer, next: reworded(this.#options.reader, next) };
  }

  /** For what is read outside of operations. `workspace` null = the session's own. Rejects. */
  async read<T>(workspace: string | null, use: (runtime: Runtime) => T | Promise<T>): Promise<T> {
    const root = this.#rootOf(workspace ?? undefined);
    return this.#discardOnFailure(root, async () => use(await this.#runtime(root)));
  }

  graphs(plan: string): ReturnType<Backend['graphs']> {
    return this.#options.backend.graphs(plan);
  }

  /** Pages of the skills that come with this release. */
  skills(): Promise<readonly SkillPage[]> {
    return this.#options.backend.skills();
  }

  /** Paths of the docs that come with this release. */
  docs(): Promise<readonly string[]> {
    return this.#options.backend.docs();
  }

  doc(path: string): Promise<string | null> {
    return this.#options.backend.doc(path);
  }

  describe(thrown: unknown): Failure {
    return failureFor(this.#options.reader, thrown, this.#options.log);
  }

  /** Closes as soon as no call is running. */
  retire(): void {
    this.#isRetired = true;
    if (this.#running === 0) this.close();
  }

  close(): void {
    for (const root of this.#runtimes.keys()) this.#discard(root);
  }

  #context(root: string, options: CallOptions): OperationContext {
    const { backend, version, confirm = nobody } = this.#options;
    const own = root === this.#options.root;
    return {
      root,
      version,
      signal: options.signal,
      progress: options.progress,
      watch: options.watch,
      stage: this.#options.stage ?? (() => null),
      runtime: (how) => this.#runtime(root, how?.clears),
      init: (input) => backend.init({ root, ...input, actor: this.#options.actor() }),
      compile: (mode, adopted) => backend.compile({ root, mode, adopted }),
      upgrade: (input) => backend.upgrade({ root, ...input }),
      importEarlier: (input) => {
        this.#discard(root);
        return backend.importEarlier({ root, ...input });
      },
      startLoop: async () => backend.startLoop({ root, runtime: await this.#runtime(root) }),
      graphs: (plan) => backend.graphs(plan),
      modes: () => backend.modes(root),
      config: (input) => backend.config({ root, ...input }),
      readFile: (path) => this.#readFile(root, path),
      readSkill: (path) => backend.readSkill(path, this.#isAnywhere ? null : root),
      saveSkill: (saved) => backend.saveSkill({ ...saved, root, anywhere: this.#isAnywhere }),
      skillIndex: () => backend.skillIndex(root, options.signal),
      indexedSkill: (skill) => backend.indexedSkill(root, skill, options.signal),
      confirm: options.confirm ?? confirm,
      agree: async (what) => options.confirm?.(what, AGREED) ?? null,
      choose: (...question) => this.#choose(options, question),
      delegation: () => backend.delegation(root),
      keepDelegation: (policy) => backend.keepDelegation(policy),
      say: (step) => phrase(this.#options.reader, step),
      callText: (step) => this.#callText(step),
      wait: this.#options.wait(),
      resource: (path) => resourceUri(path, own ? null : root),
    };
  }

  /** Whoever sits at a terminal reads and writes wherever they may. */
  get #isAnywhere(): boolean {
    return this.#options.readFile !== undefined;
  }

  /** Nobody is asked again in a session what was declined in it. */
  async #choose(
    { choose }: CallOptions,
    question: Parameters<OperationContext['choose']>,
  ): Promise<Choice> {
    const [, id] = question;
    if (choose === undefined || this.#declined.has(id)) return { kind: 'not_asked' };
    const choice = await choose(...question);
    if (choice.kind === 'declined') this.#declined.add(id);
    return choice;
  }

  #callText(step: Step): string {
    const { reader } = this.#options;
    const { operation, input } = stepFor(reader, step).call;
    return reader.callText(operation, input);
  }

  #readFile(root: string, path: string): Promise<Uint8Array> {
    const { readFile, backend } = this.#options;
    return readFile === undefined ? backend.readFile(root, path) : readFile(path);
  }

  #runtime(root: string, clears = false): Promise<Runtime> {
    const open = this.#runtimes.get(root);
    if (open !== undefined) return open;
    const actor = this.#options.actor();
    const opening = this.#options.backend.openRuntime({ root, actor, clears });
    this.#runtimes.set(root, opening);
    opening.catch(() => {
      if (this.#runtimes.get(root) === opening) this.#runtimes.delete(root);
    });
    return opening;
  }

  /** A runtime that met damage or a defect is not trusted again: the next call opens a fresh one. */
  async #discardOnFailure<T>(root: string, work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof PersonAsked) throw thrown;
      const group = isMillraceError(thrown) ? groupOf(thrown.code) : 'bug';
      if (group === 'machine' || group === 'bug') this.#discard(root);
      throw thrown;
    } finally {
      this.#running -= 1;
      if (this.#isRetired && this.#running === 0) this.close();
    }
  }

  #discard(root: string): void {
    const opened = this.#runtimes.get(root);
    this.#runtimes.delete(root);
    opened?.then((runtime) => runtime.close()).catch(() => undefined);
  }

  #rootOf(workspace: unknown): string {
    const { root } = this.#options;
    if (workspace === undefined && root === '') throw noWorkspace();
    if (workspace === undefined) return meantPath('The workspace', root);
    const path = typeof workspace === 'string' ? meantPath('workspace', workspace) : '';
    if (isAbsolute(path)) return resolve(path);
    throw new MillraceError('input_invalid', {
      what: 'workspace is not an absolute path',
      expected: 'the absolute path of a folder',
      next: "Pass an absolute path, or leave `workspace` out to use the server's own.",
    });
  }
}

/** What a person types to agree to something that has no id. */
const AGREED = 'yes';

async function nobody(): Promise<boolean> {
  return false;
}

function noWorkspace(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'This server is a plugin that was started in no project, so each call has to name its workspace',
    expected: 'in `workspace` the absolute path of the folder that you work in',
    next: 'Make the same call again with `workspace`.',
  });
}

function unknownOperation(name: string): MillraceError {
  return new MillraceError('operation_unknown', {
    what: `There is no operation "${clip(name, 60)}"`,
    expected: `one of ${operationNames().join(', ')}`,
    next: 'Call one of the operations named above. status tells where the work stands.',
  });
}
