import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { ErrorAnswer } from '../../../src/web/answers.ts';
import type { Known } from '../data/cache.ts';
import { NO_SERVER } from '../data/source.ts';

interface ShownProps<T> {
  readonly of: ReadonlySignal<Known<T>>;
  readonly children: (value: T) => ComponentChildren;
}

/** What was read, with what is wrong above it; what was read before stays while the server is away. */
export function Shown<T>({ of, children }: ShownProps<T>) {
  const { value, error } = of.value;
  // That nobody answers is said once, above the page.
  const isTold = value !== null && error?.code === NO_SERVER;
  return (
    <>
      {error !== null && !isTold && <Problem error={error} />}
      {value === null && error === null && <p class="quiet">Reading ...</p>}
      {value !== null && children(value)}
    </>
  );
}

export function Problem({ error }: { readonly error: ErrorAnswer['error'] }) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{error.message}</strong>
      </p>
      <p>
        {error.next} <code class="quiet">{error.code}</code>
      </p>
    </div>
  );
}
