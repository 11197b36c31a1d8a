import { workspacePath } from '../../plan/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import { DeliveryFile } from '../notify/delivery-file.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Findings } from './findings.ts';

const NEXT = 'fix the target, then call millrace notify test';

/** Whether notifications reach whoever wants to hear of this workspace. */
export function checkOutbox(ports: EnginePorts, layout: Layout, findings: Findings): void {
  const path = workspacePath(PLACES.outbox);
  const { sinks, problem } = ports.sinks.list();
  if (problem !== null) {
    findings.add('notify_config_invalid', 'notify.toml', problem.facts.what, problem.facts.next);
    return findings.checked('notifications', 'the file of the user cannot be used');
  }
  const deliveries = findings.try('notification_failing', path, () =>
    new DeliveryFile(ports, layout.outbox).read(),
  );
  for (const { name } of sinks) {
    const cursor = deliveries?.marks[name];
    if (cursor === undefined || cursor.failures === 0) continue;
    const lost = cursor.given_up === 0 ? '' : `; ${cursor.given_up} notifications were given up`;
    const what = `${name} failed ${cursor.failures} times in a row: ${cursor.reason}${lost}`;
    findings.add('notification_failing', path, what, NEXT);
  }
  const names = sinks.map(({ name }) => name).join(', ');
  findings.checked('notifications', names === '' ? 'nobody is notified' : `sent to ${names}`);
}
