import { Command } from 'commander'
import type { Context } from '../../context.ts'

export interface ShowReportFlags {
	readonly port?: string
	readonly runsDir: string
}

export function showReportVerb(context: Context): Command {
	return new Command('show-report')
		.summary('serve the report of a run to a browser on this machine')
		.description(
			'Serves a run’s directory, its report first, on the loopback until Ctrl-C, and prints the address: links to evidence ' +
				'open, which browsers refuse of files.',
		)
		.argument('[run]', 'the directory of the run (default: the newest in --runs-dir)')
		.option('--port <n>', 'the port to listen on (default: one that is free)')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix show-report')
		.action(async (run: string | undefined, flags: ShowReportFlags, command: Command) => {
			const { showReportAction } = await import('./action.ts')
			await showReportAction(run, flags, command, context)
		})
}
