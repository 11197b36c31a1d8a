/** How a workspace stood when its files were written last, as far as can be told at a glance. */
export type Standing =
  /** The server was started in no folder that could be one. */
  | { readonly kind: 'no_project' }
  /** The folder is no workspace. */
  | { readonly kind: 'none' }
  /** It is one, and nothing says yet how it stands: no work has begun in it. */
  | { readonly kind: 'unsaid' }
  /** It is one, and what tells how it stands is gone or damaged. */
  | { readonly kind: 'unreadable' }
  | {
      readonly kind: 'known';
      /** `<node> on <work item>`, or the node alone. */
      readonly active: readonly string[];
      readonly queued: number;
      readonly paused: boolean;
      /** null = a release wrote it that does not say. */
      readonly open_questions: number | null;
      readonly blocked_items: number | null;
    };
