import { Command } from 'commander'
import type { Context } from '../../context.ts'

export interface InitFlags {
	readonly docker?: readonly string[]
	readonly kernel?: readonly string[]
	readonly network?: readonly string[]
	readonly output: string
}

export function initVerb(context: Context): Command {
	return new Command('init')
		.summary('write a matrix file of your own to start from')
		.description(
			'Writes a matrix file: which Docker, on which kernels, with which networks. What no flag says is asked for on a ' +
				'terminal, and has a default elsewhere. Each line of the file can be changed; editors that know JSON Schema ' +
				'explain it.',
		)
		.option('--docker <value...>', 'the Docker under test (default: upstream:27.5.1)')
		.option('--kernel <value...>', 'the kernels (default: debian:6.12)')
		.option('--network <value...>', 'the networks (default: slirp4netns pasta@2025_05_03)')
		.option('-o, --output <file>', 'the file, which must not be there yet', 'rootless-matrix.yaml')
		.addHelpText(
			'after',
			'\nExample:\n  $ rootless-matrix init --docker 27.5.1 --kernel 6.1 6.12\n  $ rootless-matrix plan --matrix rootless-matrix.yaml',
		)
		.action(async (flags: InitFlags, command: Command) => {
			const { initAction } = await import('./action.ts')
			await initAction(flags, command, context)
		})
}
