import { plainText, plural, wrap } from '#results'
import type { RuleRow } from './check-rules.ts'

const grounds = ({ rule: { seen } }: RuleRow): string =>
	seen === undefined ? '' : seen === 'read' ? ' (read of)' : ' (elsewhere)'

function contradicted(rows: readonly RuleRow[], width: number): string[] {
	const bad = rows.filter(({ contradictions }) => contradictions.length > 0)
	if (bad.length === 0) return []
	return [
		'',
		`Contradicted by a run (${plural(bad.length, 'rule')})`,
		...bad.flatMap(({ rule, contradictions, exercised }) => [
			`  ✘ ${rule.id}: ${contradictions.length} of ${plural(exercised, 'check')}`,
			...contradictions.flatMap(({ run, cell, check, did, words }) =>
				wrap(plainText(`${run}, ${cell}: ${check} ${did}: ${words}`), width, '      '),
			),
		]),
	]
}

/** For whoever keeps the rules: what is wrong first, then what nobody has ever seen, then when each was last true. */
export function rulesText(rows: readonly RuleRow[], runs: number, width: number): string {
	const never = rows.filter((row) => row.lastSeen === undefined)
	const idle = rows.filter((row) => row.exercised === 0)
	const table = rows.filter((row) => row.lastSeen !== undefined)
	const idWidth = Math.max(...rows.map(({ rule }) => rule.id.length))
	return [
		`${plural(rows.length, 'rule')}, ${plural(runs, 'run')}: ${rows.length - idle.length} exercised, ${idle.length} not.`,
		...contradicted(rows, width),
		'',
		`Shown by no run on record (${plural(never.length, 'rule')})`,
		...never.map((row) => `  ? ${row.rule.id}${grounds(row)}`),
		'',
		`Last seen (${plural(table.length, 'rule')})`,
		`  ${'rule'.padEnd(idWidth)}  last seen   as it says/asked in these runs`,
		...table.map(
			(row) =>
				`  ${row.rule.id.padEnd(idWidth)}  ${(row.lastSeen ?? '').padEnd(10)}  ${row.exercised === 0 ? '–' : `${row.asItSays}/${row.exercised}`}${grounds(row)}`,
		),
		'',
	].join('\n')
}

/** The same as plain data. */
export const rulesData = (rows: readonly RuleRow[]) => ({
	rules: rows.map(({ rule, ...row }) => ({
		id: rule.id,
		title: rule.title,
		see: rule.see,
		checks: Object.keys(rule.checks),
		seen: rule.seen,
		...row,
	})),
})
