import { plainText as plain, plural } from '../report/index.ts'
import { brokeItself, qualityOf, type Quality } from '../verdicts/index.ts'
import type { Results } from '../schema/index.ts'

/** How one check answered when the same cells were asked again and again. */
interface CheckStability {
	readonly check: string
	/** Answers that say something of the product. */
	readonly answers: number
	/** Of them, those that are not what the cell answered most often, and those that were flaky within a run. */
	readonly odd: number
	/** Answers that say nothing: the harness or the machine broke. */
	readonly errors: number
	/** The cells that gave odd answers, by name. */
	readonly cells: readonly string[]
}

export interface Stability {
	readonly runs: number
	/** The least stable first. */
	readonly checks: readonly CheckStability[]
	readonly answers: number
	readonly odd: number
	readonly errors: number
	/** Cells that broke, whatever their checks had said by then: one a run. */
	readonly broken: readonly string[]
}

/** Runs of one plan, one after the other: what was answered now so and now so? Pure. */
export function stabilityOf(runs: readonly Results[]): Stability {
	const answers = new Map<
		string,
		{ check: string; slug: string; good: number; bad: number; flaky: number; errors: number }
	>()
	for (const { cells } of runs)
		for (const { id, slug, checks } of cells)
			for (const { id: check, verdict } of checks) {
				const key = `${id} ${check}`
				const one = answers.get(key) ?? { check, slug, good: 0, bad: 0, flaky: 0, errors: 0 }
				answers.set(key, one)
				const quality: Quality | undefined = qualityOf(verdict)
				if (verdict === 'error') one.errors++
				else if (verdict === 'flaky') one.flaky++
				else if (quality !== undefined) one[quality]++
			}
	const checks = new Map<string, { answers: number; odd: number; errors: number; cells: string[] }>()
	for (const { check, slug, good, bad, flaky, errors } of answers.values()) {
		const one = checks.get(check) ?? { answers: 0, odd: 0, errors: 0, cells: [] }
		checks.set(check, one)
		const odd = Math.min(good, bad) + flaky
		one.answers += good + bad + flaky
		one.odd += odd
		one.errors += errors
		if (odd > 0) one.cells.push(slug)
	}
	const rows = [...checks].map(([check, row]) => ({ check, ...row }))
	const sum = (key: 'answers' | 'odd' | 'errors') => rows.reduce((total, row) => total + row[key], 0)
	return {
		runs: runs.length,
		checks: rows.sort((a, b) => b.odd / (b.answers || 1) - a.odd / (a.answers || 1) || b.errors - a.errors),
		answers: sum('answers'),
		odd: sum('odd'),
		errors: sum('errors'),
		broken: runs.flatMap(({ cells }) => cells.filter(brokeItself).map(({ slug }) => slug)),
	}
}

/** The largest rate that so few odd answers still fit, with 95 % confidence (Wilson's interval): 0 to 1. */
export function rateAtMost(odd: number, answers: number): number {
	if (answers === 0) return 1
	const z = 1.96
	const rate = odd / answers
	const middle = rate + z ** 2 / (2 * answers)
	const spread = z * Math.sqrt((rate * (1 - rate)) / answers + z ** 2 / (4 * answers ** 2))
	return Math.min(1, (middle + spread) / (1 + z ** 2 / answers))
}

const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`

/** What is to be said where no answer was odd: of cells that broke it is no praise. */
function stableText({ answers, broken }: Stability): string {
	if (answers === 0) return 'No check gave an answer.'
	return broken.length === 0
		? 'Every check answered the same in each run.'
		: 'Every check that answered did so the same each time.'
}

/** More cells than this are a number. */
const cellsShown = 10

function brokenText({ broken, runs }: Stability): string[] {
	const cells = [...new Set(broken)]
	const lines = cells.slice(0, cellsShown).map((cell) => {
		const times = broken.filter((one) => one === cell).length
		return `  ${plain(cell)} broke in ${times} of ${runs} runs`
	})
	return cells.length > cellsShown ? [...lines, `  and ${cells.length - cellsShown} more`] : lines
}

/** For a terminal: the checks that were not stable, and what is known of the rest. */
export function stabilityText(stability: Stability): string {
	const { runs, answers, odd, errors, broken } = stability
	const unstable = stability.checks.filter((row) => row.odd > 0 || row.errors > 0)
	return [
		`${answers.toLocaleString('en')} answers in ${runs} runs: ${odd} odd (${percent(odd / (answers || 1))}, at most ${percent(rateAtMost(odd, answers))} with 95 % confidence), ${errors} errors${broken.length === 0 ? '' : `, ${plural(broken.length, 'cell')} broke`}`,
		...(unstable.length === 0 ? [stableText(stability)] : []),
		...unstable.map(
			(row) =>
				`  ${plain(row.check)}: ${row.odd} of ${row.answers} odd${row.errors === 0 ? '' : `, ${row.errors} errors`}${row.cells.length === 0 ? '' : ` (${row.cells.map((cell) => plain(cell)).join(', ')})`}`,
		),
		...brokenText(stability),
		'',
	].join('\n')
}
