import {
	type CheckEnded,
	type CheckRecord,
	HarnessError,
	judgeChecks,
	type PlannedCell,
	type Stack,
	TimeoutError,
} from '#results'
import type { Guest } from '#vm'
import { checkModules } from '../catalogue/index.ts'
import type { CellFacts, DaemonState } from '../check/cell-facts.ts'
import { daemonUnit } from '../recovery/daemon-unit.ts'
import { removeContainers } from '../worlds/changes.ts'
import { greenTrouble, judgeMutation, type Shown } from './judge.ts'
import type { Mutation } from '../worlds/model.ts'
import { makeChanges } from './place.ts'

/** A live cell that may be broken. */
export interface TriedCell {
	readonly guest: Guest
	readonly facts: Pick<CellFacts, 'cell' | 'stack' | 'daemon'>
	/** Asks these checks; the suites' containers stand for the next question. */
	ask(checks: readonly string[], facts: Partial<Pick<CellFacts, 'daemon' | 'stack'>>): Promise<CheckEnded[]>
}

/** What became of one mutation. */
export interface Tried {
	readonly mutation: Mutation
	readonly ms: number
	readonly shown: readonly Shown[]
	/** Why the world could not be broken, asked or mended. */
	readonly trouble?: string | undefined
}

type Records = Readonly<Record<string, CheckRecord>>

/** Breaks the world, asks, and mends it. Never rejects but for a world that cannot be mended. */
export async function tryMutation(cell: TriedCell, mutation: Mutation): Promise<Tried> {
	const began = performance.now()
	const { changes, red, green, restart, stack = {}, axes = {}, pretence = [] } = mutation
	const { cell: planned } = cell.facts
	const told = {
		stack: { ...cell.facts.stack, ...stack },
		cell: { ...planned, axes: { ...planned.axes, ...axes } },
	}
	const pretended = mutation.stack !== undefined || mutation.axes !== undefined
	const whole = { ...told, daemon: cell.facts.daemon }
	const ended = (shown: readonly Shown[], trouble?: string): Tried => ({
		mutation,
		ms: performance.now() - began,
		shown,
		trouble,
	})
	let made, broken
	try {
		made = await makeChanges(cell.guest, pretence)
		broken = await makeChanges(cell.guest, changes)
	} catch (error) {
		await made?.mend()
		return ended(judgeMutation(mutation, {}), `The world was not broken: ${words(error)}`)
	}
	let answers: Records = {}
	let trouble: string | undefined
	try {
		const daemon = restart === 'both' ? await restartDaemon(cell.guest) : cell.facts.daemon
		answers = await ask(cell, [...Object.keys(red), ...green], { ...told, daemon })
	} catch (error) {
		trouble = words(error)
	}
	try {
		await broken.mend()
		if (restart !== undefined) await restoreDaemon(cell)
	} catch (error) {
		throw new Error(`After "${mutation.name}" the world could not be mended: ${words(error)}`, {
			cause: error,
		})
	}
	if (pretended && trouble === undefined)
		trouble = await ask(cell, Object.keys(red), whole).then(redWithoutChanges, words)
	await made.mend()
	return ended(judgeMutation(mutation, answers), trouble)
}

/** What is told of a stack that is not there must not make a check red by itself: then the changes show nothing. */
function redWithoutChanges(answers: Records): string | undefined {
	const red = Object.values(answers).filter(({ verdict }) => verdict === 'fail')
	if (red.length === 0) return undefined
	return `Red in the whole world as well, with what it is told of the stack: ${red.map(({ id, message }) => `${id}: ${message}`).join('; ')}`
}

function words(error: unknown): string {
	const output = error instanceof HarnessError ? error.output : undefined
	return [error instanceof Error ? error.message : String(error), output?.trim()].filter(Boolean).join(': ')
}

async function ask(
	cell: TriedCell,
	checks: readonly string[],
	{ cell: planned, ...facts }: { cell: PlannedCell; stack: Stack; daemon: DaemonState },
): Promise<Records> {
	return judgeChecks(planned, facts.stack, await cell.ask(checks, facts))
}

/** The checks after which something has to be brought back: they restart the daemon. */
const restarts: readonly string[] = checkModules
	.filter(({ afterAll }) => afterAll !== undefined)
	.flatMap(({ checks }) => checks.map(({ id }) => id))

/**
 * Asks all that the mutations of a cell ask, in the whole world; those that restart the daemon only where it is restarted
 * anyway. What is wrong, in words.
 */
export async function askWhole(
	cell: TriedCell,
	mutations: readonly Mutation[],
	{ withRestarts }: { readonly withRestarts: boolean },
): Promise<string[]> {
	const asked = new Set(mutations.flatMap(({ red, green }) => [...Object.keys(red), ...green]))
	const checks = [...asked].filter((id) => withRestarts || !restarts.includes(id))
	const { cell: planned, stack, daemon } = cell.facts
	const answers = await ask(cell, checks, { cell: planned, stack, daemon })
	return checks.flatMap((id) => {
		const trouble = answers[id]?.verdict === 'skipped' ? undefined : greenTrouble(answers[id])
		return trouble === undefined ? [] : [`${id}: ${trouble}`]
	})
}

const TRIES = 3

/** As often as it takes a machine that is too slow for dockerd's own limits; without containers, which make it slower. */
async function restartDaemon(guest: Guest): Promise<DaemonState> {
	await guest.exec(['sh', '-c', removeContainers], { deadline: 120_000 })
	const unit = daemonUnit({ guest, signal: AbortSignal.timeout(600_000), deadline: 200_000 })
	for (let tried = 1; ; tried++)
		try {
			const { state, journal } = await unit.restart()
			if (state === 'active') return { state }
			return { state: journal.includes('failed to start daemon:') ? 'refused' : 'failed', journal }
		} catch (error) {
			if (!(error instanceof TimeoutError) || tried === TRIES) throw error
		}
}

async function restoreDaemon({ guest, facts }: TriedCell): Promise<void> {
	const { state } = await restartDaemon(guest)
	if ((state === 'active') !== (facts.daemon.state === 'active'))
		throw new Error(`The daemon is ${state} in the world that was mended`)
}
