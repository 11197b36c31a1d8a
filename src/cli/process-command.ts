/** One option of a command that is a process of its own; `value` is what its help calls the value. */
export interface ProcessOption {
  readonly type: 'string' | 'boolean';
  readonly value?: string;
  readonly multiple?: boolean;
  readonly short?: string;
  readonly about: string;
}

/** A command that is a process of its own and no operation. */
export interface ProcessCommand {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** What it can be asked to do, as the first word; none = it does one thing. */
  readonly actions: readonly string[];
  /** It also runs without any of them. */
  readonly needs_no_action?: true;
  /** In the order of its help. */
  readonly options: Readonly<Record<string, ProcessOption>>;
}
