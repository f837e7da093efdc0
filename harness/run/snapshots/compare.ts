import { createHash } from 'node:crypto'
import { judgeChecks, type PlannedCell, type RunEvent, type Stack } from '#results'

/**
 * Whether it is a cell's turn on a day to be booted beside its snapshot: each cell on one day in `every`, and on each day
 * another part of them.
 */
export function isComparedOn(day: Date, cellId: string, every: number): boolean {
	const number = Math.floor(day.getTime() / 86_400_000)
	const place = createHash('sha256').update(cellId).digest().readUInt32BE()
	return (place + number) % every === 0
}

type CheckEnded = Extract<RunEvent, { type: 'check.ended' }>

/** One attempt at a cell: what ran in it, and how its checks ended. */
interface Attempt {
	readonly number: number
	stack?: Stack
	restored?: boolean
	readonly ended: Map<string, CheckEnded>
}

function attemptsAt(events: readonly RunEvent[], cell: string): Attempt[] {
	const attempts: Attempt[] = []
	for (const event of events) {
		if (!('cell' in event) || event.cell !== cell) continue
		const last = attempts.at(-1)
		if (event.type === 'cell.started') attempts.push({ number: event.attempt, ended: new Map() })
		else if (event.type === 'stack.reported' && last) {
			last.stack = event.stack
			last.restored = event.snapshot !== undefined
		} else if (event.type === 'check.ended') last?.ended.set(event.check, event)
	}
	return attempts
}

/** What the results would say of each check: its verdict, and which known issue it showed. */
function saidOf({ stack = { origins: [] }, ended }: Attempt, cell: PlannedCell): (check: string) => string {
	const checks = judgeChecks(cell, stack, [...ended.values()])
	return (check) => {
		const { verdict = 'missing', knownIssue } = checks[check] ?? {}
		return verdict === 'known' && knownIssue ? `known (${knownIssue.id})` : verdict
	}
}

/** Whether an attempt at a cell was restored from a snapshot. */
export const isRestored = (events: readonly RunEvent[], cell: string, attempt: number): boolean =>
	attemptsAt(events, cell).some(({ number, restored }) => number === attempt && restored === true)

/**
 * What two attempts at a cell say differently, check by check, in words: another verdict, another known issue, or an
 * answer that was seen to come from another address. The daemon's words hold names that are made up each time, and one
 * issue may show in several forms: that is no difference.
 */
export function attemptDifferences(
	events: readonly RunEvent[],
	cell: PlannedCell,
	numbers: { readonly restored: number; readonly booted: number },
): string[] {
	const attempts = attemptsAt(events, cell.id)
	const [restored, booted] = [numbers.restored, numbers.booted].map((attempt) =>
		attempts.findLast(({ number }) => number === attempt),
	)
	if (!restored || !booted) return []
	const [before, after] = [saidOf(restored, cell), saidOf(booted, cell)]
	return [...new Set([...restored.ended.keys(), ...booted.ended.keys()])].flatMap((check) => {
		const [was, is] = [before(check), after(check)]
		if (was !== is) return [`${check} is ${was} in the snapshot and ${is} after a boot`]
		const [one, other] = [sourcesOf(restored.ended.get(check)), sourcesOf(booted.ended.get(check))]
		return [...new Set([...one.keys(), ...other.keys()])].flatMap((name) => {
			const [from, to] = [one.get(name) ?? 'nobody', other.get(name) ?? 'nobody']
			return from === to ? [] : [`${check}: ${name} is ${from} in the snapshot and ${to} after a boot`]
		})
	})
}

/**
 * The addresses that a check recorded as where something came from, by name. Docker gives its networks addresses in the order in
 * which they are made: which of them it was says nothing.
 */
function sourcesOf(ended: CheckEnded | undefined): ReadonlyMap<string, string> {
	const seen = Object.entries(ended?.observations ?? {})
	return new Map(
		seen.flatMap(([name, value]) =>
			name.split('.').includes('source') && typeof value === 'string'
				? [[name, ofDocker.test(value) ? 'of a network of Docker' : value] as const]
				: [],
		),
	)
}

/** Docker's own pools, also where IPv6 carries such an address. */
const ofDocker = /^(::ffff:)?(172\.(1[6-9]|2\d|3[01])|192\.168)\.|^fd/
