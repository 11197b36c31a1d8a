/** What a client sees that starts a server as it is configured. */
export interface Sight {
  /** As the server calls itself. */
  readonly name: string;
  readonly version: string;
  /** The revision of the protocol that both agreed on. */
  readonly protocol: string;
  readonly tools: readonly string[];
  /** From the start of the process to its list of tools. */
  readonly tools_ms: number;
  readonly workspace: WorkspaceSight;
  /** Harness -> whether a login of it is seen; null where no workspace is that could be asked. */
  readonly logins: Readonly<Record<string, string>> | null;
}

export type WorkspaceSight =
  | { readonly state: 'found'; readonly condition: string }
  | { readonly state: 'refused'; readonly code: string };

/** It did not come to that. */
export interface NoSight {
  readonly problem: string;
  /** The end of what the server said beside the protocol. */
  readonly stderr: string;
}

/** What one configured server looks like from its client. */
export interface ClientReport {
  readonly client: 'claude' | 'codex';
  readonly title: string;
  readonly where: string;
  /** How it stands to the other servers of this client; null = nothing is to be said. */
  readonly note: string | null;
  /** Null = its entry starts no process. */
  readonly start: {
    readonly command: string;
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  } | null;
  /** The folder whose workspace it works on; null = none can have been meant. */
  readonly root: string | null;
  readonly sight: Sight | NoSight | null;
}
