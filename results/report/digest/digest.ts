import type { CellRecord, CheckRecord, KnownIssue, Results } from '../../schema/index.ts'
import { hasSecurityGap, needsPerson } from '../../verdicts/index.ts'
import { foundWords } from '../words/found.ts'

/** A cell with the number that the report's tables know it by. */
export interface NumberedCell {
	readonly number: number
	readonly cell: CellRecord
}
export interface Finding extends NumberedCell {
	readonly check: CheckRecord
}
/** A cell that needs a person, with the checks that made it so. */
export interface RedCell extends NumberedCell {
	readonly checks: readonly CheckRecord[]
}
export interface KnownGroup {
	readonly issue: KnownIssue
	readonly findings: readonly Finding[]
}
export interface SkippedGroup {
	readonly reason: string
	readonly checks: readonly string[]
	readonly cells: readonly number[]
}

function findings(results: Results): Finding[] {
	return results.cells.flatMap((cell, index) =>
		cell.checks.map((check) => ({ number: index + 1, cell, check })),
	)
}

/** What has the same key stands together, in the order of the first of each. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
	const groups = new Map<string, T[]>()
	for (const item of items) {
		const group = groups.get(keyOf(item))
		if (group) group.push(item)
		else groups.set(keyOf(item), [item])
	}
	return [...groups.values()]
}

export const securityGaps = (results: Results): Finding[] =>
	findings(results).filter(({ check }) => hasSecurityGap(check))

/** Cells with an error, a failure, a flake or a surprise, in the plan's order. */
export function redCells(results: Results): RedCell[] {
	return results.cells.flatMap((cell, index) => {
		const checks = cell.checks.filter(({ verdict }) => needsPerson(verdict))
		return needsPerson(cell.verdict) || checks.length > 0 ? [{ number: index + 1, cell, checks }] : []
	})
}

/** Each known issue that showed itself (`known`), with where. */
export function knownGroups(results: Results): KnownGroup[] {
	const known = findings(results).filter(({ check }) => check.verdict === 'known' && check.knownIssue)
	return groupBy(known, ({ check }) => check.knownIssue?.id ?? '').flatMap((group) => {
		const issue = group[0]?.check.knownIssue
		return issue === undefined ? [] : [{ issue, findings: group }]
	})
}

/** Findings of one check with the same form, or the same message, stand together; others do not. */
export const byFound = (all: readonly Finding[]): [Finding, ...Finding[]][] =>
	groupBy(all, ({ check }) => `${check.id}\0${foundWords(check)}`).flatMap(([first, ...rest]) =>
		first === undefined ? [] : [[first, ...rest]],
	)

/** Why checks were skipped: the same reason in the same cells is told once. */
export function skippedGroups(results: Results): SkippedGroup[] {
	const skipped = findings(results).filter(({ check }) => check.verdict === 'skipped')
	const perCheck = groupBy(skipped, ({ check }) => `${check.message ?? ''}\0${check.id}`).map((group) => ({
		reason: group[0]?.check.message ?? 'no reason was given',
		check: group[0]?.check.id ?? '',
		cells: group.map(({ number }) => number),
	}))
	return groupBy(perCheck, ({ reason, cells }) => `${reason}\0${cells.join()}`).map((group) => ({
		reason: group[0]?.reason ?? '',
		cells: group[0]?.cells ?? [],
		checks: group.map(({ check }) => check),
	}))
}
