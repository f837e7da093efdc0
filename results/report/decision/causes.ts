import type { RuleConditions } from '../../expectations/index.ts'
import { knowsVariable, settingName, stackVersion } from '../../model/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import type { Texts } from '../words/catalogue/english.js'
import { anyOf, conditionWords } from './conditions.ts'
import { isCore } from './core.ts'
import type { DecisionState } from './decide.ts'
import { knownRule } from './effects.ts'
import { refusesWhen } from './refusals.ts'

/** The first known issue of something that nobody can do without; none where anything of it failed unknown. */
function failsWhen({ checks }: CellRecord): RuleConditions | undefined {
	const core = checks.filter(({ id }) => isCore(id))
	if (core.some(({ verdict }) => verdict === 'fail')) return undefined
	const known = core.find(({ verdict }) => verdict === 'known')
	return knownRule(known?.knownIssue?.id ?? '')?.when
}

function refusalWords(cells: readonly CellRecord[], texts: Texts): string {
	const { and, or, unset } = texts.decision
	const all = cells.map(refusesWhen)
	const modules = [...new Set(all.flatMap(({ axes }) => axes?.brNetfilter ?? []))]
	const settings = [...new Set(all.map(({ daemon = {} }) => conditionWords({ daemon }, texts)))]
	return [
		conditionWords({ axes: { brNetfilter: modules } }, texts),
		settings.join(or),
		...(cells.some((cell) => knowsVariable(stackVersion('dockerd', cell)) === true)
			? [unset(settingName('ignoreBrNetfilterError'))]
			: []),
	].join(and)
}

/** Why configurations came to this state, by the rules; empty where no rule says so of each of them. */
export function causeWords(
	results: Results,
	state: DecisionState,
	indices: readonly number[],
	texts: Texts,
): string {
	const cells = indices.flatMap((index) => results.cells[index] ?? [])
	if (state === 'refuses') return refusalWords(cells, texts)
	if (state !== 'fails') return ''
	const all = cells.flatMap((cell) => failsWhen(cell) ?? [])
	if (all.length < cells.length) return ''
	return anyOf(all)
		.map((when) => conditionWords(when, texts))
		.filter(Boolean)
		.join(texts.semicolon)
}
