import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'

const more = `
Examples:
  $ rootless-matrix collect > collect.sh      send it; there: sh collect.sh
  $ rootless-matrix explain bundle.txt
  $ rootless-matrix repro bundle.txt kernel-core-*.rpm kernel-modules-core-*.rpm`

export function collectVerb(context: Context): Command {
	return new Command('collect')
		.summary('print a script that gathers, on somebody else’s machine, what rootless networking depends on')
		.description(
			'Prints one POSIX sh script to read and to run without root on the machine in question. It gathers the kernel and ' +
				'its configuration, modules, sysctls, versions, settings and rules into one text file, leaves addresses and ' +
				'secrets out, and shows all of it before it is written. `explain` and `repro` take that file.',
		)
		.addHelpText('after', more)
		.action(async (_flags: object, command: Command) => {
			refuse(command, strayWords(command))
			const { collectScript } = await import('#harness/collect')
			context.stdout.write(await collectScript())
		})
}
