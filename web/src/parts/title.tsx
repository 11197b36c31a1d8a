interface TitleProps {
  /** null = not known: before it was read, and where it cannot be. */
  readonly text: string | null;
  readonly id: string;
  readonly kind: string;
}

/** What a view is about. */
export function Title({ text, id, kind }: TitleProps) {
  return (
    <>
      <h1>{text ?? id}</h1>
      <p class="under-title">
        {kind} <code>{id}</code>
      </p>
    </>
  );
}
