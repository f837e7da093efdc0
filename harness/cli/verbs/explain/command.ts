import { Command } from 'commander'
import type { Language } from '#results/report/forms'
import type { Context } from '../../context.ts'
import { type ConfigurationFlags, withConfigurationFlags } from '../../flags/configuration-flags.ts'
import { type MatrixFlags, withMatrixFlags } from '../../flags/matrix-flags.ts'
import { languageFlag } from '../report/form-flags.ts'

export interface ExplainFlags extends MatrixFlags, ConfigurationFlags {
	readonly json?: true
	readonly lang: Language
}

const more = `
Examples:
  $ rootless-matrix explain --docker 27.5.1 --passt 2025_05_03 --rootlesskit 2.0.2
  $ rootless-matrix explain --docker 27.5.1 --br-netfilter absent --daemon icc=false
  $ rootless-matrix explain --preset quick \\
      k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default
  $ rootless-matrix explain --preset quick --only "*icc-off*" --json`

export function explainVerb(context: Context): Command {
	const command = withMatrixFlags(new Command('explain'))
		.summary('say what is expected of a configuration and why, and what would change it; starts no VM')
		.description(
			'Says, for each check, what is expected of a configuration: that it holds, that it is known to fail (why, since ' +
				'when, fixed where), or that it is not asked. Then what would change it. From rules; nothing is run.',
		)
		.argument('[cell]', 'the name or id of a cell of the matrix, or a bundle of `collect`')
	withConfigurationFlags(command, {
		docker: {},
		rootlesskit: {},
		passt: {},
		slirp4netns: {},
		portDriver: {},
		kernel: {},
		brNetfilter: {},
		daemon: {},
		guest: {},
		cmdline: {},
		modules: {},
		upgradeFrom: {},
	})
	return command
		.option('--json', 'print it as JSON')
		.addOption(languageFlag('what it is written in; JSON stays English'))
		.addHelpText('after', more)
		.action(async (cell: string | undefined, flags: ExplainFlags, command: Command) => {
			const { explainAction } = await import('./action.ts')
			await explainAction(cell, flags, command, context)
		})
}
