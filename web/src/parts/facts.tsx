import type { ComponentChildren } from 'preact';

/** What there is to know at a glance, each with its name. */
export function Facts({ children }: { readonly children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

export function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Progress({ done, total }: { readonly done: number; readonly total: number }) {
  if (total === 0) return null;
  const text = `${done} of ${total} done`;
  return (
    <span class="progress">
      <progress value={done} max={total} aria-label={text} /> {text}
    </span>
  );
}
