import type { Disk, Hash } from '../runtime/ports/index.ts';
import { shellWord } from '../runtime/text/shell-word.ts';
import { LOOP_FLAGS } from './loop-flags.ts';

/** The programs that start what a user wants to run after a reboot. */
export type Manager = 'systemd' | 'launchd';

export interface ServiceFile {
  readonly manager: Manager;
  readonly name: string;
  /** Absolute path of the file that the manager reads. */
  readonly path: string;
  /** Links to it that the manager makes when the service is put into force. */
  readonly links: readonly string[];
  readonly enable: readonly string[];
  readonly disable: readonly string[];
}

export interface ServiceUser {
  readonly home: string;
  readonly uid: number;
  /** `$XDG_CONFIG_HOME`, where it is set. */
  readonly config_home: string | null;
}

const HASH_LENGTH = 8;

/** One service for each workspace, named after its folder. */
export function serviceFile(
  hash: Hash,
  manager: Manager,
  root: string,
  user: ServiceUser,
): ServiceFile {
  const folder = (root.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9_-]+/g, '-');
  const name = `millrace-${folder === '' ? 'root' : folder}-${hash.sha256(root).slice(0, HASH_LENGTH)}`;
  return manager === 'systemd' ? systemdFile(name, user) : launchdFile(name, user);
}

function systemdFile(name: string, { home, config_home }: ServiceUser): ServiceFile {
  const unit = `${name}.service`;
  const folder = `${config_home ?? `${home}/.config`}/systemd/user`;
  return {
    manager: 'systemd',
    name: unit,
    path: `${folder}/${unit}`,
    links: [`${folder}/default.target.wants/${unit}`],
    enable: ['systemctl --user daemon-reload', `systemctl --user enable --now ${unit}`],
    disable: [`systemctl --user stop ${unit}`, 'systemctl --user daemon-reload'],
  };
}

function launchdFile(name: string, { home, uid }: ServiceUser): ServiceFile {
  const label = `dev.millrace.${name}`;
  const path = `${home}/Library/LaunchAgents/${label}.plist`;
  return {
    manager: 'launchd',
    name: label,
    path,
    links: [],
    enable: [`launchctl bootstrap gui/${uid} ${shellWord(path)}`],
    disable: [`launchctl bootout gui/${uid}/${label}`],
  };
}

export interface ServiceProgram {
  readonly node: string;
  /** Entry of a copy of the program that updates do not touch. */
  readonly entry: string;
  readonly root: string;
  /** Folders in which the programs of stages are found. */
  readonly search_path: string;
}

/** The loop ends by itself, and well, when nobody wants it to run. */
export function serviceText(manager: Manager, name: string, program: ServiceProgram): string {
  return manager === 'systemd' ? systemdUnit(program) : launchdPlist(name, program);
}

function argvOf({ node, entry, root }: ServiceProgram): string[] {
  return [node, ...LOOP_FLAGS, entry, 'loop', root, '--while-desired'];
}

/** Tells whoever wants to hear that the loop has failed. With the sign its own failure counts for nothing. */
function goneArgvOf({ node, entry, root }: ServiceProgram): string[] {
  return [`-${node}`, entry, 'notify', 'owner-gone', '--workspace', root];
}

/** Only the loop itself is ended with the unit: a stage that runs goes on to its end. */
function systemdUnit(program: ServiceProgram): string {
  return [
    '[Unit]',
    'Description=Millrace loop',
    '',
    '[Service]',
    `ExecStart=${argvOf(program).map(commandWord).join(' ')}`,
    `ExecStopPost=${goneArgvOf(program).map(commandWord).join(' ')}`,
    `Environment=${systemdWord(`PATH=${program.search_path}`)}`,
    'Restart=on-failure',
    'RestartSec=10',
    'KillMode=process',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
}

function launchdPlist(label: string, program: ServiceProgram): string {
  const strings = argvOf(program).map((word) => `    <string>${xml(word)}</string>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key><string>${xml(label)}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...strings,
    '  </array>',
    '  <key>EnvironmentVariables</key>',
    `  <dict><key>PATH</key><string>${xml(program.search_path)}</string></dict>`,
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
    '  <key>AbandonProcessGroup</key><true/>',
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

export function isInstalled(disk: Disk, { path }: ServiceFile): boolean {
  return disk.stat(path)?.kind === 'file';
}

/** systemd reads `%` in a word as its own. */
function systemdWord(word: string): string {
  return `"${oneLine(word).replace(/[\\"]/g, '\\$&').replaceAll('%', '%%')}"`;
}

/** And a `$` in a command. */
function commandWord(word: string): string {
  return systemdWord(word).replaceAll('$', '$$$$');
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
