import { Command } from 'commander'
import type { Language } from '#results/report/forms'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import {
	type ArtifactFlags,
	withArtifactFlags,
	type DriverFlag,
	withDriverFlag,
} from '../../flags/shared-flags.ts'
import { type ConfigurationFlags, withConfigurationFlags } from '../../flags/configuration-flags.ts'
import { languageFlag } from '../report/form-flags.ts'

export interface ReproFlags extends ArtifactFlags, ConfigurationFlags, DriverFlag {
	readonly docker: string
	readonly checks?: readonly string[]
	readonly snapshots: boolean
	readonly runsDir: string
	readonly json?: true
	readonly watch?: true
	readonly lang: Language
}

const more = `
Examples:
  $ rootless-matrix repro kernel-core-*.rpm kernel-modules-core-*.rpm --docker 27.5.1
  $ rootless-matrix repro debian:6.12 --network pasta@2025_05_03 --checks "publish.*"
  $ rootless-matrix repro \\
      runs/latest/cells/k6.12-loaded-docker26.1-slirp4netns-builtin-default
  $ rootless-matrix repro debian:6.12 --docker 26.1 --checks egress.tcp --watch`

export function reproVerb(context: Context, finish: Finish): Command {
	const command = withDriverFlag(withArtifactFlags(new Command('repro')))
		.summary('run one configuration on a kernel, or a recorded cell again, and say what would help')
		.description(
			"Makes one cell of a kernel and a few flags, runs it as `run` does, and says what came of it and what would change it. A kernel is a customer's files, as for `kernel inspect`, or a value of the axis, such as debian:6.12. " +
				'Given a cell’s directory in a run, it runs that cell again.',
		)
		.argument(
			'<kernel...>',
			'the files of one kernel, a value such as debian:6.12, a cell of a run, or a bundle of `collect` with or without those files',
		)
	withConfigurationFlags(command, {
		docker: { default: '27.5.1' },
		rootlesskit: {},
		network: {},
		portDriver: {},
		brNetfilter: { more: '(default: loaded where the kernel has it, else absent)' },
		daemon: {},
		guest: {},
		cmdline: {},
		modules: {},
		upgradeFrom: {},
	})
	return command
		.option('--checks <glob...>', 'only the checks whose id matches, such as "publish.*"')
		.option('--no-snapshots', 'boot (default: restore the VM where there is a snapshot of it)')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.option('--offline', 'open no connection: what `fetch` or an earlier run brought has to do')
		.option(
			'--watch',
			'ask --checks again whenever a source of them is saved, each time in a VM that was just restored; records no run',
		)
		.addOption(
			languageFlag('what is said before and after the run is written in; progress and JSON stay English'),
		)
		.option('--json', 'print results.json when done; all else goes to standard error')
		.addHelpText('after', more)
		.action(async (kernel: string[], flags: ReproFlags, command: Command) => {
			const { reproAction } = await import('./action.ts')
			finish(await reproAction(kernel, flags, command, context))
		})
}
