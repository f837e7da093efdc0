import { Command, Option } from 'commander'
import type { BisectAxis } from '#images/providers'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import {
	type ArtifactFlags,
	withArtifactFlags,
	type DriverFlag,
	withDriverFlag,
} from '../../flags/shared-flags.ts'
import { type ConfigurationFlags, withConfigurationFlags } from '../../flags/configuration-flags.ts'

/** As providers name them; this module is loaded for `--help`, and they are not. */
const axes = ['passt', 'kernel', 'docker', 'rootlesskit'] as const satisfies readonly BisectAxis[]

export interface BisectFlags extends ArtifactFlags, ConfigurationFlags, DriverFlag {
	readonly axis: (typeof axes)[number]
	readonly good: string
	readonly bad: string
	readonly check: string
	readonly versions?: readonly string[]
	readonly kernel: string
	readonly docker: string
	readonly out?: string
	readonly restart?: true
	readonly snapshots: boolean
	readonly runsDir: string
	readonly json?: true
}

const fixed = 'where it does not vary'

const more = `
Examples:
  $ rootless-matrix bisect --axis passt --good 2024_05_10 --bad 2025_05_03 \\
      --check publish.loopback-only-v4 --rootlesskit debian:2.0.2
  $ rootless-matrix bisect --axis kernel --good 6.1 --bad 6.12 --check publish.v4
  $ rootless-matrix bisect --axis docker --good 28.0.0 --bad 27.5.1 \\
      --check isolation.icc-off-v4

The same command again goes on where it was stopped. A good version may be newer than a
bad one: then it finds what mended it. Exit codes: 0 found, 2 an end is not as it was said
to be, 3 the harness or this machine broke.`

export function bisectVerb(context: Context, finish: Finish): Command {
	const command = withDriverFlag(withArtifactFlags(new Command('bisect')))
		.summary('find the version of passt, kernel, docker or rootlesskit that a check changes with')
		.description(
			'Asks one check in one configuration with one version after the other, as `git bisect` does, until it is known ' +
				'between which two versions it changes. First both ends are asked. Versions between are those that are available ' +
				'here; one that is not available, or in which the check has no meaning, is skipped. One that fails only ' +
				'sometimes is asked three times.',
		)
		.addOption(new Option('--axis <name>', 'what varies').choices(axes).makeOptionMandatory())
		.requiredOption('--good <version>', 'one with which the check passes')
		.requiredOption('--bad <version>', 'one with which it fails')
		.requiredOption('--check <id>', 'the check, as `rootless-matrix checks` lists it')
		.option('--versions <version...>', 'what is between (default: what the providers have)')
	withConfigurationFlags(command, {
		kernel: { text: fixed, default: '6.12' },
		docker: { text: fixed, default: '27.5.1' },
		rootlesskit: { text: `${fixed} (default: the one that this Docker brings)` },
		network: {},
		portDriver: {},
		brNetfilter: { more: '(default: loaded)' },
		daemon: {},
		guest: {},
		cmdline: {},
		modules: {},
		upgradeFrom: {},
	})
	return command
		.option('--out <dir>', 'where the record and the report are written (default: bisect-AXIS-CHECK)')
		.option('--restart', 'ask everything anew')
		.option('--no-snapshots', 'boot (default: restore the VM where there is a snapshot of it)')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.option('--offline', 'open no connection: what `fetch` or an earlier run brought has to do')
		.option('--json', 'print the record when done; all else goes to standard error')
		.addHelpText('after', more)
		.action(async (flags: BisectFlags, command: Command) => {
			const { bisectAction } = await import('./action.ts')
			finish(await bisectAction(flags, command, context))
		})
}
