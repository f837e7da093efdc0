import { Command } from 'commander'
import type { Context } from '../context.ts'
import { type MatrixFlags, withMatrixFlags } from './matrix-flags.ts'

/** A configuration in flags; nothing of it need be in a matrix. */
export interface ConfigurationFlags {
	readonly docker?: string | undefined
	readonly rootlesskit?: string | undefined
	readonly passt?: string | undefined
	readonly slirp4netns?: string | true | undefined
	readonly portDriver?: string | undefined
	readonly kernel?: string | undefined
	readonly brNetfilter?: string | undefined
	readonly daemon?: string | undefined
	readonly guest?: string | undefined
	/** No flag of `explain`, since no rule speaks of it. */
	readonly cmdline?: string | undefined
}

export interface ExplainFlags extends MatrixFlags, ConfigurationFlags {
	readonly json?: true
}

const more = `
Examples:
  $ rootless-matrix explain --docker 27.5.1 --passt 2025_05_03 --rootlesskit 2.0.2
  $ rootless-matrix explain --docker 27.5.1 --br-netfilter absent --daemon icc=false
  $ rootless-matrix explain k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default --preset quick
  $ rootless-matrix explain --preset quick --only "*icc-off*" --json`

export function explainVerb(context: Context): Command {
	return withMatrixFlags(new Command('explain'))
		.summary('say what is expected of a configuration and why, and what would change it; starts no VM')
		.description(
			'Says, for each check, what is expected of a configuration: that it holds, that it is known to fail (why, since ' +
				'when, fixed where), or that it is not asked. Then what would change it. From rules; nothing is run.',
		)
		.argument('[cell]', 'the name or id of a cell of the matrix, or a bundle of `collect`')
		.option('--docker <version>', 'a version of Docker, such as 27.5.1 or debian:26.1')
		.option('--rootlesskit <version>', 'its RootlessKit (default: the one that this Docker brings)')
		.option('--passt <version>', 'pasta as the network driver, of this passt, such as 2025_05_03')
		.option('--slirp4netns [version]', 'slirp4netns as the network driver (the default)')
		.option('--port-driver <driver>', 'builtin, slirp4netns, implicit, pesto or gvisor-tap-vsock')
		.option('--kernel <version>', 'a kernel, such as 6.12 or what `uname -r` prints')
		.option('--br-netfilter <state>', 'loaded, unloaded or absent')
		.option('--daemon <settings>', 'such as icc=false,ignore-br-netfilter-error=1')
		.option('--guest <distribution>', 'the distribution that it runs on, such as debian:12')
		.option('--json', 'print it as JSON')
		.addHelpText('after', more)
		.action(async (cell: string | undefined, flags: ExplainFlags, command: Command) => {
			const { explainAction } = await import('./explain/action.ts')
			await explainAction(cell, flags, command, context)
		})
}
