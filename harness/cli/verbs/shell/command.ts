import { Command } from 'commander'
import type { ShellUser, Stand } from '#harness/shell'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import {
	type ArchFlag,
	type ArtifactFlags,
	everyWord,
	withArchFlag,
	withArtifactFlags,
	type DriverFlag,
	withDriverFlag,
	WordsOption,
} from '../../flags/shared-flags.ts'

export interface StandFlags {
	readonly at: string
	readonly user?: string
}

export interface ShellFlags extends StandFlags, ArtifactFlags, DriverFlag, ArchFlag {
	readonly preset?: string
	readonly matrix?: string
	readonly keep?: string | true
	readonly snapshots: boolean
}

const more = `
Examples:
  $ rootless-matrix shell k6.12-loaded-docker26.1-slirp
  $ rootless-matrix shell --at netns \\
      runs/latest/cells/k6.12-loaded-docker26.1-slirp4netns-builtin-default
  $ rootless-matrix shell k6.12-loaded-docker26.1-slirp --keep mine -- docker info
  $ rootless-matrix shell mine --at peer
  $ rootless-matrix shell exec mine -- docker ps
  $ rootless-matrix shell stop mine

In a terminal every key goes to the guest, Ctrl-C too. ~. at the beginning of a line
leaves a guest that hears nothing any more. The exit code is the command's.`

const withStandFlags = (command: Command): Command =>
	command
		.addOption(
			new WordsOption(
				'--at <place>',
				'host, netns, peer, container (of the probe image) or container:NAME',
				everyWord<Stand['at']>({ host: true, netns: true, peer: true, container: true }),
			).default('host'),
		)
		.addOption(
			new WordsOption(
				'--user <user>',
				'rootless or root (default: rootless; at peer: root)',
				everyWord<ShellUser>({ rootless: true, root: true }),
			),
		)

export function shellVerb(context: Context, finish: Finish): Command {
	const shell = withArchFlag(withDriverFlag(withArtifactFlags(withStandFlags(new Command('shell')))))
		.summary('a prompt in the VM of a cell, with its daemon up; keep the VM, and use it later')
		.description(
			'Boots the VM of a cell, or restores it where a run has left a snapshot, and gives a prompt in it, as the user rootless on the VM, or in another place that checks stand in: RootlessKit’s network namespace, another machine, a container. The VM ends with the prompt, unless it is kept.',
		)
		.argument(
			'<cell>',
			'the beginning of a cell’s name or id, a cell of a run, or the name of a VM that is kept',
		)
		.argument('[command...]', 'what to run there instead of a shell, behind --')
		.option('--preset <name>', 'the matrix that has the cell (default: any preset)')
		.option('--matrix <file>', 'the matrix file that has the cell')
		.option('--keep [name]', 'leave the VM running under a name (default: vm1, vm2, …)')
		.option('--no-snapshots', 'boot (default: restore the VM where there is a snapshot of it)')
		.option('--offline', 'open no connection: what `fetch` or an earlier run brought has to do')
		.helpCommand(false)
		.addHelpText('after', more)
		.action(async (cell: string, words: string[], flags: ShellFlags, command: Command) => {
			const { shellAction } = await import('./action.ts')
			finish(await shellAction({ cell, words, flags, command }, context))
		})
	const kept = async () => import('./kept.ts')
	return shell
		.addCommand(
			new Command('ls')
				.summary('list the VMs that are kept')
				.description('Lists the VMs that are kept: their names, cells, and since when.')
				.option('--json', 'print them as JSON')
				.action(async ({ json }: { json?: true }) => (await kept()).lsAction(json ?? false, context)),
		)
		.addCommand(
			withStandFlags(new Command('exec'))
				.summary('run a command in a VM that is kept')
				.description(
					'Runs a command in a VM that is kept with the streams of this one, and ends with its exit code.',
				)
				.argument('<name>', 'of a VM that is kept')
				.argument('<command...>', 'what to run, behind --')
				.action(async (name: string, words: string[], _flags: StandFlags, command: Command) => {
					// What `shell` has as well, commander gives to that.
					const flags = command.optsWithGlobals<StandFlags>()
					finish(await (await kept()).execAction({ name, words, flags, command }, context))
				}),
		)
		.addCommand(
			new Command('logs')
				.summary('print what the daemon of a VM that is kept wrote')
				.description(
					'Prints what the daemon of a VM that is kept wrote: RootlessKit and the network driver too.',
				)
				.argument('<name>', 'of a VM that is kept')
				.option('--system', 'the whole journal of the VM')
				.option('--console', 'what its kernel and its init wrote on the console')
				.option('--follow', 'go on with what is written, until Ctrl-C')
				.action(
					async (name: string, flags: { system?: true; console?: true; follow?: true }, command: Command) =>
						finish(await (await kept()).logsAction({ name, flags, command }, context)),
				),
		)
		.addCommand(
			new Command('cp')
				.summary('copy a file to or from a VM that is kept')
				.description(
					'Copies one file between this machine and a VM that is kept, whose paths have its name before them.',
				)
				.argument('<from>', 'a path here, or NAME:/PATH')
				.argument('<to>', 'a path here, or NAME:/PATH')
				.action(async (from: string, to: string, _flags: object, command: Command) =>
					(await kept()).cpAction({ from, to, command }, context),
				),
		)
		.addCommand(
			new Command('stop')
				.summary('end VMs that are kept')
				.description('Ends VMs that are kept; what was written in them is gone.')
				.argument('[name...]', 'of VMs that are kept')
				.option('--all', 'every VM that is kept')
				.action(async (names: string[], { all }: { all?: true }, command: Command) =>
					(await kept()).stopAction({ names, all: all ?? false, command }, context),
				),
		)
}
