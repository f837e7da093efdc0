import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { type ArchFlag, type DriverFlag, withArchFlag, withDriverFlag } from '../../flags/shared-flags.ts'

export interface DoctorFlags extends DriverFlag, ArchFlag {
	readonly fix?: true
	readonly json?: true
}

export function doctorVerb(context: Context, finish: Finish): Command {
	return withArchFlag(withDriverFlag(new Command('doctor')))
		.summary('find out what this machine has and lacks; --fix installs it')
		.description(
			'Finds out whether this machine can boot the test VMs: the programs that are needed, the disk space, and ' +
				'the accelerator, by booting a small guest. With --fix it installs what is missing, with apt, and removes what VMs of a harness that was killed left behind.',
		)
		.option('--fix', 'install what is missing; each command is shown before it runs')
		.option('--json', 'print the findings as JSON')
		.addHelpText(
			'after',
			'\nExample:\n  $ rootless-matrix doctor --fix\n\nExit code: 0 ready, 3 something needed is missing',
		)
		.action(async (flags: DoctorFlags, command: Command) => {
			const { doctorAction } = await import('./action.ts')
			await doctorAction(flags, command, context, finish)
		})
}
