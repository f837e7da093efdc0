import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { runIdFor, type Verdict, verdict as verdictForm } from '#results'

/** `20261126T221500Z-nightly-3fa94c`: a tag of a registry and a directory everywhere, and never that of another submit. */
export const runIdForm = z.string().regex(/^\d{8}T\d{6}Z-[A-Za-z0-9_-]{1,50}-[0-9a-f]{6}$/)

export function newRunId(matrix: string, now: Date): string {
	const id = runIdFor(now, matrix)
	const dot = id.indexOf('-')
	const name = id
		.slice(dot + 1)
		.replace(/[^A-Za-z0-9_-]/g, '-')
		.slice(0, 50)
	return `${id.slice(0, dot)}-${name}-${randomBytes(3).toString('hex')}`
}

export const planName = (run: string): string => `${run}.plan`
export const cancelledName = (run: string): string => `${run}.cancelled`
export const cellsPrefix = (run: string): string => `${run}.c.`

/** One attempt of a cell that has a result, as its name in the store tells it. */
export interface Attempt {
	readonly name: string
	readonly cell: string
	/** From 1. Two workers that end at once may both have the same. */
	readonly number: number
	readonly verdict: Verdict
	/** The beginning of its manifest's hash. */
	readonly digest: string
}

export function attemptName(run: string, { cell, number, verdict, digest }: Omit<Attempt, 'name'>): string {
	return `${cellsPrefix(run)}${cell}.${number}.${verdict}.${digest}`
}

/** The attempts among the names of a run, by cell, the first one first: what the first is, every reader says alike. */
export function attemptsOf(run: string, names: readonly string[]): Map<string, Attempt[]> {
	const attempts = new Map<string, Attempt[]>()
	for (const name of names) {
		if (!name.startsWith(cellsPrefix(run))) continue
		const [, cell = '', number, word, digest = ''] =
			/^([0-9a-f]{12})\.(\d{1,3})\.([a-z]+)\.([0-9a-f]{12})$/.exec(name.slice(cellsPrefix(run).length)) ?? []
		const verdict = verdictForm.safeParse(word)
		if (cell === '' || !verdict.success) continue
		const attempt = { name, cell, number: Number(number), verdict: verdict.data, digest }
		attempts.set(cell, [...(attempts.get(cell) ?? []), attempt])
	}
	for (const list of attempts.values())
		list.sort((a, b) => a.number - b.number || (a.digest < b.digest ? -1 : 1))
	return attempts
}

/** Attempts of a cell that broke, before it counts as broken: the next one may be on a better machine. */
const MAX_ERRORS = 2

export const isFinished = (attempts: readonly Attempt[] = []): boolean =>
	attempts.length >= MAX_ERRORS || attempts.some(({ verdict }) => verdict !== 'error')
