import { Command } from 'commander'
import { expectAll, explanationOf, renderExplanation } from '#harness/explain'
import type { PlannedCell } from '#results'
import type { Context } from '../context.ts'
import { refuse, strayWords } from '../usage.ts'
import {
	cellOf,
	type ConfigurationFlags,
	configuredCell,
	type Configured,
	isConfiguration,
} from './explain-cell.ts'
import { choosePlan, type MatrixFlags, withMatrixFlags } from './matrix-choice.ts'

interface ExplainFlags extends MatrixFlags, ConfigurationFlags {
	readonly json?: true
}

const more = `
Examples:
  $ rootless-matrix explain --docker 27.5.1 --passt 2025_05_03 --rootlesskit 2.0.2
  $ rootless-matrix explain --docker 27.5.1 --br-netfilter absent --daemon icc=false
  $ rootless-matrix explain k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default --preset quick
  $ rootless-matrix explain --preset quick --only "*icc-off*" --json`

/** The narrowest that it can be read in; a terminal says nothing less on purpose. */
const NARROWEST = 50
const WIDEST = 110

export function explainVerb(context: Context): Command {
	return withMatrixFlags(new Command('explain'))
		.summary('say what is expected of a configuration and why, and what would change it; starts no VM')
		.description(
			'Says, for each check, what is expected of a configuration: that it holds, that it is known to fail (why, since ' +
				'when, fixed where), or that it is not asked. Then what would change it. From rules; nothing is run.',
		)
		.argument('[cell]', 'the name or id of a cell of the matrix')
		.option('--docker <version>', 'a version of Docker, such as 27.5.1 or debian:26.1')
		.option('--rootlesskit <version>', 'its RootlessKit (default: the one that this Docker brings)')
		.option('--passt <version>', 'pasta as the network driver, of this passt, such as 2025_05_03')
		.option('--slirp4netns [version]', 'slirp4netns as the network driver (the default)')
		.option('--port-driver <driver>', 'builtin, slirp4netns or implicit')
		.option('--kernel <version>', 'a kernel, such as 6.12 or what `uname -r` prints')
		.option('--br-netfilter <state>', 'loaded, unloaded or absent')
		.option('--daemon <settings>', 'such as icc=false,ignore-br-netfilter-error=1')
		.option('--json', 'print it as JSON')
		.addHelpText('after', more)
		.action(async (cell: string | undefined, flags: ExplainFlags, command: Command) => {
			const problems = [...strayWords(command)]
			const configured = await chooseCells(cell, flags, problems, context.interrupts.signal)
			refuse(command, problems)
			const { stdout } = context
			const all = configured.map(({ cell: one, assumed }) => ({ assumed, expectation: expectAll(one) }))
			if (flags.json) {
				const data = all.map(({ assumed, expectation }) => ({ assumed, ...explanationOf(expectation) }))
				stdout.write(`${JSON.stringify(data.length === 1 ? data[0] : data, null, '\t')}\n`)
				return
			}
			const width = Math.max(NARROWEST, Math.min(stdout.columns ?? WIDEST, WIDEST))
			const texts = all.map(({ assumed, expectation }) => renderExplanation(expectation, { width, assumed }))
			stdout.write(texts.join(`\n${'─'.repeat(width)}\n\n`))
		})
}

async function chooseCells(
	cell: string | undefined,
	flags: ExplainFlags,
	problems: string[],
	signal: AbortSignal,
): Promise<readonly Configured[]> {
	const isMatrix = flags.preset !== undefined || flags.matrix !== undefined
	if (isConfiguration(flags)) {
		if (isMatrix || cell !== undefined)
			problems.push('a cell of a matrix and a configuration in flags exclude each other')
		const configured = configuredCell(flags, problems)
		return configured === undefined ? [] : [configured]
	}
	if (!isMatrix && cell === undefined) {
		problems.push('say what to explain: --docker VERSION …, or --preset NAME with a cell or --only')
		return []
	}
	const matrix = isMatrix ? flags : { ...flags, preset: 'full' }
	const only = cell === undefined ? flags.only : [...(flags.only ?? []), cell]
	const chosen = await choosePlan({ ...matrix, ...(only === undefined ? {} : { only }) }, problems, signal)
	return (chosen?.plan.cells ?? []).map((planned: PlannedCell) => ({ cell: cellOf(planned), assumed: [] }))
}
