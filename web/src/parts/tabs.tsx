import { type Address, hrefOf } from '../address.ts';
import { Link } from './link.tsx';

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly (readonly [title: string, to: Address])[];
  readonly current: Address;
  readonly class?: string;
}

/** Parts of a view, each with an address of its own. */
export function Tabs({ label, tabs, current, class: name = 'tabs' }: TabsProps) {
  return (
    <nav class={name} aria-label={label}>
      {tabs.map(([title, to]) => (
        <Link key={title} to={to} current={hrefOf(to) === hrefOf(current)}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
