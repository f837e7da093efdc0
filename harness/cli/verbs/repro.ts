import { Command } from 'commander'
import type { Context } from '../context.ts'
import type { Finish } from '../finish.ts'
import { type ArtifactFlags, withArtifactFlags } from './artifact-flags.ts'

export interface ReproFlags extends ArtifactFlags {
	readonly docker: string
	readonly rootlesskit?: string
	readonly network?: string
	readonly portDriver?: string
	readonly brNetfilter?: string
	readonly daemon?: string
	readonly guest?: string
	readonly cmdline?: string
	readonly checks?: readonly string[]
	readonly snapshots: boolean
	readonly runsDir: string
	readonly json?: true
}

const more = `
Examples:
  $ rootless-matrix repro kernel-core-*.rpm kernel-modules-core-*.rpm --docker 27.5.1
  $ rootless-matrix repro debian:6.12 --network pasta@2025_05_03 --checks "publish.*"
  $ rootless-matrix repro runs/latest/cells/k6.12-loaded-docker26.1-slirp4netns-builtin-default`

export function reproVerb(context: Context, finish: Finish): Command {
	return withArtifactFlags(new Command('repro'))
		.summary('run one configuration on a kernel, or a recorded cell again, and say what would help')
		.description(
			"Makes one cell of a kernel and a few flags, runs it as `run` does, and says what came of it and what would change it. A kernel is a customer's files, as for `kernel inspect`, or a value of the axis, such as debian:6.12. " +
				'Given a cell’s directory in a run, it runs that cell again.',
		)
		.argument(
			'<kernel...>',
			'the files of one kernel, a value such as debian:6.12, a cell of a run, or a bundle of `collect` with or without those files',
		)
		.option('--docker <version>', 'a version of Docker, such as 27.5.1 or debian:26.1', '27.5.1')
		.option('--rootlesskit <version>', 'its RootlessKit (default: the one that this Docker brings)')
		.option('--network <driver>', 'slirp4netns, slirp4netns@1.3.3 or pasta@2025_05_03 (default: slirp4netns)')
		.option('--port-driver <driver>', 'builtin, slirp4netns, implicit, pesto or gvisor-tap-vsock')
		.option(
			'--br-netfilter <state>',
			'loaded, unloaded or absent (default: loaded where the kernel has it, else absent)',
		)
		.option('--daemon <settings>', 'such as icc=false,ignore-br-netfilter-error=1')
		.option('--guest <distribution>', 'the distribution that it runs on, such as debian:12')
		.option('--cmdline <words>', 'added to the kernel’s command line, such as ipv6.disable=1')
		.option('--checks <glob...>', 'only the checks whose id matches, such as "publish.*"')
		.option('--no-snapshots', 'boot (default: restore the VM where there is a snapshot of it)')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.option('--offline', 'open no connection: what `fetch` or an earlier run brought has to do')
		.option('--json', 'print results.json when done; all else goes to standard error')
		.addHelpText('after', more)
		.action(async (kernel: string[], flags: ReproFlags, command: Command) => {
			const { reproAction } = await import('./repro/action.ts')
			finish(await reproAction(kernel, flags, command, context))
		})
}
