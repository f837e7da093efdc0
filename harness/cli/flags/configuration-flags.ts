import { type Command, Option } from 'commander'
import type { BrNetfilterState, PortDriver } from '#results'
import { everyWord, WordsOption } from './shared-flags.ts'

/** A configuration in flags; nothing of it need be in a matrix. Which of them a verb has, it says itself. */
export interface ConfigurationFlags {
	readonly docker?: string | undefined
	readonly rootlesskit?: string | undefined
	readonly passt?: string | undefined
	readonly slirp4netns?: string | true | undefined
	/** Both in one, as the axis has it. */
	readonly network?: string | undefined
	readonly portDriver?: string | undefined
	readonly kernel?: string | undefined
	readonly brNetfilter?: string | undefined
	readonly daemon?: string | undefined
	readonly guest?: string | undefined
	readonly cmdline?: string | undefined
	readonly modules?: string | undefined
	readonly upgradeFrom?: string | undefined
}

type Flag = keyof ConfigurationFlags

const brNetfilterStates = everyWord<BrNetfilterState>({ loaded: true, unloaded: true, absent: true })
const portDrivers = everyWord<PortDriver>({
	builtin: true,
	slirp4netns: true,
	implicit: true,
	pesto: true,
	'gvisor-tap-vsock': true,
})
const anyOf = (words: readonly string[]) =>
	new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words)

/** How each is written, what is said of it, and its words where it has no others. */
const flags: Readonly<Record<Flag, readonly [written: string, text: string, words?: readonly string[]]>> = {
	docker: ['--docker <version>', 'a version of Docker, such as 27.5.1 or debian:26.1'],
	rootlesskit: ['--rootlesskit <version>', 'its RootlessKit (default: the one that this Docker brings)'],
	passt: ['--passt <version>', 'pasta as the network driver, of this passt, such as 2025_05_03'],
	slirp4netns: ['--slirp4netns [version]', 'slirp4netns as the network driver (the default)'],
	network: ['--network <driver>', 'such as slirp4netns@1.3.3 or pasta@2025_05_03 (default: slirp4netns)'],
	portDriver: ['--port-driver <driver>', anyOf(portDrivers), portDrivers],
	kernel: ['--kernel <version>', 'a kernel, such as 6.12 or what `uname -r` prints'],
	brNetfilter: ['--br-netfilter <state>', anyOf(brNetfilterStates), brNetfilterStates],
	daemon: ['--daemon <settings>', 'such as icc=false,ignore-br-netfilter-error=1'],
	guest: ['--guest <distribution>', 'the distribution that it runs on, such as debian:12'],
	cmdline: ['--cmdline <words>', 'added to the kernel’s command line, such as ipv6.disable=1'],
	modules: ['--modules <states>', 'what the host has of others, such as ip_tables=absent,tun=loaded'],
	upgradeFrom: [
		'--upgrade-from <version>',
		'the Docker that this one takes the place of, such as debian:26.1',
	],
}

interface FlagHere {
	/** Said instead of what is said elsewhere. */
	readonly text?: string | undefined
	/** Said behind it. */
	readonly more?: string | undefined
	readonly default?: string | undefined
}

/** Adds flags of a configuration to a verb, in the order of `wanted`. */
export function withConfigurationFlags(
	command: Command,
	wanted: Readonly<Partial<Record<Flag, FlagHere>>>,
): Command {
	for (const [name, here = {}] of Object.entries(wanted) as [Flag, FlagHere | undefined][]) {
		const [written, text, words] = flags[name]
		const said = [here.text ?? text, here.more ?? []].flat().join(' ')
		const option = words ? new WordsOption(written, said, words) : new Option(written, said)
		command.addOption(option.default(here.default))
	}
	return command
}

const notAlone: readonly Flag[] = ['cmdline', 'modules', 'upgradeFrom']

/** Whether any of them is said. `--cmdline` and the like alone are no configuration. */
export const isConfiguration = (raw: ConfigurationFlags): boolean =>
	(Object.keys(flags) as Flag[]).some((name) => !notAlone.includes(name) && raw[name] !== undefined)

/** The flags of a configuration among others, without those that are not said. */
export const configurationFlagsOf = (raw: ConfigurationFlags): ConfigurationFlags =>
	Object.fromEntries(
		(Object.keys(flags) as Flag[]).flatMap((name) => (raw[name] === undefined ? [] : [[name, raw[name]]])),
	)

/** The flag that names the network driver, and the value that it comes to; undefined where none does. */
export function networkFlag({
	network,
	passt,
	slirp4netns,
}: ConfigurationFlags):
	| { readonly flag: 'network' | 'passt' | 'slirp4netns'; readonly value: string }
	| undefined {
	if (network !== undefined) return { flag: 'network', value: network }
	if (passt !== undefined) return { flag: 'passt', value: `pasta@${passt}` }
	if (slirp4netns === undefined) return undefined
	const value = slirp4netns === true ? 'slirp4netns' : `slirp4netns@${slirp4netns}`
	return { flag: 'slirp4netns', value }
}
