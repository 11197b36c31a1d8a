import type { ComponentChildren } from 'preact';
import { type Address, go, hrefOf } from '../address.ts';

interface LinkProps {
  readonly to: Address;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** Changes the view without loading the page again, unless the browser was asked for another tab. */
export function Link({ to, class: name, current = false, children }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
    document.getElementById('view')?.focus();
    scrollTo(0, 0);
  };
  return (
    <a href={hrefOf(to)} class={name} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}

/** A work item or root spec by its key; the page of a root spec is that of its lineage. */
export function WorkLink({
  workspace,
  root,
  item,
  children,
}: {
  readonly workspace: string;
  readonly root: string | null;
  readonly item: string | null;
  readonly children: ComponentChildren;
}) {
  if (item !== null && item.split('/')[1] !== root) {
    return <Link to={{ view: 'task', workspace, key: item, tab: '' }}>{children}</Link>;
  }
  if (root === null) return <>{children}</>;
  return <Link to={{ view: 'spec', workspace, key: root, tab: '' }}>{children}</Link>;
}
