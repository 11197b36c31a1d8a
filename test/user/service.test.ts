import { expect, it } from 'vitest';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { serviceFile, serviceText } from '../../src/user/service.ts';

const hash = new NodeHash();
const user = { home: '/home/me', uid: 1000, config_home: null };
const program = {
  node: '/usr/bin/node',
  entry: '/home/me/.cache/millrace/1.2.3-abc/dist/bin.js',
  root: '/home/me/a "quoted" 100% $folder',
  search_path: '/usr/local/bin:/usr/bin',
};

it('is a unit of the user for systemd', () => {
  const file = serviceFile(hash, 'systemd', '/home/me/project', user);
  expect(file).toMatchInlineSnapshot(`
    {
      "disable": [
        "systemctl --user stop millrace-project-225df309.service",
        "systemctl --user daemon-reload",
      ],
      "enable": [
        "systemctl --user daemon-reload",
        "systemctl --user enable --now millrace-project-225df309.service",
      ],
      "links": [
        "/home/me/.config/systemd/user/default.target.wants/millrace-project-225df309.service",
      ],
      "manager": "systemd",
      "name": "millrace-project-225df309.service",
      "path": "/home/me/.config/systemd/user/millrace-project-225df309.service",
    }
  `);
  expect(serviceText('systemd', file.name, program)).toMatchInlineSnapshot(`
    "[Unit]
    Description=Millrace loop

    [Service]
    ExecStart="/usr/bin/node" "--max-semi-space-size=2" "/home/me/.cache/millrace/1.2.3-abc/dist/bin.js" "loop" "/home/me/a \\"quoted\\" 100%% $$folder" "--while-desired"
    ExecStopPost="-/usr/bin/node" "/home/me/.cache/millrace/1.2.3-abc/dist/bin.js" "notify" "owner-gone" "--workspace" "/home/me/a \\"quoted\\" 100%% $$folder"
    Environment="PATH=/usr/local/bin:/usr/bin"
    Restart=on-failure
    RestartSec=10
    KillMode=process

    [Install]
    WantedBy=default.target
    "
  `);
});

it('is an agent for launchd', () => {
  const file = serviceFile(hash, 'launchd', '/home/me/project', user);
  expect(file).toMatchInlineSnapshot(`
    {
      "disable": [
        "launchctl bootout gui/1000/dev.millrace.millrace-project-225df309",
      ],
      "enable": [
        "launchctl bootstrap gui/1000 '/home/me/Library/LaunchAgents/dev.millrace.millrace-project-225df309.plist'",
      ],
      "links": [],
      "manager": "launchd",
      "name": "dev.millrace.millrace-project-225df309",
      "path": "/home/me/Library/LaunchAgents/dev.millrace.millrace-project-225df309.plist",
    }
  `);
  const odd = { ...program, root: '/home/me/<a> & b' };
  expect(serviceText('launchd', file.name, odd)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <plist version="1.0">
    <dict>
      <key>Label</key><string>dev.millrace.millrace-project-225df309</string>
      <key>ProgramArguments</key>
      <array>
        <string>/usr/bin/node</string>
        <string>--max-semi-space-size=2</string>
        <string>/home/me/.cache/millrace/1.2.3-abc/dist/bin.js</string>
        <string>loop</string>
        <string>/home/me/&lt;a&gt; &amp; b</string>
        <string>--while-desired</string>
      </array>
      <key>EnvironmentVariables</key>
      <dict><key>PATH</key><string>/usr/local/bin:/usr/bin</string></dict>
      <key>RunAtLoad</key><true/>
      <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
      <key>AbandonProcessGroup</key><true/>
    </dict>
    </plist>
    "
  `);
});

it('has one name for each workspace, whatever the folder is called', () => {
  const name = (root: string) => serviceFile(hash, 'systemd', root, user).name;
  expect(name('/one/project')).not.toBe(name('/two/project'));
  expect(name('/')).toMatch(/^millrace-root-[0-9a-f]{8}\.service$/);
  expect(name('/a b; rm -rf')).toMatch(/^millrace-a-b-rm--rf-[0-9a-f]{8}\.service$/);
});
