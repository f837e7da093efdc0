import type { RunEvent } from '#results'

/** What one run took, in milliseconds of wall time. */
export interface RunTimes {
	readonly wallMs: number
	/** By slug, of the cells that came to an end of their own. */
	readonly cells: Readonly<Record<string, number>>
	/** Of all cells together. */
	readonly phases: Readonly<Record<string, number>>
	/**
	 * The share of wall time in which no guest worked: the gaps between a cell's guest phases, divided by the number of VMs
	 * at once, and the time before the first cell and after the last.
	 */
	readonly overhead: number
}

/** Phases in which a VM is brought up, or works. In `suites` it does so from the first check on. */
const guestPhases = new Set(['boot', 'install', 'load', 'fixtures', 'snapshot', 'restore', 'suites', 'stop'])

interface CellTimes {
	readonly slug: string
	readonly started: number
	ended: number
	guestMs: number
	suitesStarted?: number
	firstCheck?: number
}

/** @throws RangeError for the events of a run that did not end. `jobs`: VMs at once. */
export function runTimes(events: readonly RunEvent[], jobs: number): RunTimes {
	const cells = new Map<string, CellTimes>()
	const slugs = new Map<string, string>()
	const phases: Record<string, number> = {}
	let began: number | undefined
	let over: number | undefined
	for (const event of events) {
		const at = Date.parse(event.at)
		const cell = 'cell' in event && typeof event.cell === 'string' ? cells.get(event.cell) : undefined
		switch (event.type) {
			case 'run.started':
				began = at
				for (const { id, slug } of event.cells) slugs.set(id, slug)
				break
			case 'run.ended':
				over = at
				break
			case 'cell.started':
				cells.set(event.cell, {
					slug: slugs.get(event.cell) ?? event.cell,
					started: at,
					ended: at,
					guestMs: 0,
				})
				break
			case 'cell.ended':
				if (event.outcome === 'completed') cell!.ended = at
				else cells.delete(event.cell)
				break
			case 'phase.started':
				if (event.phase === 'suites') cell!.suitesStarted = at
				break
			case 'check.started':
				cell!.firstCheck ??= at
				break
			case 'phase.ended':
				phases[event.phase] = (phases[event.phase] ?? 0) + event.ms
				if (guestPhases.has(event.phase)) cell!.guestMs += event.ms - waitedFor(event.phase, cell!)
				break
			case 'check.ended':
			case 'stack.reported':
			case 'note':
				break
		}
	}
	if (began === undefined || over === undefined) throw new RangeError('The run did not end')
	const wallMs = over - began
	const done = [...cells.values()]
	const outside = wallMs - union(done)
	const inside = done.reduce((sum, { started, ended, guestMs }) => sum + ended - started - guestMs, 0)
	return {
		wallMs,
		cells: Object.fromEntries(done.map(({ slug, started, ended }) => [slug, ended - started])),
		phases,
		overhead: (outside + inside / Math.min(jobs, done.length || 1)) / wallMs,
	}
}

/** What the suites' own start kept the guest waiting. */
const waitedFor = (phase: string, { suitesStarted, firstCheck }: CellTimes): number =>
	phase === 'suites' && suitesStarted !== undefined && firstCheck !== undefined
		? Math.max(0, firstCheck - suitesStarted)
		: 0

/** Milliseconds in which at least one of the cells was on its way. */
function union(cells: readonly CellTimes[]): number {
	let covered = 0
	let until = -Infinity
	for (const { started, ended } of [...cells].sort((a, b) => a.started - b.started)) {
		covered += Math.max(0, ended - Math.max(started, until))
		until = Math.max(until, ended)
	}
	return covered
}
