import type { Command } from 'commander'
import { existsSync } from 'node:fs'
import {
	expectAll,
	type ExplainWords,
	explainWords,
	explanationOf,
	renderExplanation,
} from '#harness/explain'
import { isBundle } from '#harness/collect'
import { type Cell, closestCell, loadMatrix, matchesAny, planMatching, planMatrix } from '#harness/matrix'
import { languages, reasonWords } from '#results'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ExplainFlags } from './command.ts'
import { isConfiguration } from '../../flags/configuration-flags.ts'
import { cellOf, configuredCell, type Configured } from './explain-cell.ts'
import { type FoundBundle, openBundle } from '../collect/bundle.ts'
import { renderBrief } from '../kernel/render.ts'
import { matrixSource } from '../../find-up.ts'
import { selectPlan } from '../../flags/matrix-selection.ts'

/** The narrowest that it can be read in; a terminal says nothing less on purpose. */
const MIN_WIDTH = 50
const MAX_WIDTH = 110

export async function explainAction(
	cell: string | undefined,
	flags: ExplainFlags,
	command: Command,
	context: Context,
): Promise<void> {
	const problems = [...strayWords(command)]
	const { signal } = context.interrupts
	const bundle = cell !== undefined && (await isBundle(cell)) ? await openBundle(cell, signal) : undefined
	if (bundle) return explainBundle(bundle, flags, problems, command, context)
	const configured = await chooseCells(cell, flags, problems, signal)
	refuse(command, problems)
	const { stdout } = context
	const all = configured.map(({ cell: one, assumed }) => ({ assumed, expectation: expectAll(one) }))
	if (flags.json) {
		const data = all.map(({ assumed, expectation }) => ({ assumed, ...explanationOf(expectation) }))
		stdout.write(`${JSON.stringify(data.length === 1 ? data[0] : data, null, '\t')}\n`)
		return
	}
	const width = Math.max(MIN_WIDTH, Math.min(stdout.columns ?? MAX_WIDTH, MAX_WIDTH))
	const texts = all.map(({ assumed, expectation }) =>
		renderExplanation(expectation, { width, assumed, language: flags.lang }),
	)
	stdout.write(texts.join(`\n${'─'.repeat(width)}\n\n`))
}

/** Programs read the same whatever the reader's language is. */
const wordsFor = ({ json, lang }: ExplainFlags): ExplainWords => explainWords[json ? 'en' : lang]

/** What is expected of the machine that a bundle is of; flags say what the bundle does not, or other than it. */
function explainBundle(
	{ configuration, inspection, notes }: FoundBundle,
	flags: ExplainFlags,
	problems: string[],
	command: Command,
	{ stdout }: Context,
): void {
	const { notes: _notes, ...given } = configuration
	const known = Object.fromEntries(
		Object.entries({ ...given, ...flags }).filter(([, value]) => value !== undefined),
	)
	const configured = configuredCell(known, problems, wordsFor(flags))
	refuse(command, problems)
	if (!configured) return
	const expectation = expectAll(configured.cell)
	const told = flags.json ? notes : notes.map((note) => reasonWords(note, languages[flags.lang]))
	const assumed = [...told, ...configured.assumed]
	if (flags.json) {
		stdout.write(`${JSON.stringify({ assumed, ...explanationOf(expectation) }, null, '\t')}\n`)
		return
	}
	const width = Math.max(MIN_WIDTH, Math.min(stdout.columns ?? MAX_WIDTH, MAX_WIDTH))
	if (inspection !== undefined) stdout.write(`${renderBrief(inspection, width, flags.lang)}\n`)
	stdout.write(renderExplanation(expectation, { width, assumed, language: flags.lang }))
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
		const configured = configuredCell(flags, problems, wordsFor(flags))
		return configured === undefined ? [] : [configured]
	}
	if (!isMatrix && cell === undefined) {
		problems.push('say what to explain: --docker VERSION …, or --preset NAME with a cell or --only')
		return []
	}
	const only = cell === undefined ? flags.only : [...(flags.only ?? []), cell]
	const cells =
		isMatrix || cell === undefined
			? (await selectPlan({ ...flags, only }, problems, { signal }))?.plan.cells
			: await cellsOfEvery(cell, only ?? [], { problems, signal })
	return (cells ?? []).map((planned: Cell) => ({ cell: cellOf(planned), assumed: [] }))
}

/** The preset with the most cells. */
const EVERY = 'full'

/**
 * The cells that a word means where no matrix is named: of the file that lies here, else of that preset. It may as well be of
 * a file that is not there.
 */
async function cellsOfEvery(
	word: string,
	only: readonly string[],
	{ problems, signal }: { readonly problems: string[]; readonly signal: AbortSignal },
): Promise<readonly Cell[]> {
	const here = matrixSource({})
	const sources = [...(here === undefined ? [] : [here]), { preset: EVERY }]
	let meant: string | undefined
	for (const source of sources) {
		const plan = planMatrix(await loadMatrix(source, { signal }))
		if (matchesAny(plan, word)) return planMatching(plan, only).cells
		meant ??= closestCell(plan, word)
	}
	problems.push(
		[
			`${existsSync(word) ? `${word} is no bundle of \`collect\`` : `there is no file ${word}`}, and no cell has that name or id`,
			meant === undefined
				? `Cells go with --preset or --matrix; \`rootless-matrix plan --preset ${EVERY}\` lists those that need neither.`
				: `Did you mean:\n  ${meant}`,
		].join('\n'),
	)
	return []
}
