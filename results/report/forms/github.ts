import type { CellRecord, Results } from '../../schema/index.ts'
import { exitCodeOf, showsSecurityGap } from '../../verdicts/index.ts'
import { foundWords } from '../words/found.ts'
import { headlineOf } from '../words/headline.ts'
import { plainText, plural } from '../words/text.ts'
import { defineReport } from './report.ts'

/** In the order in which they are told: GitHub shows ten of each a step. */
const levels = ['error', 'warning', 'notice'] as const
type Level = (typeof levels)[number]

/** How many of a level GitHub keeps of a step; the last one says what was left out. */
const MAX_SHOWN = 10

interface Annotation {
	readonly level: Level
	readonly title: string
	readonly message: string
}

/** As GitHub's runner reads the data of a command; a title also ends at a colon or a comma. */
const data = (text: string): string =>
	text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

function annotationsOf(cell: CellRecord): Annotation[] {
	const own: Annotation[] =
		cell.verdict === 'error' && !cell.checks.some(({ verdict }) => verdict === 'error')
			? [{ level: 'error', title: `${cell.slug} broke`, message: cell.reason ?? 'no reason was given' }]
			: []
	const checks = cell.checks.flatMap((check): Annotation[] => {
		const title = `${cell.slug}: ${check.id}`
		const found = foundWords(check) || 'no message'
		switch (check.verdict) {
			case 'fail':
			case 'error':
				return [{ level: 'error', title, message: found }]
			case 'flaky':
				return [{ level: 'error', title, message: `flaky: ${found}` }]
			case 'known':
				return showsSecurityGap(check)
					? [{ level: 'warning', title, message: `security gap: ${check.knownIssue?.title ?? found}` }]
					: []
			case 'fixed':
				return [{ level: 'notice', title, message: `fixed: ${check.knownIssue?.title ?? found}` }]
			default:
				return []
		}
	})
	return [...own, ...checks]
}

/** Of a run that was stopped, or has asked nothing: an error as in the exit code, though none of its cells is one. */
function runAnnotation(results: Results): Annotation[] {
	const whole = exitCodeOf(results) === 0 || exitCodeOf(results) === 1
	return whole ? [] : [{ level: 'error', title: 'incomplete run', message: headlineOf(results).sentence }]
}

/** The workflow commands that make GitHub annotate a step; what is past GitHub's limit is counted in the last one. */
export function githubAnnotations(results: Results, gaps: readonly string[] = []): string {
	const damaged = gaps.map((gap): Annotation => ({ level: 'error', title: 'damaged record', message: gap }))
	const told = [...damaged, ...results.cells.flatMap(annotationsOf)]
	const all = told.some(({ level }) => level === 'error') ? told : [...runAnnotation(results), ...told]
	const lines = levels.flatMap((level) => {
		const own = all.filter((one) => one.level === level)
		const shown = own.length > MAX_SHOWN ? own.slice(0, MAX_SHOWN - 1) : own
		const left = own.length - shown.length
		const more = { level, title: 'and more', message: `${plural(left, 'further annotation')} in the report` }
		return left === 0 ? shown : [...shown, more]
	})
	return [
		...lines.map(
			({ level, title, message }) =>
				`::${level} title=${property(plainText(title))}::${data(plainText(message))}`,
		),
		data(plainText(headlineOf(results, gaps).sentence)),
		'',
	].join('\n')
}

export const report = defineReport({
	needs: ['gaps'],
	render: (results, { gaps }) => githubAnnotations(results, gaps),
})
